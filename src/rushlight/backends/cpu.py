"""What the CPU can."""

from __future__ import annotations

__all__ = ["get_cpu_capability"]


def get_cpu_capability() -> str:
    """The widest instructions that our kernels use: 'AVX512', 'AVX2' or 'DEFAULT'."""
    from .._native import ext

    return ("DEFAULT", "AVX2", "AVX512")[ext.isa_level()]
