"""Calls of the operations, right ones and wrong ones: a file per room of ``rushlight/_ops``, or two or three.

A sample is a call that runs on rushlight and on PyTorch alike, on inputs away from kinks; ``table.py`` shows what can
be said of one. Inputs are float64 arrays; suites cast them to other dtypes. Random ones are drawn from the sample's
name, so a sample may move and others come and go without a change of its numbers. test_samples.py drives the suites.

A wrong call is what must be refused: an expression of ``t`` (rushlight or PyTorch), ``F`` (its nn.functional), ``x``
floats (2, 3), ``n`` int64 (2, 3) of 0s and 1s, ``m`` bools (2, 3); the exception's class; and a piece of rushlight's
message, which says what was given. test_errors.py drives the suite.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from .table import Sample

__all__ = ["ERRORS", "SAMPLES", "Sample"]

ROOMS = {m.name: import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__) if m.name != "table"}
SAMPLES = [sample for room in ROOMS.values() for sample in getattr(room, "SAMPLES", ())]
ERRORS = {name: room.ERRORS for name, room in ROOMS.items() if hasattr(room, "ERRORS")}
