"""Errors of exporting."""

from __future__ import annotations

__all__ = ["SymbolicValueError", "UnsupportedOperatorError"]


class UnsupportedOperatorError(RuntimeError):
    """An operation can't be exported."""


class SymbolicValueError(RuntimeError):
    """A value can't be exported."""
