"""What is said where there is no CUDA."""

from __future__ import annotations

NONE = "Torch not compiled with CUDA enabled: rushlight can't compute on CUDA here; use device 'cpu'"


def none_here() -> AssertionError:
    """PyTorch's error of what needs a device."""
    return AssertionError(NONE)


def absent(name: str) -> AttributeError:
    """PyTorch's error of what its own build for the CPU leaves out."""
    return AttributeError(f"module 'torch._C' has no attribute '{name}': {NONE}")
