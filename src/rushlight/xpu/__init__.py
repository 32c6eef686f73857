"""Intel's GPUs as seen where there are none: answers and exceptions are those of PyTorch's build for the CPU."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _streams

if TYPE_CHECKING:
    from typing import Any

    from .._face.types import Device

__all__ = [
    "Event",
    "Stream",
    "StreamContext",
    "current_device",
    "current_stream",
    "device",
    "device_count",
    "empty_cache",
    "get_arch_list",
    "get_device_capability",
    "get_device_name",
    "get_device_properties",
    "get_rng_state",
    "get_rng_state_all",
    "init",
    "initial_seed",
    "is_available",
    "is_bf16_supported",
    "is_initialized",
    "is_tf32_supported",
    "manual_seed",
    "manual_seed_all",
    "max_memory_allocated",
    "max_memory_reserved",
    "mem_get_info",
    "memory_allocated",
    "memory_reserved",
    "memory_stats",
    "reset_accumulated_memory_stats",
    "reset_peak_memory_stats",
    "seed",
    "seed_all",
    "set_device",
    "set_rng_state",
    "set_rng_state_all",
    "set_stream",
    "stream",
    "synchronize",
]

_NONE = "Torch not compiled with XPU enabled: rushlight can't compute on XPU; use device 'cpu'"


class Stream(_streams.Stream):
    """An order of work on such a device. Raises RuntimeError: there is none."""

    def __init__(self, device: Device = None, priority: int = 0, **kwargs: Any) -> None:
        raise RuntimeError("Tried to instantiate dummy base class Stream: there is no such device; use torch.Stream()")


class Event(_streams.Event):
    """A point in the work of such a device. Raises RuntimeError: there is none."""

    def __init__(self, enable_timing: bool = False) -> None:
        raise RuntimeError("Tried to instantiate dummy base class Event: there is no such device; use torch.Event()")


class StreamContext:
    """Context manager that makes a stream the current one; None changes nothing."""

    def __init__(self, stream: Stream | None) -> None:
        self.stream = stream

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        pass


def stream(stream: Stream | None) -> StreamContext:
    """``StreamContext(stream)``."""
    return StreamContext(stream)


class device:
    """Context manager: use another device inside; an index below 0 changes nothing.

    Raises when it is entered for one: there is none."""

    def __init__(self, device: Any) -> None:
        from .._base.devices import device as as_device

        self.idx = device if device is None or isinstance(device, int) else as_device(device).index
        self.prev_idx = -1

    def __enter__(self) -> None:
        if self.idx is None or self.idx >= 0:
            set_device(self.idx)

    def __exit__(self, *error: object) -> None:
        pass


def is_available() -> bool:
    """Whether there is such a device: False."""
    return False


def is_initialized() -> bool:
    """Whether it was used in this process: False."""
    return False


def device_count() -> int:
    """The number of devices: 0."""
    return 0


def init() -> None:
    """Begin to use it. Raises AssertionError: there is no device."""
    raise AssertionError(_NONE)


def current_device() -> int:
    """The device in use. Raises AssertionError: there is none."""
    raise AssertionError(_NONE)


def set_device(device: Device) -> None:
    """Use another device. Raises AssertionError: there is none."""
    raise AssertionError(_NONE)


def synchronize(device: Device = None) -> None:
    """Wait for a device. Raises AssertionError: there is none."""
    raise AssertionError(_NONE)


def get_device_properties(device: Device = None) -> Any:
    """What a device offers. Raises AssertionError: there is none."""
    raise AssertionError(_NONE)


def get_device_capability(device: Device = None) -> Any:
    """What a device can. Raises AssertionError: there is none."""
    raise AssertionError(_NONE)


def current_stream(device: Device = None) -> Any:
    """The current stream. Raises AssertionError: there is no device."""
    raise AssertionError(_NONE)


def memory_allocated(device: Device = None) -> int:
    """Bytes that tensors hold: 0."""
    return 0


def max_memory_allocated(device: Device = None) -> int:
    """The most bytes that tensors held: 0."""
    return 0


def memory_stats(device: Device = None) -> dict[str, Any]:
    """Counts of the allocator: none."""
    return {}


def manual_seed(seed: int) -> None:
    """Seed the current device's generator once it is used: never here."""
    int(seed)


def manual_seed_all(seed: int) -> None:
    """Seed all generators once they are used: never here."""
    int(seed)


def set_rng_state_all(new_states: Any) -> None:
    """Set the states of all devices, of which there are none."""
    list(new_states)


def get_rng_state_all() -> list[Any]:
    """The states of all devices: an empty list."""
    return []


def get_rng_state(device: Device = None) -> Any:
    """A device's state. Raises AssertionError: there is none."""
    raise AssertionError(_NONE)


def initial_seed() -> int:
    """The current device's seed. Raises AssertionError: there is none."""
    raise AssertionError(_NONE)


def set_stream(stream: Any) -> None:
    """Use another stream. Raises AssertionError: there is no device."""
    raise AssertionError(_NONE)


def get_device_name(device: Device = None) -> str:
    """A device's name. Raises AssertionError: there is none."""
    raise AssertionError(_NONE)


def empty_cache() -> None:
    """Give cached device memory back: there is none."""
    return


def memory_reserved(device: Device = None) -> int:
    """Bytes that the allocator holds: 0."""
    return 0


def max_memory_reserved(device: Device = None) -> int:
    """The most bytes that the allocator held: 0."""
    return 0


def mem_get_info(device: Device = None) -> tuple[int, int]:
    """Free and total memory. Raises AssertionError: there is no device."""
    raise AssertionError(_NONE)


def reset_peak_memory_stats(device: Device = None) -> None:
    """Count the most memory anew. Raises AttributeError: there is no allocator."""
    raise AttributeError("module 'torch._C' has no attribute '_xpu_resetPeakMemoryStats': " + _NONE)


def reset_accumulated_memory_stats(device: Device = None) -> None:
    """Count allocations anew. Raises AttributeError: there is no allocator."""
    raise AttributeError("module 'torch._C' has no attribute '_xpu_resetAccumulatedMemoryStats': " + _NONE)


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """Whether devices compute in bfloat16: False, there are none."""
    return False


def is_tf32_supported() -> bool:
    """Whether devices compute in TF32: False, there are none."""
    return False


def get_arch_list() -> list[str]:
    """The architectures that kernels were compiled for: none."""
    return []


def set_rng_state(new_state: Any, device: Device = None) -> None:
    """Set a device's state once it is used: never here."""
    return


def seed() -> None:
    """Seed the current device's generator by chance once it is used: never here."""
    return


def seed_all() -> None:
    """Seed all generators by chance once they are used: never here."""
    return
