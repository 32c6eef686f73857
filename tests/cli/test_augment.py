"""Random changes of pictures, and the data set that applies them."""

from __future__ import annotations

import numpy as np
import pytest

from rushlight.cli.augment import Augment, _uniform, to_input
from rushlight.cli.data import PictureSet
from rushlight.cli.settings import Settings
from rushlight.utils.data import DataLoader

PIXELS = np.random.default_rng(0).integers(0, 256, (50, 12, 12, 3), np.uint8)
NUMBERS = np.arange(50)


def test_input_goes_from_minus_one_to_one():
    x = to_input(PIXELS)
    assert x.dtype == np.float32 and x.shape == (50, 3, 12, 12) and x.flags.c_contiguous
    assert np.allclose(x, PIXELS.transpose(0, 3, 1, 2) / 127.5 - 1, atol=1e-6)


def test_random_numbers_are_uniform_and_independent():
    u = _uniform(5, 2, np.arange(20_000), 10)
    assert abs(u.mean(0) - 0.5).max() < 0.01 and abs(u.var(0) - 1 / 12).max() < 0.005 and u.min() >= 0 and u.max() < 1
    assert np.abs(np.corrcoef(u.T) - np.eye(10)).max() < 0.03
    others = [_uniform(5, 3, np.arange(20_000), 10), _uniform(6, 2, np.arange(20_000), 10)]
    assert all(abs(np.corrcoef(u[:, 0], o[:, 0])[0, 1]) < 0.03 for o in others)


def test_flip_mirrors_half():
    x = Augment(flip=True)(PIXELS, NUMBERS, 0)
    plain = to_input(PIXELS)
    same = (x == plain).all((1, 2, 3))
    assert (x[~same] == plain[~same][..., ::-1]).all() and 12 < same.sum() < 38


def test_crops_come_from_the_padded_picture():
    x = Augment(crop_padding=2)(PIXELS, NUMBERS, 0)
    wide = to_input(np.pad(PIXELS, ((0, 0), (2, 2), (2, 2), (0, 0))))
    places = [
        [(i, j) for i in range(5) for j in range(5) if (wide[k, :, i : i + 12, j : j + 12] == x[k]).all()]
        for k in range(50)
    ]
    assert all(len(p) == 1 for p in places) and len({p[0] for p in places}) > 15


def test_colours_stay_in_range_and_grey_stays_grey():
    x = Augment(jitter=0.5)(PIXELS, NUMBERS, 0)
    assert x.min() >= -1 and x.max() <= 1 and not np.allclose(x, to_input(PIXELS), atol=0.05)
    grey = Augment(jitter=0.5)(np.repeat(PIXELS[..., :1], 3, 3), NUMBERS, 0)
    assert np.allclose(grey[:, 0], grey[:, 1], atol=1e-5) and np.allclose(grey[:, 0], grey[:, 2], atol=1e-5)


def test_erasing():
    white = np.full((200, 16, 16, 3), 255, np.uint8)
    x = Augment(erase=0.5)(white, np.arange(200), 0)
    share = (x == 0).mean((1, 2, 3))
    assert (
        70 < (share > 0).sum() < 130
        and share[share > 0].min() > 0.01
        and share.max() < 0.45
        and set(np.unique(x)) == {0, 1}
    )


def test_what_happens_depends_on_picture_and_epoch_alone():
    change = Augment(2, True, 0.3, 0.5, seed=4)
    whole = change(PIXELS, NUMBERS, 3)
    order = np.random.default_rng(1).permutation(50)
    assert np.array_equal(change(PIXELS[order], order, 3), whole[order])
    assert not np.array_equal(change(PIXELS, NUMBERS, 4), whole)
    assert not np.array_equal(Augment(2, True, 0.3, 0.5, seed=5)(PIXELS, NUMBERS, 3), whole)


@pytest.mark.parametrize(
    "options, text",
    [
        ({}, "None"),
        ({"augment": "flip"}, "mirror"),
        ({"augment": "standard"}, "crop from a border of 4 pixels, mirror"),
        ({"augment": "strong", "jitter": 0.0}, "crop from a border of 4 pixels, mirror, erase (25%)"),
        ({"augment": "standard", "size": 64}, "crop from a border of 8 pixels, mirror"),
        ({"flip": True, "erase": 0.1}, "mirror, erase (10%)"),
    ],
)
def test_levels_and_single_options(options, text):
    assert str(Augment.of(Settings(**options))) == text


def test_picture_set():
    data = PictureSet(lambda rows: PIXELS[rows], np.arange(10, 50), np.arange(40) % 4, augment=Augment(2, True))
    x, y = data[3]
    assert (
        x.shape == (3, 12, 12) and y.item() == 3 and len(data) == 40 and data.counts(5).tolist() == [10, 10, 10, 10, 0]
    )
    batches = [x.numpy() for x, _ in DataLoader(data, 16)]
    assert np.array_equal(np.concatenate(batches)[3], x.numpy())
    with pytest.raises(IndexError):
        data[40]
    plain = PictureSet(data.take, data.rows, data.labels)
    assert np.array_equal(plain[0][0].numpy(), to_input(PIXELS[10:11])[0])
