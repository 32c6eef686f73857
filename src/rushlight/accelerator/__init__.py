"""The accelerator of this machine, of which there is none: scripts that ask go on with the CPU."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from .._face.types import Device, device

__all__ = [
    "current_accelerator",
    "current_device_idx",
    "current_device_index",
    "current_stream",
    "device_count",
    "device_index",
    "empty_cache",
    "empty_host_cache",
    "get_device_capability",
    "get_memory_info",
    "is_available",
    "max_memory_allocated",
    "max_memory_reserved",
    "memory_allocated",
    "memory_reserved",
    "memory_stats",
    "reset_accumulated_memory_stats",
    "reset_peak_memory_stats",
    "set_device_idx",
    "set_device_index",
    "set_stream",
    "synchronize",
]

_NONE = "Cannot access accelerator device when none is available. Use device 'cpu'"


class device_index:
    """Context manager: use another device inside; None changes nothing. Raises RuntimeError when it is entered for
    one: there is none."""

    def __init__(self, device: int | None, /) -> None:
        self.idx, self.prev_idx = device, -1

    def __enter__(self) -> None:
        if self.idx is not None:
            set_device_index(self.idx)

    def __exit__(self, *error: object) -> None:
        pass


def is_available() -> bool:
    """Whether there is an accelerator: False."""
    return False


def device_count() -> int:
    """The number of accelerators: 0."""
    return 0


def current_accelerator(check_available: bool = False) -> device | None:
    """The accelerator: None, there is none."""
    return None


def current_device_index() -> int:
    """The device in use. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)


def current_device_idx() -> int:
    """The device in use. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)


def set_device_index(device: Device, /) -> None:
    """Use another device. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)


def set_device_idx(device: Device, /) -> None:
    """Use another device. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)


def get_device_capability(device: Device = None, /) -> dict[str, Any]:
    """What a device can. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)


def current_stream(device: Device = None, /) -> Any:
    """The current stream. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)


def set_stream(stream: Any) -> None:
    """Use another stream. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)


def synchronize(device: Device = None, /) -> None:
    """Wait for a device. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)


def empty_cache() -> None:
    """Give cached memory back. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)


def empty_host_cache() -> None:
    """Give cached pinned memory back. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)


def memory_stats(device_index: Device = None, /) -> dict[str, Any]:
    """Counts of the allocator. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)


def memory_allocated(device_index: Device = None, /) -> int:
    """Bytes that tensors hold. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)


def max_memory_allocated(device_index: Device = None, /) -> int:
    """The most bytes that tensors held. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)


def memory_reserved(device_index: Device = None, /) -> int:
    """Bytes that the allocator holds. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)


def max_memory_reserved(device_index: Device = None, /) -> int:
    """The most bytes that the allocator held. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)


def reset_accumulated_memory_stats(device_index: Device = None, /) -> None:
    """Count allocations anew. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)


def reset_peak_memory_stats(device_index: Device = None, /) -> None:
    """Count the most memory anew. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)


def get_memory_info(device_index: Device = None, /) -> tuple[int, int]:
    """Free and total memory. Raises RuntimeError: there is none."""
    raise RuntimeError(_NONE)
