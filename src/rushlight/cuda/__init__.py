"""CUDA as seen where there is none: scripts that ask find out, and go on with the CPU. Answers and exceptions are
those of PyTorch's build for the CPU."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._base.errors import AcceleratorError, MissingName, OutOfMemoryError
from ._none import none_here
from .graphs import CUDAGraph, graph, graph_pool_handle, is_current_stream_capturing, make_graphed_callables
from .memory import (
    CUDAPluggableAllocator,
    MemPool,
    caching_allocator_alloc,
    caching_allocator_delete,
    caching_allocator_enable,
    change_current_allocator,
    device_memory_used,
    empty_cache,
    get_allocator_backend,
    get_per_process_memory_fraction,
    host_memory_stats,
    list_gpu_processes,
    max_memory_allocated,
    max_memory_cached,
    max_memory_reserved,
    mem_get_info,
    memory_allocated,
    memory_cached,
    memory_reserved,
    memory_snapshot,
    memory_stats,
    memory_stats_as_nested_dict,
    memory_summary,
    no_driver,
    reset_accumulated_host_memory_stats,
    reset_accumulated_memory_stats,
    reset_max_memory_allocated,
    reset_max_memory_cached,
    reset_peak_host_memory_stats,
    reset_peak_memory_stats,
    set_per_process_memory_fraction,
    use_mem_pool,
)
from .random import (
    get_rng_state,
    get_rng_state_all,
    initial_seed,
    manual_seed,
    manual_seed_all,
    seed,
    seed_all,
    set_rng_state,
    set_rng_state_all,
)
from .streams import (
    Event,
    ExternalStream,
    Stream,
    StreamContext,
    current_stream,
    default_stream,
    get_stream_from_external,
    set_stream,
    stream,
)

if TYPE_CHECKING:
    from typing import Any

    from .._face.types import Device, Tensor
    from . import amp as amp
    from . import nccl as nccl
    from . import nvtx as nvtx
    from . import profiler as profiler
    from . import sparse as sparse

_SUBMODULES = ("amp", "graphs", "memory", "nccl", "nvtx", "profiler", "random", "sparse", "streams")
_TYPES = "BFloat16 Bool Byte Char Double Float Half Int Long Short".split()

__all__ = [
    "AcceleratorError",
    "CUDAGraph",
    "CUDAPluggableAllocator",
    "CudaError",
    "DeferredCudaCallError",
    "Event",
    "ExternalStream",
    "MemPool",
    "OutOfMemoryError",
    "Stream",
    "StreamContext",
    "amp",
    "caching_allocator_alloc",
    "caching_allocator_delete",
    "caching_allocator_enable",
    "can_device_access_peer",
    "change_current_allocator",
    "check_error",
    "clock_rate",
    "cudart",
    "current_blas_handle",
    "current_device",
    "current_stream",
    "default_generators",
    "default_stream",
    "device",
    "device_count",
    "device_memory_used",
    "device_of",
    "empty_cache",
    "get_allocator_backend",
    "get_arch_list",
    "get_device_capability",
    "get_device_name",
    "get_device_properties",
    "get_gencode_flags",
    "get_per_process_memory_fraction",
    "get_rng_state",
    "get_rng_state_all",
    "get_stream_from_external",
    "get_sync_debug_mode",
    "graph",
    "graph_pool_handle",
    "has_half",
    "has_magma",
    "host_memory_stats",
    "init",
    "initial_seed",
    "ipc_collect",
    "is_available",
    "is_bf16_supported",
    "is_current_stream_capturing",
    "is_initialized",
    "is_tf32_supported",
    "list_gpu_processes",
    "make_graphed_callables",
    "manual_seed",
    "manual_seed_all",
    "max_memory_allocated",
    "max_memory_cached",
    "max_memory_reserved",
    "mem_get_info",
    "memory_allocated",
    "memory_cached",
    "memory_reserved",
    "memory_snapshot",
    "memory_stats",
    "memory_stats_as_nested_dict",
    "memory_summary",
    "memory_usage",
    "nccl",
    "nvtx",
    "power_draw",
    "profiler",
    "reset_accumulated_host_memory_stats",
    "reset_accumulated_memory_stats",
    "reset_max_memory_allocated",
    "reset_max_memory_cached",
    "reset_peak_host_memory_stats",
    "reset_peak_memory_stats",
    "seed",
    "seed_all",
    "set_device",
    "set_per_process_memory_fraction",
    "set_rng_state",
    "set_rng_state_all",
    "set_stream",
    "set_sync_debug_mode",
    "sparse",
    "stream",
    "synchronize",
    "temperature",
    "use_mem_pool",
    "utilization",
]

default_generators: tuple[Any, ...] = ()
has_magma = False
has_half = True


class CudaError(RuntimeError):
    """CUDA reported an error."""

    def __init__(self, code: int) -> None:
        super().__init__(f"CUDA error ({code})")


class DeferredCudaCallError(Exception):
    """A call that waited for CUDA to be used failed."""


def is_available() -> bool:
    """Whether there is a CUDA device to compute on: False.

    >>> "cuda" if torch.cuda.is_available() else "cpu"
    'cpu'
    """
    return False


def is_initialized() -> bool:
    """Whether CUDA was used in this process: False."""
    return False


def init() -> None:
    """Begin to use CUDA. Raises AssertionError: there is no device."""
    raise none_here()


_lazy_init = init


def _is_in_bad_fork() -> bool:
    """Whether this process was forked from one that used CUDA: False."""
    return False


def device_count() -> int:
    """The number of CUDA devices: 0."""
    return 0


def current_device() -> int:
    """The index of the device in use. Raises AssertionError: there is none."""
    raise none_here()


def set_device(device: Device) -> None:
    """Use another device. Raises AttributeError, as PyTorch's build for the CPU does: there is none; an index below 0
    changes nothing."""
    from .._base.devices import device as as_device
    from ._none import absent

    index = device if isinstance(device, int) else as_device(device).index  # type: ignore[arg-type]
    if index is None or index >= 0:
        raise absent("_cuda_setDevice")


def get_device_name(device: Device = None) -> str:
    """The name of a device. Raises AssertionError: there is none."""
    raise none_here()


def get_device_capability(device: Device = None) -> tuple[int, int]:
    """The major and minor version of what a device can. Raises AssertionError: there is none."""
    raise none_here()


def get_device_properties(device: Device = None) -> Any:
    """What a device offers. Raises AssertionError: there is none."""
    raise none_here()


def can_device_access_peer(device: Device, peer_device: Device) -> bool:
    """Whether one device sees another's memory. Raises AssertionError: there is none."""
    raise none_here()


