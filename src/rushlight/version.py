"""The version, and what rushlight was built for."""

from __future__ import annotations

__all__ = ["__version__", "cuda", "debug", "hip"]

__version__ = "0.1.0"
cuda = hip = None
debug = False
