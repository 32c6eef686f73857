"""Tensor's methods, put together from what is declared for them (``public.py``)."""

from __future__ import annotations

from importlib import import_module
from types import FunctionType

from .._core import NATIVE, Value
from .._native import ext
from .names import NAMES
from .overrides import not_wrapped, replaced
from .public import HOMES, Declared

# Rooms all of whose methods are functions: loaded when one of these is first used.
LATER = frozenset(("special", "random", "reductions", "linalg", "layers", "losses", "signal"))

PLAIN_METHODS = frozenset(
    (
        "__class__",
        "__delattr__",
        "__getattribute__",
        "__hash__",
        "__init__",
        "__iter__",
        "__new__",
        "__setattr__",
        "__dlpack__",
        "__torch_function__",
        "__init_subclass__",
        "__setstate__",
        "as_subclass",
        "module_load",
    )
)
# What operators are known as to __torch_function__, where that isn't their own name.
_OPERATORS = {
    "__add__": "add",
    "__radd__": "add",
    "__sub__": "sub",
    "__mul__": "mul",
    "__rmul__": "mul",
    "__truediv__": "div",
    "__mod__": "remainder",
    "__pow__": "pow",
    "__matmul__": "matmul",
    "__ne__": "ne",
    "__lt__": "lt",
    "__le__": "le",
    "__gt__": "gt",
    "__ge__": "ge",
    "__neg__": "neg",
    "__abs__": "abs",
    "__pos__": "positive",
    "__rand__": "bitwise_and",
    "__ror__": "bitwise_or",
    "__rxor__": "bitwise_xor",
    "__iadd__": "add_",
    "__isub__": "sub_",
    "__imul__": "mul_",
    "__itruediv__": "div_",
    "__ifloordiv__": "floor_divide_",
    "__imod__": "remainder_",
    "__ipow__": "pow_",
}

_BINARY = frozenset(
    f"__{side}{name}__"
    for name in (
        "add",
        "sub",
        "mul",
        "truediv",
        "div",
        "floordiv",
        "mod",
        "pow",
        "matmul",
        "and",
        "or",
        "xor",
        "lshift",
        "rshift",
        "eq",
        "ne",
        "lt",
        "le",
        "gt",
        "ge",
    )
    for side in ("", "r", "i")
)


_CALLABLES = (FunctionType, ext.BoundOp, ext.Indexer)


def _asks(name):
    """Whether what stands under this name asks overrides."""
    return name not in PLAIN_METHODS and (name[:1] != "_" or name[:2] == "__")


class Later:
    """Stands in Tensor's class for a method whose module is not loaded; the first use puts the method in its place."""

    def __init__(self, module, name):
        self.module, self.name = module, name

    def __get__(self, instance, owner=None):
        import_module(self.module)
        holder = next(cls for cls in owner.__mro__ if vars(cls).get(self.name) is self)
        made = HOMES["Tensor"][self.name].made("Tensor")
        setattr(holder, self.name, made)
        return made.__get__(instance, owner)


def _methods_of_modules():
    """Load the modules that declare methods for Tensor; {name: stand-in} for those that can wait: operators can't."""
    later = {}
    for module, listed in NAMES["Tensor"].items():
        names = listed.split()
        if module.split(".")[1] in LATER and not any(name.startswith("__") for name in names):
            later.update((name, Later(f"rushlight.{module}", name)) for name in names)
        else:
            import_module(f"rushlight.{module}")
    return later


def _method(name, member):
    """Tensor's method or attribute ``name``, asking overrides; None: as it is."""
    if not _asks(name):
        return None
    if type(member) in _CALLABLES:
        HOMES["Tensor"][name] = declared = Declared(name, member, "", operator=name in _BINARY)
        return declared.made("Tensor")
    if isinstance(member, property):
        parts = {}
        for kind in ("fget", "fset", "fdel"):
            f = getattr(member, kind)
            parts[kind] = f and ext.overridable(
                f, "rushlight", f"Tensor.{name}.{kind}", name, False, True, name == "grad"
            )
        made = property(**parts, doc=member.__doc__)
        for kind, slot in (("fget", "__get__"), ("fset", "__set__"), ("fdel", "__delete__")):
            if parts[kind]:
                replaced[parts[kind]] = getattr(made, slot)
        if name == "grad":
            not_wrapped.add(made.__get__)
        return made
    return None


def tensor_methods(own):
    """One class of all that is declared for Tensor and of its ``own`` members, whose methods and attributes ask
    overrides first."""
    members = {} if NATIVE else {name: vars(Value)[name] for name in ("shape", "dtype", "device", "ndim")}
    members.update(own)
    members.update(_methods_of_modules())
    made = {}
    for name, declared in HOMES.get("Tensor", {}).items():
        members[name] = declared.function
        if type(declared.function) in _CALLABLES and _asks(name):
            declared.operator = name in _BINARY
            made[name] = declared.made("Tensor")
    for name, member in members.items():
        if name not in made and (m := _method(name, member)) is not None:
            made[name] = m
    for operator, name in _OPERATORS.items():
        replaced[made[operator]] = made[name]
    members.update(made)
    for name in ("__dict__", "__weakref__", "__doc__"):
        members.pop(name, None)
    # one class, not a base per room: what asks whether something is a Tensor walks the bases
    return type("TensorMethods", (), {**members, "__slots__": (), "__module__": "rushlight"})
