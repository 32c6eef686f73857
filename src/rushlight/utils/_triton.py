"""``torch.utils._triton``: whether there is a compiler for GPUs: no."""

from __future__ import annotations

__all__ = ["has_triton", "has_triton_package"]


def has_triton() -> bool:
    """Whether Triton can be used: no."""
    return False


has_triton_package = has_triton_tma = has_triton_tma_device = has_triton


def triton_key() -> str:
    """Raises ImportError."""
    raise ImportError("Triton compiles for GPUs, which are not here")
