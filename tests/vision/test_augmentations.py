"""The augmentations give torchvision's results and draw its random numbers (``augmentations.npz``, made by torchvision 0.29
with PyTorch 2.13 and Pillow 12 from ``augmentations.py``)."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

Image = pytest.importorskip("PIL.Image")

import rushlight  # noqa: E402
from rushlight import vision  # noqa: E402

sys.path.insert(0, str(Path(__file__).parent))
import augmentations  # noqa: E402

sys.path.pop(0)


TIES = ["transforms random bytes rand more bytes 2"]


@pytest.fixture(scope="module")
def expected():
    return augmentations.load()


@pytest.fixture(scope="module")
def found():
    return augmentations.run(rushlight, vision, Image)


def test_reprs(expected, found):
    assert found[0]["transforms"] == expected[0]["transforms"]


def test_errors(expected, found):
    """The class is torchvision's."""
    for k, (got, want) in enumerate(zip(found[0]["errors"], expected[0]["errors"], strict=True)):
        assert got == want, k


def test_values(expected, found):
    assert list(found[1]) == list(expected[1])
    for name, got in found[1].items():
        want = expected[1][name]
        assert [k for k, _ in got] == [k for k, _ in want], name
        for (_, a), (_, b) in zip(got, want, strict=True):
            assert (a.shape, a.dtype) == (b.shape, b.dtype), name
            if a.dtype.kind == "f":
                wrong = np.abs(a - b) > 1e-5
            else:
                wrong = np.abs(a.astype(int) - b.astype(int)) > 0
                assert np.abs(a.astype(int) - b.astype(int)).max() <= 1, name
            # exact halves: the order of a sum of floats decides to which side they are rounded
            assert wrong.sum() <= (0.06 * a.size if name in TIES else 0), name
