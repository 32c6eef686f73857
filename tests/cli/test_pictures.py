"""Reading picture files: every kind of picture becomes RGB of 8 bits, everything else a reason."""

from __future__ import annotations

import os

import numpy as np
import pytest

from rushlight.cli.pictures import Unusable, quiet, read
from support.picture_folders import png_header

Image = pytest.importorskip("PIL.Image")

RNG = np.random.default_rng(3)
PIXELS = RNG.integers(0, 256, (40, 50, 3), np.uint8)


def saved(path, picture, **how):
    (picture if isinstance(picture, Image.Image) else Image.fromarray(picture)).save(path, **how)
    return str(path)


def wrong(path):
    with pytest.raises(Unusable) as caught, quiet():
        read(str(path), 32)
    return caught.value.kind, str(caught.value)


@pytest.mark.parametrize(
    "mode, suffix, note",
    [
        ("L", "png", "grey"),
        ("1", "png", "grey"),
        ("P", "png", "palette"),
        ("CMYK", "jpg", "CMYK"),
        ("CMYK", "tif", "CMYK"),
        ("LA", "png", None),
        ("RGB", "bmp", None),
        ("RGB", "ppm", None),
        ("L", "pgm", "grey"),
        ("RGB", "gif", "palette"),
        ("RGB", "webp", None),
        ("YCbCr", "tif", "YCbCr"),
    ],
)
def test_modes_become_rgb(mode, suffix, note, tmp_path):
    path = saved(tmp_path / f"a.{suffix}", Image.fromarray(PIXELS).convert(mode))
    with quiet():
        a, notes, digest, sides = read(path, 32)
    assert a.shape == (32, 32, 3) and a.dtype == np.uint8 and sides == (50, 40) and len(digest) == 8
    assert notes == ([note] if note else [])


def test_nothing_changes_at_the_right_size(tmp_path):
    a = PIXELS[:40, :40]
    assert np.array_equal(read(saved(tmp_path / "a.png", a), 40)[0], a)


def test_transparent_places_are_white(tmp_path):
    alpha = np.zeros((40, 50), np.uint8)
    alpha[:, 25:] = 255
    a, notes, *_ = read(saved(tmp_path / "a.png", np.dstack([PIXELS, alpha])), 40)
    assert (a[:, :18] == 255).all() and not (a[:, 22:] == 255).all() and notes == ["transparent (on white)"]
    a, notes, *_ = read(saved(tmp_path / "p.png", Image.fromarray(PIXELS).convert("P"), transparency=bytes(256)), 40)
    assert (a == 255).all() and notes == ["transparent (on white)"]


@pytest.mark.parametrize(
    "value, dtype, suffix, expected",
    [
        (65535, np.uint16, "png", 255),
        (257 * 77, np.uint16, "png", 77),
        (257 * 77, np.uint16, "tif", 77),
        (1.0, np.float32, "tif", 255),
        (0.5, np.float32, "tif", 128),
        (200.0, np.float32, "tif", 200),
        (257 * 30, np.int32, "tif", 30),
    ],
)
def test_more_than_eight_bits(value, dtype, suffix, expected, tmp_path):
    a, notes, *_ = read(saved(tmp_path / f"a.{suffix}", np.full((9, 9), value, dtype)), 9)
    assert (a == expected).all() and notes == ["16 bits or more"]


def test_crop_keeps_the_middle_and_squeeze_all(tmp_path):
    a = np.zeros((20, 40, 3), np.uint8)
    a[:, 10:30] = 200
    path = saved(tmp_path / "a.png", a)
    assert (read(path, 20, "crop")[0] == 200).all()
    squeezed = read(path, 20)[0]
    assert squeezed[:, 0].max() == 0 and squeezed[:, 10].min() == 200


def test_photographs_are_turned_upright(tmp_path):
    exif = Image.Exif()
    exif[0x112] = 6  # the camera was turned to the right
    a = np.zeros((32, 32, 3), np.uint8)
    a[:16] = 255
    turned = read(saved(tmp_path / "a.jpg", a, exif=exif, quality=95), 32)[0]
    assert turned[:, 20:].min() > 200 and turned[:, :12].max() < 50


def test_large_photographs_are_like_small_ones(tmp_path):
    smooth = np.asarray(Image.fromarray(PIXELS).resize((800, 640), Image.Resampling.BICUBIC))
    path = saved(tmp_path / "a.jpg", smooth, quality=95)
    whole = np.asarray(Image.open(path).resize((32, 32), Image.Resampling.BILINEAR)).astype(int)
    assert np.abs(read(path, 32)[0] - whole).mean() < 3


def test_names_do_not_decide(tmp_path):
    path = saved(tmp_path / "a.jpg", PIXELS, format="PNG")
    assert read(path, 32)[1] == ["named as another format"]
    assert read(saved(tmp_path / "noname", PIXELS, format="PNG"), 32)[1] == []
    assert read(saved(tmp_path / "1.png", PIXELS[:1, :1]), 32)[1] == ["smaller than 8 pixels"]
    frames = [Image.fromarray(PIXELS).rotate(90 * k) for k in range(2)]
    assert (
        "several frames (the first is used)"
        in read(saved(tmp_path / "a.gif", frames[0], save_all=True, append_images=frames[1:]), 32)[1]
    )


def test_what_is_no_picture(tmp_path):
    for name, data, kind in (
        ("zero.png", b"", "empty file"),
        ("text.txt", b"hello", "not a picture"),
        ("text.jpg", b"hello", "not a picture"),
        ("bomb.png", png_header(100_000, 100_000), "too large"),
        ("large.png", png_header(11_000, 11_000), "too large"),
        ("none.png", png_header(0, 5), "damaged"),
        ("head.jpg", b"\xff\xd8\xff\xe0", "damaged"),
        ("head.gif", b"GIF89a", "damaged"),
    ):
        (tmp_path / name).write_bytes(data)
        found, text = wrong(tmp_path / name)
        assert found == kind and text and "object at" not in text, name
    os.symlink("nowhere", tmp_path / "link.png")
    assert wrong(tmp_path / "link.png") == ("not readable", "a link to a file that is not there")
    assert wrong(tmp_path / "missing.png")[0] == "not readable"
    assert wrong(tmp_path) == ("not a picture", "this is a folder")
    os.mkfifo(tmp_path / "pipe.png")
    assert wrong(tmp_path / "pipe.png")[0] == "not a picture"
    assert wrong(saved(tmp_path / "dark.tif", np.full((9, 9), -7, np.float32)))[0] == "not 8 or 16 bits"


@pytest.mark.parametrize("suffix", ["png", "jpg", "gif", "bmp", "tif", "webp", "ppm"])
def test_damaged_files_are_refused_or_read_but_never_crash(suffix, tmp_path):
    path = tmp_path / f"a.{suffix}"
    saved(path, PIXELS)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert wrong(path)[0] == "damaged"
    rng = np.random.default_rng(7)
    for _ in range(60):
        data = bytearray(whole)
        for at in rng.integers(0, len(data), 6):
            data[at] = rng.integers(256)
        path.write_bytes(data)
        try:
            with quiet():
                assert read(str(path), 32)[0].shape == (32, 32, 3)
        except Unusable as error:
            assert str(error)
