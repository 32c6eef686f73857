"""The names that ``torch.cpu.amp`` and ``torch.cuda.amp`` have for what is in ``torch.amp`` now."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from .autocast_mode import autocast, custom_bwd, custom_fwd
from .grad_scaler import GradScaler

if TYPE_CHECKING:
    from typing import Any

    from .._face.types import Device, dtype


def _warn(device, name, instead):
    warnings.warn(
        f"`torch.{device}.amp.{name}(args...)` is deprecated. Please use `torch.amp.{instead}` instead.",
        FutureWarning,
        stacklevel=3,
    )


def older_autocast(device: Device, default: dtype) -> Any:
    """The class ``autocast`` of a device's own module."""

    class Older(autocast):
        __doc__ = f"Older name of ``torch.amp.autocast('{device}', ...)``."

        def __init__(self, enabled=True, dtype=default, cache_enabled=True):
            _warn(device, "autocast", f"autocast('{device}', args...)")
            super().__init__(device, dtype, enabled, cache_enabled)

    return _named(Older, "autocast", device)


def older_scaler(device: Device) -> Any:
    """The class ``GradScaler`` of a device's own module."""

    class Older(GradScaler):
        __doc__ = f"Older name of ``torch.amp.GradScaler('{device}', ...)``."

        def __init__(
            self, init_scale=2.0**16, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000, enabled=True
        ):
            _warn(device, "GradScaler", f"GradScaler('{device}', args...)")
            super().__init__(device, init_scale, growth_factor, backoff_factor, growth_interval, enabled)

    return _named(Older, "GradScaler", device)


def _named(cls, name, device):
    cls.__name__ = cls.__qualname__ = name
    cls.__module__ = f"rushlight.{device}.amp"
    return cls


def older_functions(device: Device) -> Any:
    """The functions ``custom_fwd`` and ``custom_bwd`` of a device's own module."""

    def older_fwd(fwd=None, *, cast_inputs=None):
        _warn(device, "custom_fwd", f"custom_fwd(args..., device_type='{device}')")
        return custom_fwd(fwd, device_type=device, cast_inputs=cast_inputs)

    def older_bwd(bwd):
        _warn(device, "custom_bwd", f"custom_bwd(args..., device_type='{device}')")
        return custom_bwd(bwd, device_type=device)

    older_fwd.__doc__ = f"Older name of ``torch.amp.custom_fwd(..., device_type='{device}')``."
    older_bwd.__doc__ = f"Older name of ``torch.amp.custom_bwd(..., device_type='{device}')``."
    return older_fwd, older_bwd
