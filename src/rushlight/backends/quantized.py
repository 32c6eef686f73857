"""Engines for numbers of 8 bits and fewer, of which there are none: networks compute in floats here."""

from __future__ import annotations

__all__ = ["engine", "supported_engines"]

engine = "none"
supported_engines: list[str] = ["none"]
