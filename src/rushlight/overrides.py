"""``torch.overrides``: classes and modes that take part in every function through ``__torch_function__``.

A class (a subclass of Tensor or any other) with ``__torch_function__(cls, func, types, args=(), kwargs=None)`` is asked
what ``func(*args, **kwargs)`` is whenever one of its objects is an operand; ``types`` are all such classes among the
operands.
"""

from __future__ import annotations

import inspect
from functools import wraps
from typing import TYPE_CHECKING

from ._base.errors import MissingName
from ._base.exports import defined_in
from ._face import overrides as machinery
from ._face.methods import PLAIN_METHODS
from ._face.public import HOMES
from ._native import ext
from ._tensor.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, Self

    from ._face.types import P, T


def has_torch_function(relevant_args: Iterable[Any]) -> bool:
    """Whether one of these objects' classes, or a mode, wants to be asked.

    >>> has_torch_function((1, "a"))
    False
    """
    return machinery.asks(relevant_args)


def has_torch_function_unary(obj: object) -> bool:
    """``has_torch_function((obj,))``."""
    return has_torch_function((obj,))


def has_torch_function_variadic(*args: object) -> bool:
    """``has_torch_function(args)``."""
    return has_torch_function(args)


def handle_torch_function(
    public_api: Callable[P, T], relevant_args: Iterable[Any], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Ask the modes and the classes of ``relevant_args`` what ``public_api(*args, **kwargs)`` is. Raises TypeError if
    none knows.

    A function of your own takes part so:

    >>> def double(x):
    ...     if has_torch_function((x,)):
    ...         return handle_torch_function(double, (x,), x)
    ...     return x + x
    """
    return machinery.handle(public_api, machinery.overloaded(relevant_args), args, kwargs)


def wrap_torch_function(dispatcher: Callable[P, Iterable[Any]]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """A decorator that lets a function of your own take part: ``dispatcher`` gets the function's arguments and returns
    those whose classes are asked.

    >>> @wrap_torch_function(lambda x: (x,))
    ... def double(x):
    ...     return x + x
    """

    def decorate(function):
        @wraps(function)
        def wrapped(*args, **kwargs):
            relevant = dispatcher(*args, **kwargs)
            if has_torch_function(relevant):
                return handle_torch_function(wrapped, relevant, *args, **kwargs)
            return function(*args, **kwargs)

        return wrapped

    return decorate


def is_tensor_like(inp: object) -> bool:
    """Whether ``inp`` is a Tensor or has ``__torch_function__``.

    >>> is_tensor_like([1, 2])
    False
    """
    return type(inp) is Tensor or hasattr(inp, "__torch_function__")


def _spaces():
    """The modules (and Tensor) whose functions ask: name -> object."""
    from importlib import import_module

    found = {"torch": import_module("rushlight"), "torch.Tensor": Tensor}
    for name in ("nn.functional", "linalg", "fft", "special"):
        try:
            found[f"torch.{name}"] = import_module(f"rushlight.{name}")
        except ModuleNotFoundError:
            continue
    return found


def _members(space):
    """The functions of one of these that ask: name -> function (of attributes, their ``__get__``)."""
    names = {*dir(space), *getattr(space, "__all__", ())}
    for name in sorted(names):
        f = getattr(space, name, None)
        if isinstance(f, ext.Overridable) or type(f) in (ext.BoundOp, ext.Indexer):
            yield name, f
        elif space is Tensor and not name.startswith("__") and hasattr(type(f), "__set__") and not name.startswith("_"):
            yield name, f.__get__


def get_overridable_functions() -> dict[Any, list[Callable]]:
    """All functions that ask: a dict from the module or class they belong to, to the list of them.

    >>> Tensor.add in get_overridable_functions()[Tensor]
    True
    """
    ignored = get_ignored_functions()
    return {
        space: [f for _, f in _members(space) if f not in ignored and f not in machinery.replaced]
        for space in _spaces().values()
    }


# Functions of ``torch`` that are not declared among those of tensors, and are never asked about (or, of the last two,
# by modes only).
_NEVER = frozenset(
    "get_default_device get_default_dtype get_num_threads get_printoptions get_rng_state initial_seed load "
    "manual_seed printoptions save seed set_default_device set_default_dtype set_num_threads set_printoptions "
    "set_rng_state typename can_cast promote_types".split()
)


def get_ignored_functions() -> set[Callable[..., Any]]:
    """Functions that no class is asked about (those that make tensors from none ask modes)."""
    module = _spaces()["torch"]
    # all that is declared is loaded
    everything = {name: f for name in dir(module) if callable(f := getattr(module, name))}
    declared = HOMES["torch"]
    silent = {n for n in everything if n in _NEVER or (n in declared and (declared[n].factory or declared[n].plain))}
    return {everything[name] for name in silent} | {
        f for name in PLAIN_METHODS if callable(f := getattr(Tensor, name, None))
    }


def get_default_nowrap_functions() -> set[Callable[..., Any]]:
    """Functions whose results Tensor's own ``__torch_function__`` leaves of the class they have."""
    return set(machinery.not_wrapped)


def get_testing_overrides() -> dict[Callable, Callable]:
    """A stand-in for each overridable function, which takes the same arguments and returns -1."""
    return {f: _stand_in(f) for functions in get_overridable_functions().values() for f in functions}


def _stand_in(f):
    if type(f) in (ext.BoundOp, ext.Indexer):
        return (lambda input, *, out=None: -1) if not f.__name__.startswith("__") else lambda self, *args: -1
    if getattr(f, "__name__", "") == "__get__":
        return lambda self: -1
    signature = inspect.signature(f.__wrapped__)

    def stand_in(*args, **kwargs):
        signature.bind(*args, **kwargs)
        return -1

    stand_in.__signature__ = signature  # type: ignore[attr-defined]
    return stand_in


def is_tensor_method_or_property(func: Callable) -> bool:
    """Whether ``func`` is a method of Tensor, or the ``__get__`` of one of its attributes.

    >>> is_tensor_method_or_property(Tensor.add)
    True
    """
    if getattr(func, "__name__", "") == "__get__":
        return True
    name = getattr(func, "__name__", None)
    return isinstance(name, str) and getattr(Tensor, name, None) is func


def resolve_name(f: Callable[..., Any]) -> str | None:
    """The dotted name of an overridable function: 'torch.add', 'torch.Tensor.add', 'torch.Tensor.shape.__get__'; None
    for another function, or its own text if it is a str.

    >>> resolve_name(Tensor.add)
    'torch.Tensor.add'
    """
    if isinstance(f, str):
        return f
    owner = getattr(f, "__self__", None)
    name = getattr(f, "__name__", None)
    if name in ("__get__", "__set__", "__delete__"):
        for attribute in dir(Tensor):
            if inspect.getattr_static(Tensor, attribute, None) is owner:
                return f"torch.Tensor.{attribute}.{name}"
        return None
    for space_name, space in _spaces().items():
        if isinstance(name, str) and inspect.getattr_static(space, name, None) is f:
            return f"{space_name}.{name}"
    return None


class TorchFunctionMode:
    """A context in which ``__torch_function__`` of the mode is asked about every function, whatever its operands.

    Within ``__torch_function__`` the mode itself is not active: ``func(*args, **kwargs)`` computes.

    >>> class Names(TorchFunctionMode):
    ...     def __torch_function__(self, func, types, args=(), kwargs=None):
    ...         print(resolve_name(func))
    ...         return func(*args, **(kwargs or {}))
    >>> x = torch.ones(2)
    >>> with Names():
    ...     y = x + x
    torch.Tensor.add
    """

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        raise NotImplementedError(
            f"{type(self).__name__} must define __torch_function__(self, func, types, args, kwargs)"
        )

    def __enter__(self) -> Self:
        ext.set_function_modes((*ext.function_modes(), self))
        return self

    def __exit__(self, *exc: object) -> None:
        ext.set_function_modes(ext.function_modes()[:-1])

    @classmethod
    def push(cls, *args: Any, **kwargs: Any) -> TorchFunctionMode:
        """``cls(*args, **kwargs)``, as older scripts write it."""
        import warnings

        warnings.warn("`Mode.push()` is no longer necessary and can be replaced with just `with Mode()`", stacklevel=2)
        return cls(*args, **kwargs)


class BaseTorchFunctionMode(TorchFunctionMode):
    """A mode that changes nothing: to inherit from."""

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        return func(*args, **(kwargs or {}))


def _get_overloaded_args(relevant_args, get_type_fn=None):
    """Those of ``relevant_args`` that are asked, in the order in which they are."""
    return machinery.overloaded(relevant_args)


def _len_torch_function_stack():
    return len(ext.function_modes())


def _get_current_function_mode():
    return (ext.function_modes() or (None,))[-1]


if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        raise MissingName("torch.overrides", name, __all__)


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
