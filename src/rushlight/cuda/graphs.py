"""Recorded work of CUDA devices, of which there are none: recording says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from .streams import Stream

__all__ = ["CUDAGraph", "graph", "graph_pool_handle", "is_current_stream_capturing", "make_graphed_callables"]


def _dummy(name: str) -> RuntimeError:
    return RuntimeError(f"Tried to instantiate dummy base class {name}: there is no CUDA here; use device 'cpu'")


class CUDAGraph:
    """Recorded work. Raises RuntimeError: there is no device."""

    def __init__(self, keep_graph: bool = False) -> None:
        raise _dummy("CUDAGraph")


class graph:
    """Context manager that records into a CUDAGraph. Raises RuntimeError: there is no device."""

    default_capture_stream = None

    def __init__(
        self,
        cuda_graph: CUDAGraph,
        pool: Any = None,
        stream: Stream | None = None,
        capture_error_mode: str = "global",
        **options: Any,
    ) -> None:
        raise RuntimeError("torch.cuda.Stream requires CUDA support: there is no CUDA here; use device 'cpu'")


def is_current_stream_capturing() -> bool:
    """Whether work is being recorded. Raises RuntimeError: there is no device."""
    raise _dummy("_cuda_isCurrentStreamCapturing")


def graph_pool_handle() -> Any:
    """A pool that graphs share. Raises RuntimeError: there is no device."""
    raise _dummy("_graph_pool_handle")


def make_graphed_callables(
    callables: Any, sample_args: Any, num_warmup_iters: int = 3, allow_unused_input: bool = False, pool: Any = None
) -> Any:
    """Functions whose work is recorded. Raises RuntimeError: there is no device."""
    raise _dummy("CUDAGraph")
