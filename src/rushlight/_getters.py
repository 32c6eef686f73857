"""Which module of torch a device has."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ._base.devices import device as as_device

if TYPE_CHECKING:
    from types import ModuleType

    from ._face.types import Device

__all__ = ["get_device_module"]


def get_device_module(device: Device = None) -> ModuleType:
    """``torch.cuda`` for a CUDA device, and so on; ``torch.cpu`` for None, as there is no accelerator.

    Raises RuntimeError for a kind of device without a module.

    >>> get_device_module("cpu").device_count()
    1
    """
    kind = as_device("cpu" if device is None else device).type
    if kind not in ("cpu", "cuda", "mps", "mtia", "xpu"):
        raise RuntimeError(f"Device '{kind}' does not have a corresponding module registered as 'torch.{kind}'.")
    return import_module(f".{kind}", __package__)
