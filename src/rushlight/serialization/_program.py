"""The classes and functions that ``load(weights_only=False)`` finds in the running program, and how it rebuilds objects
of them: whole modules, optimizers, datasets.

Found are PyTorch's and torchvision's public classes (those of rushlight), the functions of tensors, and what the
program's own ``__main__`` defines. Objects are made empty and given their state; functions are handed out and never
called. So a file chooses values, and no code that the program does not have runs.
"""

from __future__ import annotations

import pickle
import sys
from enum import Enum
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING

from .._base import devices, formats, identity
from .._core import Value
from .._native import ext
from .._ops.random.generator import Generator
from .._tensor.tensor import Tensor
from ._tables import Rebuild, rebuild_from_type

if TYPE_CHECKING:
    from typing import Any

_TOPS = {
    identity.THEIRS: "rushlight",
    identity.VISION: "rushlight.vision",
    identity.FUNCTORCH: "rushlight.functorch",
    identity.OURS: "rushlight",
}
_PRIVATE = ("torch._C", "torch._tensor")  # PyTorch's private modules whose functions stand in pickles of public ones
_UNNAMED = ("rushlight.cli", "rushlight.testing", "rushlight.hub")
_HOLDERS = ("torch._C._VariableFunctionsClass", "torch._C._VariableFunctions", "torch._C.TensorBase")


def _wrong(what, given):
    return pickle.UnpicklingError(f"{what} can't be made of the arguments in the file: {given!r:.100}")


def _module(name):
    """rushlight's module of a name in PyTorch's files; None if there is none that files may name."""
    top, _, rest = name.partition(".")
    if top not in _TOPS:
        return None
    known = any(name == p or name.startswith(p + ".") for p in _PRIVATE)
    ours = ".".join(filter(None, (_TOPS[top], rest)))
    if ours.startswith(_UNNAMED) or (not known and any(p.startswith("_") for p in rest.split("."))):
        return None
    try:
        return import_module(ours) if ours in sys.modules or find_spec(ours) is not None else None
    except ImportError:
        return None


def _at(holder, path):
    for part in path.split("."):
        if part.startswith("__") or not isinstance(holder, (ModuleType, type)):
            return None
        holder = getattr(holder, part, None)
    return holder


def _is_own_method(method):
    """Whether this is a method that ``__main__`` or the layers define."""
    module = getattr(method, "__module__", None) or ""
    module = identity.translated(module)
    return isinstance(method, FunctionType) and (module == "__main__" or module.startswith("torch.nn.modules."))


def is_function(thing: Any) -> bool:
    """Whether this is a function of tensors, which does nothing but compute."""
    if type(thing) in (ext.Overridable, ext.BoundOp, ext.Indexer):
        return True
    module = getattr(thing, "__module__", None) or ""
    return isinstance(thing, FunctionType) and module.partition(".")[2].startswith(
        ("_ops.", "nn.functional", "nn.init")
    )


