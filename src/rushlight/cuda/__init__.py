"""CUDA as seen where there is none: scripts that ask find out, and go on with the CPU."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._base.errors import MissingName, OutOfMemoryError

if TYPE_CHECKING:
    from typing import Any

    from .._face.types import Device
    from . import amp

__all__ = [
    "OutOfMemoryError",
    "amp",
    "current_device",
    "device_count",
    "empty_cache",
    "get_device_name",
    "get_device_properties",
    "is_available",
    "is_initialized",
    "manual_seed",
    "manual_seed_all",
    "synchronize",
]

_NONE = "Torch not compiled with CUDA enabled: rushlight can't compute on CUDA here; use device 'cpu'"


def is_available() -> bool:
    """Whether there is a CUDA device to compute on: False.

    >>> "cuda" if torch.cuda.is_available() else "cpu"
    'cpu'
    """
    return False


def is_initialized() -> bool:
    """Whether CUDA was used in this process: False."""
    return False


def device_count() -> int:
    """The number of CUDA devices: 0."""
    return 0


def current_device() -> int:
    """The index of the device in use. Raises AssertionError: there is none."""
    raise AssertionError(_NONE)


def get_device_name(device: Device = None) -> str:
    """The name of a device. Raises AssertionError: there is none."""
    raise AssertionError(_NONE)


def get_device_properties(device: Device = None) -> Any:
    """What a device offers. Raises AssertionError: there is none."""
    raise AssertionError(_NONE)


def synchronize(device: Device = None) -> None:
    """Wait for a device. Raises AssertionError: there is none."""
    raise AssertionError(_NONE)


def empty_cache() -> None:
    """Give cached device memory back: there is none."""


def manual_seed(seed: int) -> None:
    """Seed the generator of the current device; without one, as PyTorch, nothing happens."""
    int(seed)


def manual_seed_all(seed: int) -> None:
    """Seed the generators of all devices; without one, as PyTorch, nothing happens."""
    int(seed)


if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        if name == "amp":
            from importlib import import_module

            return import_module(".amp", __name__)
        raise MissingName("torch.cuda", name, __all__)
