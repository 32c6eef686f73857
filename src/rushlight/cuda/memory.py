"""Memory of CUDA devices, of which there are none: nothing is allocated."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from ._none import absent, none_here

if TYPE_CHECKING:
    from typing import Any

    from .._face.types import Device

__all__ = [
    "CUDAPluggableAllocator",
    "MemPool",
    "caching_allocator_alloc",
    "caching_allocator_delete",
    "caching_allocator_enable",
    "change_current_allocator",
    "device_memory_used",
    "empty_cache",
    "get_allocator_backend",
    "get_per_process_memory_fraction",
    "host_memory_stats",
    "list_gpu_processes",
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
    "reset_accumulated_host_memory_stats",
    "reset_accumulated_memory_stats",
    "reset_max_memory_allocated",
    "reset_max_memory_cached",
    "reset_peak_host_memory_stats",
    "reset_peak_memory_stats",
    "set_per_process_memory_fraction",
    "use_mem_pool",
]


def no_driver() -> ModuleNotFoundError:
    """The error of what asks NVIDIA's driver."""
    return ModuleNotFoundError("nvidia-ml-py does not seem to be installed or it can't be imported.")


class MemPool:
    """Device memory kept apart. Raises RuntimeError: there is none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise RuntimeError("Tried to instantiate dummy base class MemPool: there is no CUDA here; use device 'cpu'")


class use_mem_pool:
    """Context manager: allocate from a MemPool inside. Raises AttributeError when entered: there is no allocator."""

    def __init__(self, pool: Any, device: Device = None) -> None:
        self.pool = pool

    def __enter__(self) -> None:
        raise absent("_cuda_beginAllocateCurrentThreadToPool")

    def __exit__(self, *error: object) -> None:
        pass


class CUDAPluggableAllocator:
    """An allocator of a shared library. Raises AttributeError: there is no CUDA to use it."""

    def __init__(self, path_to_so_file: str, alloc_fn_name: str, free_fn_name: str) -> None:
        raise absent("_cuda_customAllocator")


def memory_allocated(device: Device = None) -> int:
    """Bytes that tensors hold: 0."""
    return 0


def max_memory_allocated(device: Device = None) -> int:
    """The most bytes that tensors held: 0."""
    return 0


def memory_reserved(device: Device = None) -> int:
    """Bytes that the allocator holds: 0."""
    return 0


def max_memory_reserved(device: Device = None) -> int:
    """The most bytes that the allocator held: 0."""
    return 0


def memory_cached(device: Device = None) -> int:
    """The older name of ``memory_reserved``: 0."""
    return 0


def max_memory_cached(device: Device = None) -> int:
    """The older name of ``max_memory_reserved``: 0."""
    return 0


def memory_stats(device: Device = None) -> dict[str, Any]:
    """Counts of the allocator: none."""
    return OrderedDict()


def memory_stats_as_nested_dict(device: Device = None) -> dict[str, Any]:
    """Counts of the allocator, nested: none."""
    return {}


def host_memory_stats() -> dict[str, Any]:
    """Counts of the allocator of pinned memory: none."""
    return OrderedDict()


def memory_summary(device: Device = None, abbreviated: bool = False) -> str:
    """A table of the counts. Raises KeyError: there are none."""
    raise KeyError("allocated_bytes.all.current")


def memory_snapshot(mempool_id: Any = None) -> Any:
    """Where memory was allocated. Raises AttributeError: there is no allocator."""
    raise absent("_cuda_memorySnapshot")


def mem_get_info(device: Device = None) -> tuple[int, int]:
    """Free and total memory. Raises AssertionError: there is no device."""
    raise none_here()


def device_memory_used(device: Device = None) -> int:
    """Bytes used on a device. Raises ModuleNotFoundError: there is no driver to ask."""
    raise no_driver()


def empty_cache() -> None:
    """Give cached device memory back: there is none."""
    return


def reset_peak_memory_stats(device: Device = None) -> None:
    """Count the most memory anew. Raises AttributeError: there is no allocator."""
    raise absent("_cuda_resetPeakMemoryStats")


def reset_accumulated_memory_stats(device: Device = None) -> None:
    """Count allocations anew. Raises AttributeError: there is no allocator."""
    raise absent("_cuda_resetAccumulatedMemoryStats")


def reset_max_memory_allocated(device: Device = None) -> None:
    """The older name of ``reset_peak_memory_stats``."""
    raise absent("_cuda_resetPeakMemoryStats")


def reset_max_memory_cached(device: Device = None) -> None:
    """The older name of ``reset_peak_memory_stats``."""
    raise absent("_cuda_resetPeakMemoryStats")


def reset_peak_host_memory_stats() -> None:
    """Count the most pinned memory anew. Raises AttributeError: there is no allocator."""
    raise absent("_cuda_resetPeakHostMemoryStats")


def reset_accumulated_host_memory_stats() -> None:
    """Count pinned allocations anew. Raises AttributeError: there is no allocator."""
    raise absent("_cuda_resetAccumulatedHostMemoryStats")


def set_per_process_memory_fraction(fraction: float, device: Device = None) -> None:
    """Limit the memory. Raises AssertionError: there is no device."""
    raise none_here()


def get_per_process_memory_fraction(device: Device = None) -> float:
    """The limit of memory. Raises AssertionError: there is no device."""
    raise none_here()


def list_gpu_processes(device: Device = None) -> str:
    """The processes on a device, as text."""
    return "pynvml module not found, please install nvidia-ml-py"


def caching_allocator_alloc(size: int, device: Device = None, stream: Any = None) -> int:
    """Allocate device memory. Raises AssertionError: there is no device."""
    raise none_here()


def caching_allocator_delete(mem_ptr: int) -> None:
    """Free device memory. Raises AttributeError: there is no allocator."""
    raise absent("_cuda_cudaCachingAllocator_raw_delete")


def caching_allocator_enable(value: bool = True) -> None:
    """Switch the allocator on or off: there is none."""
    bool(value)


def get_allocator_backend() -> str:
    """The allocator's name. Raises AttributeError: there is none."""
    raise absent("_cuda_getAllocatorBackend")


def change_current_allocator(allocator: Any) -> None:
    """Use another allocator. Raises AttributeError: there is none to change."""
    raise absent("_cuda_changeCurrentAllocator")


def _record_memory_history(enabled: Any = "all", *args: Any, **kwargs: Any) -> None:
    """Record allocations. Raises AttributeError: there is no allocator."""
    raise absent("_cuda_record_memory_history")


def _dump_snapshot(filename: str = "dump_snapshot.pickle", augment_with_fx_traces: bool = False) -> None:
    """Write a snapshot. Raises AttributeError: there is no allocator."""
    raise absent("_cuda_memorySnapshot")


def _snapshot(device: Device = None, augment_with_fx_traces: bool = False) -> Any:
    """A snapshot. Raises AttributeError: there is no allocator."""
    raise absent("_cuda_memorySnapshot")
