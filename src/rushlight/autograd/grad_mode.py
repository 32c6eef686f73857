"""Whether operations record a graph: no_grad, enable_grad, set_grad_enabled, inference_mode."""

from __future__ import annotations

import functools
import warnings
from typing import TYPE_CHECKING, cast, overload

from .._base.exports import defined_in
from .._core import state

if TYPE_CHECKING:
    from typing import Any, Self

    from .._face.types import F


def is_grad_enabled() -> bool:
    """Whether operations record a graph now, in this thread."""
    return state.grad


def is_inference_mode_enabled() -> bool:
    """Whether tensors made now, in this thread, never take part in autograd."""
    return state.inference


class _Mode:
    """A context manager that is also a decorator; generators are run step by step in the mode. Of a class it decorates
    what makes instances: the name then is that function's."""

    __slots__ = ("before",)

    def clone(self) -> Self:
        """Another of the same kind: a decorated function may call itself."""
        return type(self)()

    def __call__(self, function: F) -> F:
        if isinstance(function, type):
            warnings.warn(
                "Decorating classes is deprecated and will be disabled in future versions. You should only decorate "
                "functions or methods. To preserve the current behavior of class decoration, you can directly decorate "
                "the `__init__` method and nothing else.",
                FutureWarning,
                stacklevel=2,
            )
        code = getattr(function, "__code__", None)
        if code is not None and code.co_flags & 0x20:  # a generator
            return _stepping(self, function)

        @functools.wraps(function)
        def run(*args, **kwargs):
            with self.clone():
                return function(*args, **kwargs)

        return cast("F", run)


def _stepping(mode, function):
    @functools.wraps(function)
    def run(*args, **kwargs):
        inner = function(*args, **kwargs)
        step, value = inner.send, None
        while True:
            with mode.clone():
                try:
                    result = step(value)
                except StopIteration as end:
                    return end.value
            try:
                value = yield result
                step = inner.send
            except GeneratorExit:
                with mode.clone():
                    inner.close()
                raise
            except BaseException as error:
                step, value = inner.throw, error

    return run


class no_grad(_Mode):
    """Context manager and decorator: nothing inside is recorded; results don't require gradients.

    >>> x = torch.ones(1, requires_grad=True)
    >>> with torch.no_grad():
    ...     y = x * 2
    >>> y.requires_grad
    False
    """

    __slots__ = ()

    @overload
    def __new__(cls, orig_func: None = None) -> Self: ...

    @overload
    def __new__(cls, orig_func: F) -> F: ...  # type: ignore[misc]

    def __new__(cls, orig_func: Any = None) -> Any:
        mode = super().__new__(cls)
        return mode if orig_func is None else mode(orig_func)

    def __init__(self, orig_func: Any = None) -> None:
        self.before = True

    def __enter__(self) -> None:
        self.before, state.grad = state.grad, False

    def __exit__(self, *error: object) -> None:
        state.grad = self.before


class enable_grad(no_grad):
    """Context manager and decorator: what is inside is recorded, even within ``no_grad``."""

    __slots__ = ()

    def __enter__(self) -> None:
        self.before, state.grad = state.grad, True


class set_grad_enabled(_Mode):
    """Switch recording on or off: at once as a function call, until the block ends as a context manager.

    >>> previous = torch.is_grad_enabled()
    >>> _ = torch.set_grad_enabled(False)
    >>> torch.is_grad_enabled()
    False
    >>> _ = torch.set_grad_enabled(previous)
    """

    __slots__ = ("mode",)

    def __init__(self, mode: bool) -> None:
        self.before, self.mode = state.grad, bool(mode)
        state.grad = self.mode

    def __call__(self, function: F) -> F:
        state.grad = self.before  # a decorator switches when the function runs, not when it is defined
        return super().__call__(function)

    def clone(self) -> Self:
        return type(self)(self.mode)

    def __enter__(self) -> None:
        state.grad = self.mode

    def __exit__(self, *error: object) -> None:
        state.grad = self.before

    def __repr__(self) -> str:
        return f"torch.autograd.grad_mode.set_grad_enabled(mode={self.mode})"


class inference_mode(_Mode):
    """As ``no_grad``, and tensors made inside can never take part in autograd later. ``mode=False`` switches it off.

    >>> with torch.inference_mode():
    ...     y = torch.ones(1) * 2
    >>> y.is_inference()
    True
    """

    __slots__ = ("mode",)

    @overload
    def __new__(cls, mode: bool = True) -> Self: ...

    @overload
    def __new__(cls, mode: F) -> F: ...  # type: ignore[misc]

    def __new__(cls, mode: Any = True) -> Any:
        self = super().__new__(cls)
        if isinstance(mode, bool):
            return self
        self.mode = True
        return self(mode)

    def __init__(self, mode: bool = True) -> None:
        self.mode = mode

    def clone(self) -> Self:
        return type(self)(self.mode)

    def __enter__(self) -> None:
        self.before = state.grad, state.inference
        state.inference = self.mode
        state.grad = not self.mode

    def __exit__(self, *error: object) -> None:
        state.grad, state.inference = self.before


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
