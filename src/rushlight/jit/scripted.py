"""Scripted and traced programs: modules and functions as they are, which can be saved."""

from __future__ import annotations

import functools
import io
from types import FunctionType
from typing import TYPE_CHECKING

from ..nn import Module
from .files import write
from .recording import scripted, traced

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .._face.types import FileLike


class ScriptModule(Module):
    """A module whose methods are marked with ``script_method``: an ordinary one, which can be saved.

    >>> class Double(torch.jit.ScriptModule):
    ...     @torch.jit.script_method
    ...     def forward(self, x):
    ...         return 2 * x
    >>> Double()(1)
    2
    """

    _examples: tuple[tuple[Any, ...], dict[str, Any]] | None = None  # of traced ones

    def save(self, f: FileLike, _extra_files: dict[str, Any] | None = None) -> None:
        """Write the module to a file for ``torch.jit.load``: the public functions that it calls, one after another, and
        its tensors. Raises RuntimeError for what can't be put so."""
        program = scripted(self) if self._examples is None else traced(self, *self._examples)
        write(program, self.training, f, _extra_files)

    def save_to_buffer(self, _extra_files: dict[str, Any] | None = None) -> bytes:
        """What ``save`` writes, as bytes."""
        buffer = io.BytesIO()
        self.save(buffer, _extra_files)
        return buffer.getvalue()


class ScriptFunction:
    """A scripted or traced function: calls it, and can save it.

    >>> double = torch.jit.script(lambda x: 2 * x)
    >>> isinstance(double, torch.jit.ScriptFunction), double(3)
    (True, 6)
    """

    def __init__(self, function: Callable[..., Any], examples: Any = None) -> None:
        functools.update_wrapper(self, function)
        self._function, self._examples = function, examples

    @property
    def name(self) -> str:
        """The function's name."""
        return self._function.__name__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._function(*args, **kwargs)

    def save(self, f: FileLike, _extra_files: dict[str, Any] | None = None) -> None:
        """Write the function to a file for ``torch.jit.load``; see ``ScriptModule.save``."""
        program = scripted(self._function) if self._examples is None else traced(self._function, *self._examples)
        write(program, False, f, _extra_files)

    def save_to_buffer(self, _extra_files: dict[str, Any] | None = None) -> bytes:
        """What ``save`` writes, as bytes."""
        buffer = io.BytesIO()
        self.save(buffer, _extra_files)
        return buffer.getvalue()


class RecursiveScriptModule(ScriptModule):
    """What ``torch.jit.script`` makes of a module."""


class TopLevelTracedModule(ScriptModule):
    """What ``torch.jit.trace`` makes of a module."""


def wrapped(program: Any, examples: Any = None) -> Any:
    """A scripted (or, with examples, traced) function or module: the program itself, which can be saved. A module keeps
    its class, its parameters and everything that it holds; both are one."""
    if isinstance(program, Module) and (examples is not None or not isinstance(program, ScriptModule)):
        kind = type(program)
        base = RecursiveScriptModule if examples is None else TopLevelTracedModule
        members = {
            "__module__": kind.__module__,
            "_get_name": lambda self: base.__name__,
            "extra_repr": lambda self: f"original_name={kind.__name__}",
            "original_name": kind.__name__,
            "_examples": examples,
        }
        made: Any = object.__new__(type(base.__name__, (kind, base), members))
        made.__dict__ = program.__dict__
        return made
    if isinstance(program, FunctionType) or (isinstance(program, ScriptFunction) and examples is not None):
        return ScriptFunction(getattr(program, "_function", program), examples)
    return program
