"""Processes that a launcher starts, and what it says of their errors."""

from __future__ import annotations

from ....multiprocessing.spawn import start_processes
from . import errors as errors

__all__ = ["errors", "start_processes"]
