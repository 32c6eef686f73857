"""``torch.compiler``: marks for compiled programs, which run as they are written.

>>> is_compiling()
False
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _compiling
from .._dynamo import reset
from .._dynamo.decorators import allow_in_graph, assume_constant_result, set_stance, substitute_in_graph
from .._dynamo.eval_frame import compile
from .._dynamo.eval_frame import disable as _disable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

__all__ = [
    "allow_in_graph",
    "assume_constant_result",
    "compile",
    "cudagraph_mark_step_begin",
    "disable",
    "get_default_backend",
    "is_compiling",
    "is_dynamo_compiling",
    "is_exporting",
    "keep_portable_guards_unsafe",
    "keep_tensor_guards_unsafe",
    "list_backends",
    "load_cache_artifacts",
    "nested_compile_region",
    "reset",
    "save_cache_artifacts",
    "set_default_backend",
    "set_enable_guard_collectives",
    "set_stance",
    "skip_all_guards_unsafe",
    "skip_guard_on_all_nn_modules_unsafe",
    "skip_guard_on_globals_unsafe",
    "skip_guard_on_inbuilt_nn_modules_unsafe",
    "substitute_in_graph",
    "wrap_numpy",
]

_default: list[Any] = ["inductor"]
_guard_collectives = [False]


def is_compiling() -> bool:
    """Whether the program is being compiled or exported: False."""
    return False


def is_dynamo_compiling() -> bool:
    """Whether the program is being compiled: False."""
    return False


def is_exporting() -> bool:
    """Whether the program is being exported: False."""
    return False


def disable(fn: Any = None, recursive: bool = True, *, reason: str | None = None) -> Any:
    """A function or Module that is never compiled; also a decorator.

    >>> disable(lambda: 1)()
    1
    """
    return _disable(fn, recursive, reason=reason)


def list_backends(exclude_tags: Sequence[str] | None = ("debug", "experimental")) -> list[str]:
    """Names for ``torch.compile(backend=...)``."""
    return _compiling.list_backends(exclude_tags)


def set_default_backend(backend: str | Callable[..., Any] | None) -> None:
    """The backend of ``torch.compile`` calls that name none; None: 'inductor'. Raises InvalidBackend for a name that
    is none."""
    _compiling.lookup_backend("inductor" if backend is None else backend)
    _default[0] = "inductor" if backend is None else backend


def get_default_backend() -> str | Callable[..., Any]:
    """What ``set_default_backend`` was told."""
    return _default[0]


def cudagraph_mark_step_begin() -> None:
    """Say that a step begins, for CUDA graphs: there are none."""


def wrap_numpy(fn: Callable[..., Any]) -> Callable[..., Any]:
    """A function of tensors from one of NumPy arrays."""
    import functools

    import numpy as np

    from .._tensor.tensor import Tensor

    @functools.wraps(fn)
    def wrap(*args: Any, **kwargs: Any) -> Any:
        def out(value: Any) -> Any:
            if isinstance(value, np.ndarray):
                from .._ops.tensors.tensor_from_numpy import as_tensor

                return as_tensor(value)
            return type(value)(map(out, value)) if type(value) in (list, tuple) else value

        arrays = [a.numpy() if isinstance(a, Tensor) else a for a in args]
        named = {k: a.numpy() if isinstance(a, Tensor) else a for k, a in kwargs.items()}
        return out(fn(*arrays, **named))

    return wrap


def nested_compile_region(
    fn: Callable[..., Any] | None = None, *, options: Any = None, max_reuse_entries: int = 8, reuse_hash_fn: Any = None
) -> Any:
    """Mark a function that is to be compiled once for all its calls; returns a wrapper. Also a decorator."""
    return _compiling.compiled if fn is None else _compiling.compiled(fn)


def save_cache_artifacts() -> tuple[bytes, Any] | None:
    """What was compiled, for another process: nothing was, so None."""
    return None


def load_cache_artifacts(serialized_artifacts: bytes) -> Any:
    """Use what another process compiled: None, as nothing can be used."""
    return None


def set_enable_guard_collectives(enabled: bool) -> bool:
    """Have processes agree before they compile again; returns what was set before."""
    before, _guard_collectives[0] = _guard_collectives[0], enabled
    return before


# Filters of guards, each entry True if it is to be kept.


def keep_portable_guards_unsafe(guard_entries: Sequence[Any]) -> list[bool]:
    """Keep guards that mean something in another process."""
    return [entry.guard_type not in ("ID_MATCH", "CLOSURE_MATCH", "WEAKREF_ALIVE") for entry in guard_entries]


def skip_guard_on_inbuilt_nn_modules_unsafe(guard_entries: Sequence[Any]) -> list[bool]:
    """Keep guards but those on Modules of torch.nn."""
    return [not entry.orig_guard.source.is_unspecialized_builtin_nn_module() for entry in guard_entries]


def skip_guard_on_all_nn_modules_unsafe(guard_entries: Sequence[Any]) -> list[bool]:
    """Keep guards but those on Modules."""
    return [not entry.orig_guard.source.is_unspecialized_nn_module() for entry in guard_entries]


def keep_tensor_guards_unsafe(guard_entries: Sequence[Any], keep_parameters: bool = False) -> list[bool]:
    """Keep guards on tensors; on parameters if asked for."""
    from ..nn.parameter import Parameter

    return [
        entry.guard_type == "TENSOR_MATCH" and (keep_parameters or not isinstance(entry.value, Parameter))
        for entry in guard_entries
    ]


def skip_guard_on_globals_unsafe(guard_entries: Sequence[Any]) -> list[bool]:
    """Keep guards but those on globals."""
    return [not entry.is_global for entry in guard_entries]


def skip_all_guards_unsafe(guard_entries: Sequence[Any]) -> list[bool]:
    """Keep no guard."""
    return [False] * len(guard_entries)
