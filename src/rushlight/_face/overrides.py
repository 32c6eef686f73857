"""``__torch_function__``: public functions and methods ask the classes of their operands, and the modes of the thread.

What asks is made here, once, where a public face is put together: ``face`` for a module's functions, ``overridable``
for Tensor's methods and attributes. Inside the library the functions call each other without asking. The check itself
is compiled (csrc/waist/overrides.cpp); exact Tensors and Parameters pass it at the cost of comparing their types.
"""

from __future__ import annotations

from .._core import Value
from .._native import ext

replaced: dict = {}  # the callable that was called -> what __torch_function__ is told instead
spreads: set = (
    set()
)  # functions whose operands may come in one list, which overrides are asked about as if they did not
not_wrapped: set = set()  # results of these keep the class they have


def disabled(func, types, args=(), kwargs=None):
    """As ``__torch_function__`` of a class: its tensors compute as exact Tensors do."""
    with DisableTorchFunctionSubclass():
        return func(*args, **(kwargs or {}))


class _Disable:
    level: int

    def __enter__(self):
        self._before = ext.disable_overrides(-1)
        ext.disable_overrides(max(self.level, self._before))
        return self

    def __exit__(self, *exc):
        ext.disable_overrides(self._before)


class DisableTorchFunctionSubclass(_Disable):
    """Within the block classes are not asked by ``__torch_function__``; modes still are.

    >>> with DisableTorchFunctionSubclass():
    ...     pass
    """

    level = 1


class DisableTorchFunction(_Disable):
    """Within the block neither classes nor modes are asked.

    >>> with DisableTorchFunction():
    ...     pass
    """

    level = 2


def asks(relevant_args):
    """Whether one of these objects' classes, or a mode, wants to be asked."""
    if ext.function_modes() and ext.disable_overrides(-1) < 2:
        return True
    return ext.disable_overrides(-1) == 0 and any(ext.class_overrides(type(a)) for a in relevant_args)


def overloaded(args):
    """Those of ``args`` whose class has a ``__torch_function__``, one of each class: subclasses before their bases,
    else from left to right. Exact Tensors don't count, unless nothing else would be there to ask."""
    if ext.disable_overrides(-1):
        return []
    types: list = []
    found: list = []
    for a in args:
        cls = type(a)
        if cls in types or cls is Value.default_class:
            continue
        if getattr(cls, "__torch_function__", disabled) is disabled:
            continue
        at = next((i for i, t in enumerate(types) if issubclass(cls, t)), len(types))
        types.insert(at, cls)
        found.insert(at, a)
    return found


def dispatch(function, args, kwargs):
    """What a public function does when an operand's class or a mode has a ``__torch_function__``."""
    if getattr(function, "__wrapped__", None) in spreads and len(args) == 2 and type(args[1]) in (list, tuple):
        args = (args[0], *args[1])
    operands: list = []
    for a in (*args, *kwargs.values()):
        if type(a) in (list, tuple):
            operands.extend(a)
        else:
            operands.append(a)
    return handle(replaced.get(function, function), overloaded(operands), args, kwargs)


def handle(function, operands, args, kwargs):
    """Ask the innermost mode, then each of ``operands``, what ``function(*args, **kwargs)`` is. Raises TypeError if
    none knows."""
    types = tuple(type(a) for a in operands)
    modes = ext.function_modes()
    if modes and ext.disable_overrides(-1) < 2:
        ext.set_function_modes(modes[:-1])
        try:
            result = modes[-1].__torch_function__(function, types, args, kwargs)
        finally:
            ext.set_function_modes(modes)
        if result is not NotImplemented:
            return result
    for a in operands:
        method = a.__torch_function__
        if getattr(method, "__self__", None) is a:
            import warnings

            warnings.warn(
                "Defining your `__torch_function__ as a plain method is deprecated and will be an error in future, "
                "please define it as a classmethod.",
                DeprecationWarning,
                stacklevel=3,
            )
        result = method(function, types, args, kwargs)
        if result is not NotImplemented:
            return result
    name = getattr(function, "__qualname__", None) or repr(function)
    asked = [f"tensor subclass {t}" for t in types] + [f"mode object {m}" for m in modes[-1:]]
    raise TypeError(
        f"Multiple dispatch failed for '{name}'; all __torch_function__ handlers returned NotImplemented "
        f"({', '.join(asked)}): no implementation found"
    )


def convert(result, cls):
    """Tensors in ``result`` (one, or a tuple or list of them) as of class ``cls``."""
    if isinstance(result, Value):
        return result if isinstance(result, cls) else result.as_subclass(cls)
    if isinstance(result, (tuple, list)) and any(isinstance(r, (Value, tuple, list)) for r in result):
        items = [convert(r, cls) for r in result]
        return type(result)._make(items) if hasattr(result, "_make") else type(result)(items)
    return result
