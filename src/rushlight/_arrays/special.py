"""Special functions of arrays, elementwise."""

from __future__ import annotations

from ._special_reference import digamma, erfinv, lgamma, ndtri, polygamma, zeta

__all__ = ["digamma", "erfinv", "lgamma", "ndtri", "polygamma", "zeta"]
