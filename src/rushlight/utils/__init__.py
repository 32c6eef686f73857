"""Helpers around training; ``utils.data`` brings data sets to the network in batches."""

from __future__ import annotations

from .._errors import MissingName
from . import data

__all__ = ["data"]


def __getattr__(name):
    raise MissingName("torch.utils", name, __all__)
