"""``torch.quasirandom``: points that fill the unit cube more evenly than random ones."""

from __future__ import annotations

from .sobol import SobolEngine

__all__ = ["SobolEngine"]
