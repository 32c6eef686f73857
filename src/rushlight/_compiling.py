"""What ``torch.compile`` checks and returns. Until programs are recorded, a compiled function is the function itself,
run as it is written: the same results, the same errors."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

__all__ = [
    "InvalidBackend",
    "TorchDynamoException",
    "check_options",
    "compiled",
    "disabled",
    "list_backends",
    "lookup_backend",
    "register_backend",
]

MODES: dict[str, dict[str, Any]] = {
    "default": {},
    "lite": {"fallback_by_default": True, "selective_decompose": True},
    "reduce-overhead": {"triton.cudagraphs": True},
    "max-autotune-no-cudagraphs": {"max_autotune": True, "coordinate_descent_tuning": True},
    "max-autotune": {"max_autotune": True, "triton.cudagraphs": True, "coordinate_descent_tuning": True},
}


class TorchDynamoException(RuntimeError):
    """Something about compiling went wrong."""


class InvalidBackend(TorchDynamoException):
    """There is no backend of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Invalid backend: {name!r}, see `torch._dynamo.list_backends()` for available backends.")


def _runs_as_written(gm: Any, example_inputs: Any, **kwargs: Any) -> Any:
    """A backend: gives the graph back as it came."""
    return gm


# Each with its tags. All run the program as it is written; what they would generate code for isn't there.
_backends: dict[str, tuple[Any, tuple[str, ...]]] = {
    "inductor": (_runs_as_written, ()),
    "cudagraphs": (_runs_as_written, ()),
    "eager": (_runs_as_written, ("debug",)),
    "eager_noexcept": (_runs_as_written, ("debug",)),
    "eager_debug": (_runs_as_written, ("debug",)),
    "pre_dispatch_eager": (_runs_as_written, ("debug",)),
    "aot_eager": (_runs_as_written, ("debug",)),
    "aot_eager_decomp_partition": (_runs_as_written, ("debug",)),
    "aot_eager_default_partitioner": (_runs_as_written, ("debug",)),
}


def list_backends(exclude_tags: Sequence[str] | None = ("debug", "experimental")) -> list[str]:
    """Names for ``torch.compile(backend=...)``, but for those of some kinds.

    >>> "inductor" in list_backends()
    True
    """
    out = set(exclude_tags or ())
    return sorted(name for name, (_, tags) in _backends.items() if not out.intersection(tags))


def register_backend(
    compiler_fn: Callable[..., Any] | None = None, name: str | None = None, tags: Sequence[str] = ()
) -> Any:
    """Give a backend a name; as a decorator too."""
    if compiler_fn is None:
        return functools.partial(register_backend, name=name, tags=tags)
    if not callable(compiler_fn):
        raise AssertionError(f"a backend is a function, not {type(compiler_fn).__name__}")
    name = name or compiler_fn.__name__
    if name in _backends:
        raise AssertionError(f"duplicate name: {name}")
    _backends[name] = (compiler_fn, tuple(tags))
    return compiler_fn


def lookup_backend(compiler_fn: Any) -> Any:
    """A backend by its name. Raises InvalidBackend if there is none."""
    if not isinstance(compiler_fn, str):
        return compiler_fn
    if compiler_fn not in _backends:
        raise InvalidBackend(compiler_fn)
    return _backends[compiler_fn][0]


def check_options(
    fullgraph: bool = False,
    dynamic: bool | None = None,
    backend: Any = None,
    mode: str | None = None,
    options: dict[str, Any] | None = None,
    name: str | None = None,
    disable: bool = False,
    recompile_limit: int | None = None,
    isolate_recompiles: bool = False,
    shapes_spec: Any = None,
) -> None:
    """What ``torch.compile`` refuses: RuntimeError for a mode that there is not or with options, InvalidBackend,
    AssertionError for what is no bool."""
    if mode is not None and options is not None:
        raise RuntimeError("Either mode or options can be specified, but both can't be specified at the same time.")
    backend = "inductor" if backend is None else backend
    if not (dynamic is None or isinstance(dynamic, bool)):
        raise AssertionError(f"Expected enable to be a bool, got {type(dynamic)}")
    if backend == "inductor" and mode is not None and mode not in MODES:
        raise RuntimeError(f"Unrecognized mode={mode}, should be one of: {', '.join(MODES)}")
    lookup_backend(backend)


check_options.__qualname__ = "compile"  # the name that errors about its arguments say


def compiled(fn: Callable[..., Any]) -> Callable[..., Any]:
    """A function that runs ``fn``, with the marks that compiled functions have."""

    @functools.wraps(fn)
    def compile_wrapper(*args: Any, **kwargs: Any) -> Any:
        return fn(*args, **kwargs)

    compile_wrapper._torchdynamo_orig_callable = fn  # type: ignore[attr-defined]
    compile_wrapper.get_compiler_config = lambda: None  # type: ignore[attr-defined]
    return compile_wrapper


def disabled(fn: Callable[..., Any]) -> Callable[..., Any]:
    """``compiled``, with the mark of what is never compiled."""
    wrapper = compiled(fn)
    wrapper._torchdynamo_disable = True  # type: ignore[attr-defined]
    return wrapper