def get_arch_list() -> list[str]:
    """The architectures of CUDA that kernels were compiled for: none."""
    return []


def get_gencode_flags() -> str:
    """The compiler's flags for them: none."""
    return ""


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """Whether devices compute in bfloat16: False, there are none."""
    return False


def is_tf32_supported() -> bool:
    """Whether devices compute in TF32: False, there are none."""
    return False


def synchronize(device: Device = None) -> None:
    """Wait for a device. Raises AssertionError: there is none."""
    raise none_here()


def ipc_collect() -> None:
    """Free memory that other processes sent. Raises AssertionError: there is no device."""
    raise none_here()


def cudart() -> Any:
    """CUDA's runtime library. Raises AssertionError: it isn't there."""
    raise none_here()


def check_error(res: int) -> None:
    """Raise a CudaError for a code. Raises AttributeError: there is no runtime library whose code it could be."""
    raise AttributeError("'NoneType' object has no attribute 'cudaError': there is no CUDA here")


def current_blas_handle() -> int:
    """The handle of cuBLAS. Raises AssertionError: it isn't there."""
    raise none_here()


def get_sync_debug_mode() -> int:
    """How waiting is reported. Raises AssertionError: there is no device."""
    raise none_here()


def set_sync_debug_mode(debug_mode: int | str) -> None:
    """How waiting is to be reported. Raises AssertionError: there is no device."""
    raise none_here()


def memory_usage(device: Device = None) -> int:
    """Percent of time in which memory was used. Raises ModuleNotFoundError: there is no driver to ask."""
    raise no_driver()


def utilization(device: Device = None) -> int:
    """Percent of time in which a device computed. Raises ModuleNotFoundError: there is no driver to ask."""
    raise no_driver()


def temperature(device: Device = None) -> int:
    """Degrees Celsius of a device. Raises ModuleNotFoundError: there is no driver to ask."""
    raise no_driver()


def power_draw(device: Device = None) -> int:
    """Milliwatts that a device draws. Raises ModuleNotFoundError: there is no driver to ask."""
    raise no_driver()


def clock_rate(device: Device = None) -> int:
    """Megahertz of a device. Raises ModuleNotFoundError: there is no driver to ask."""
    raise no_driver()


class device:
    """Context manager: use another device inside. An index below 0 changes nothing.

    Raises RuntimeError when it is entered for one: there is none."""

    def __init__(self, device: Any) -> None:
        from .._base.devices import device as as_device

        self.idx = device if device is None or isinstance(device, int) else as_device(device).index
        self.prev_idx = -1

    def __enter__(self) -> None:
        if self.idx is None or self.idx >= 0:
            raise RuntimeError("PyTorch was compiled without CUDA support: there is no CUDA here; use device 'cpu'")

    def __exit__(self, *error: object) -> None:
        pass


class device_of(device):
    """Context manager: use the device of a tensor inside; of one on the CPU changes nothing."""

    def __init__(self, obj: Tensor) -> None:
        super().__init__(obj.get_device() if obj.is_cuda else -1)


if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        if name in _SUBMODULES:
            from importlib import import_module

            return import_module("." + name, __name__)
        if name.removesuffix("Tensor") in _TYPES and name.endswith("Tensor"):
            from ._types import tensor_type

            value = globals()[name] = tensor_type(name)
            return value
        raise MissingName("torch.cuda", name, [*__all__, *_SUBMODULES])

    def __dir__() -> list[str]:
        return sorted({*globals(), *_SUBMODULES, *(name + "Tensor" for name in _TYPES)})
