"""Special functions of arrays, elementwise: f(x, out=None), and those without a compiled loop."""

from __future__ import annotations

from ..elementwise.elementwise import compiled_or
from . import reference
from .reference import polygamma, zeta

__all__ = ["digamma", "erfcx", "erfinv", "i0", "i0e", "i1", "i1e", "lgamma", "log_ndtr", "ndtri", "polygamma", "zeta"]

digamma = compiled_or(reference.digamma, "digamma")
erfcx = compiled_or(reference.erfcx, "erfcx")
erfinv = compiled_or(reference.erfinv, "erfinv")
i0 = compiled_or(reference.i0, "i0")
i0e = compiled_or(reference.i0e, "i0e")
i1 = compiled_or(reference.i1, "i1")
i1e = compiled_or(reference.i1e, "i1e")
lgamma = compiled_or(reference.lgamma, "lgamma")
log_ndtr = compiled_or(reference.log_ndtr, "log_ndtr")
ndtri = compiled_or(reference.ndtri, "ndtri")
