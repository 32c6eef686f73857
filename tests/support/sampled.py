"""Long walks: a sample of their cases in each run, all of them in the nightly one (``pytest tests/walks --every``)."""

from __future__ import annotations

import zlib

import pytest

__all__ = ["sampled"]


def sampled(cases, one_in, name):
    """``cases`` as parameters with the names that ``name`` gives them: every ``one_in``-th by its name's checksum, so
    that a case is drawn whatever others there are; the rest are marked to run with ``--every`` alone."""
    return [
        pytest.param(c, id=name(c), marks=() if zlib.crc32(name(c).encode()) % one_in == 0 else pytest.mark.every)
        for c in cases
    ]
