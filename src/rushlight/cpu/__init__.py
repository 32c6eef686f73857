"""``torch.cpu``: the CPU as a device among others, for code that asks all of them the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._base.errors import MissingName

if TYPE_CHECKING:
    from typing import Any

    from .._face.types import Device
    from . import amp

__all__ = ["amp", "current_device", "device_count", "is_available", "is_initialized", "set_device", "synchronize"]


def is_available() -> bool:
    """Whether there is a CPU to compute on: True."""
    return True


def is_initialized() -> bool:
    """Whether the CPU is ready: True."""
    return True


def device_count() -> int:
    """The number of CPU devices: 1, whatever the number of its cores."""
    return 1


def current_device() -> str:
    """The name of the device in use: 'cpu'."""
    return "cpu"


def set_device(device: Device) -> None:
    """Choose the device: there is one."""


def synchronize(device: Device = None) -> None:
    """Wait until all is computed, which it is."""


if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        if name == "amp":
            from importlib import import_module

            return import_module(".amp", __name__)
        raise MissingName("torch.cpu", name, __all__)
