"""Joining tensors: cat, stack and their kin."""

from __future__ import annotations

__all__: list[str] = []
