"""Helpers around training; ``utils.data`` brings data sets to the network in batches."""

from __future__ import annotations

from . import data

__all__ = ["data"]
