"""Apple's GPUs as seen where there are none: answers and exceptions are those of PyTorch's build for the CPU."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from .._face.types import Device

__all__ = [
    "Event",
    "compile_shader",
    "current_allocated_memory",
    "device_count",
    "driver_allocated_memory",
    "empty_cache",
    "get_rng_state",
    "is_available",
    "manual_seed",
    "recommended_max_memory",
    "seed",
    "set_per_process_memory_fraction",
    "set_rng_state",
    "synchronize",
]


def _none(what: str) -> RuntimeError:
    return RuntimeError(f"Cannot execute {what}() without MPS backend. Use device 'cpu'")


class Event:
    """A point in the device's work. Raises RuntimeError: there is no device."""

    def __init__(self, enable_timing: bool = False) -> None:
        raise _none("acquireEvent")


def is_available() -> bool:
    """Whether there is a Metal device: False."""
    return False


def device_count() -> int:
    """The number of devices: 0."""
    return 0


def manual_seed(seed: int) -> None:
    """Seed the device's generator; without one nothing happens."""
    int(seed)


def seed() -> None:
    """Seed the generator by chance. Raises RuntimeError: there is no device."""
    raise _none("getDefaultGenerator")


def synchronize() -> None:
    """Wait for the device. Raises RuntimeError: there is none."""
    raise _none("deviceSynchronize")


def empty_cache() -> None:
    """Give cached memory back. Raises RuntimeError: there is no device."""
    raise _none("emptyCache")


def get_rng_state(device: Device = "mps") -> Any:
    """The generator's state. Raises RuntimeError: there is no device."""
    raise _none("getDefaultGenerator")


def set_rng_state(new_state: Any, device: Device = "mps") -> None:
    """Set the generator's state. Raises RuntimeError: there is no device."""
    raise _none("getDefaultGenerator")


def set_per_process_memory_fraction(fraction: float) -> None:
    """Limit the memory. Raises RuntimeError: there is no device."""
    raise _none("setMemoryFraction")


def current_allocated_memory() -> int:
    """Bytes that tensors hold. Raises RuntimeError: there is no device."""
    raise _none("getCurrentAllocatedMemory")


def driver_allocated_memory() -> int:
    """Bytes that the driver holds. Raises RuntimeError: there is no device."""
    raise _none("getDriverAllocatedMemory")


def recommended_max_memory() -> int:
    """Bytes that one should use at most. Raises RuntimeError: there is no device."""
    raise _none("getRecommendedMaxMemory")


def compile_shader(source: str) -> Any:
    """Compile a shader. Raises RuntimeError: there is no device."""
    raise _none("compileShader")
