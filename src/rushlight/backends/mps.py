"""Metal, which isn't there."""

from __future__ import annotations

__all__ = ["get_core_count", "get_name", "is_available", "is_built", "is_macos13_or_newer", "is_macos_or_newer"]


def is_available() -> bool:
    """Whether there is a Metal device to compute on: False."""
    return False


def is_built() -> bool:
    """Whether rushlight was built for Metal: False."""
    return False


def is_macos_or_newer(major: int, minor: int) -> bool:
    """Whether the system is that macOS or a newer one. Raises RuntimeError: Metal isn't there to ask."""
    raise RuntimeError("Cannot execute isOnMacOSorNewer() without MPS backend. Ask is_available() first")


def is_macos13_or_newer(minor: int = 0) -> bool:
    """Whether the system is macOS 13 or a newer one. Raises RuntimeError: Metal isn't there to ask."""
    return is_macos_or_newer(13, minor)


def get_name() -> str:
    """The device's name. Raises AttributeError: there is none."""
    raise AttributeError("module 'torch._C' has no attribute '_mps_get_name': there is no Metal here")


def get_core_count() -> int:
    """The number of the device's cores. Raises AttributeError: there is none."""
    raise AttributeError("module 'torch._C' has no attribute '_mps_get_core_count': there is no Metal here")