class Program:
    """What one file may name of the running program; remembers what it named."""

    def __init__(self):
        self._known = {}  # id -> the class or function

    def find(self, module: str, name: str) -> Any:
        """The class or function of that name, or None. Raises AttributeError for what ``__main__`` lacks."""
        full = f"{module}.{name}"
        if full in _HOLDERS:
            return self._note(Tensor if full.endswith("Base") else import_module("rushlight"))
        if module == "__main__":
            return self._note(self._own(name))
        holder = _module(module)
        thing = None if holder is None else _at(holder, name)
        return self._note(thing) if is_function(thing) or self._is_class(thing) else None

    def knows(self, thing: Any) -> bool:
        """Whether the file named this class or function and was given it."""
        return id(thing) in self._known

    def tables(self):
        """Names, makers and builders as ``World`` takes them."""
        functions = {
            "builtins.getattr": self._attribute,
            "copyreg._reconstructor": self._reconstruct,
            "torch._tensor._rebuild_from_type_v2": self._from_type,
        }
        names: dict[str, Any] = {full: Rebuild(full, function) for full, function in functions.items()}
        makers = {id(names[full]): function for full, function in functions.items()}
        names |= {"functools.partial": partial, "torch._C.Generator": Generator}
        names |= {f"torch.{n}": v for n, v in vars(formats).items() if isinstance(v, formats.Named)}
        makers |= {id(partial): self._partial, id(Generator): _generator}
        return names, makers, {id(partial): self._build_partial, id(Generator): _build_generator}

    def make(self, kind: Any, args: tuple, kwargs: dict | None = None, calls: bool = False) -> Any:
        """A new object of a class: empty; tuples and enumerations of their values. ``calls``: the file wants the class
        called, which only classes of ``__main__`` may be."""
        own = kind.__module__ == "__main__"
        if issubclass(kind, Enum) and len(args) == 1 and not kwargs:
            return kind(args[0])
        if hasattr(kind, "cls_to_become") and len(args) == 1 and type(args[0]) is bool:  # a lazy parameter
            return kind(args[0])
        if issubclass(kind, tuple) and not own:
            return _named_tuple(kind, args)
        if own:
            return kind(*args) if calls else kind.__new__(kind, *args, **(kwargs or {}))
        if args or kwargs or calls or issubclass(kind, (type, Value)):
            raise _wrong(f"a {identity.translated(kind.__module__)}.{kind.__qualname__}", args)
        return kind.__new__(kind)

    def _note(self, thing):
        self._known[id(thing)] = thing
        return thing

    @staticmethod
    def _is_class(thing):
        return isinstance(thing, type) and identity.is_ours(thing) and not issubclass(thing, (type, BaseException))

    @staticmethod
    def _own(name):
        main = sys.modules["__main__"]
        thing = _at(main, name)
        if not isinstance(thing, (type, FunctionType)) or thing.__module__ != "__main__":
            raise AttributeError(f"Can't get attribute {name!r} on {main!r}")
        return thing

    def _attribute(self, holder, name):
        """``getattr`` of pickles: a function of torch, a method of Tensor, or one of a module's own (lazy modules hold
        such hooks)."""
        if type(name) is str and self.knows(type(holder)) and _is_own_method(getattr(type(holder), name, None)):
            return getattr(holder, name)
        known = type(name) is str and name[:1] != "_" and (holder is Tensor or self.knows(holder))
        thing = _at(holder, name) if known else None
        if not is_function(thing):
            raise _wrong("a function", (type(holder).__name__, name))
        return self._note(thing)

    def _reconstruct(self, kind, base, state):  # copyreg's helper for plain objects in old protocols
        import argparse

        if (kind is not argparse.Namespace and not self.knows(kind)) or base is not object or state is not None:
            raise _wrong(getattr(kind, "__name__", str(kind)), base)
        return argparse.Namespace() if kind is argparse.Namespace else self.make(kind, ())

    def _from_type(self, func, kind, args, state):
        return rebuild_from_type(func, kind, args, state, self.knows(kind))

    def _partial(self, function):
        if not self.knows(function):
            raise _wrong("a functools.partial", function)
        return partial(function)

    def _build_partial(self, made, state):
        if type(state) is not tuple or len(state) != 4 or not self.knows(state[0]) or type(state[1]) is not tuple:
            raise _wrong("a functools.partial", state)
        made.__setstate__(state)
        return made


def _generator(device):
    if not isinstance(device, devices.device):
        raise _wrong("a Generator", device)
    return Generator(device)


def _build_generator(generator, state):
    if type(state) is not tuple or len(state) != 3 or not isinstance(state[2], Value):
        raise _wrong("a Generator", state)
    generator.set_state(state[2])
    return generator


def _named_tuple(kind, args):
    """A tuple with names: of its fields, or of all of them in one tuple, as compiled ones are pickled."""
    if len(args) in (1, 2) and type(args[0]) is tuple and (len(args) == 1 or args[1] == {}):
        args = args[0]
    return kind(args) if kind.__new__ is tuple.__new__ else kind.__new__(kind, *args)
