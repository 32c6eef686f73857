"""Transforms, grids and FakeData give torchvision's results (``torchvision.npz``, made by torchvision 0.28 with
PyTorch 2.13 and Pillow 12 from ``cases.py``)."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

Image = pytest.importorskip("PIL.Image")

import rushlight  # noqa: E402
from rushlight import vision  # noqa: E402

sys.path.insert(0, str(Path(__file__).parent))
import cases  # noqa: E402

sys.path.pop(0)


@pytest.fixture(scope="module")
def expected():
    with np.load(Path(__file__).with_name("torchvision.npz")) as file:
        info = json.loads(str(file["info"]))
        arrays = {name: file[f"a{i}"] for i, name in enumerate(info["kinds"])}
    return info, arrays


@pytest.fixture(scope="module")
def found():
    return cases.run(rushlight, vision, Image)


def test_reprs(expected, found):
    assert found["reprs"] == expected[0]["reprs"]


def test_values(expected, found):
    info, arrays = expected
    assert list(found["values"]) == list(arrays)
    for name, (kind, value) in found["values"].items():
        want = arrays[name]
        assert kind == info["kinds"][name], name
        assert value.shape == want.shape, name
        assert value.dtype == want.dtype, name
        if "resize" in name and kind == "torch.uint8":
            # exact halves: the order of a sum of floats decides how they are rounded
            assert np.abs(value.astype(int) - want.astype(int)).max() <= 1, name
            assert (value != want).sum() <= max(1, 0.02 * value.size), name
        elif "resize" in name and kind.startswith("torch"):
            np.testing.assert_allclose(value, want, rtol=0, atol=1e-6, err_msg=name)
        elif "stretched" in name or "each" in name or "range" in name or "grey" in name:
            np.testing.assert_allclose(value, want, rtol=0, atol=1e-7, err_msg=name)
        else:
            np.testing.assert_array_equal(value, want, err_msg=name)
