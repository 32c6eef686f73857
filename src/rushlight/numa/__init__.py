"""Binding of processes to parts of a machine's memory."""

from __future__ import annotations

from . import binding as binding

__all__ = ["binding"]
