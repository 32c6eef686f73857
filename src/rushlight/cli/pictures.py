"""One picture file: its pixels as a network wants them, or the reason why it has none."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import stat
import warnings
from typing import TYPE_CHECKING

import numpy as np

from .settings import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


PIXELS = 100_000_000  # a picture of more pixels would take seconds and 300 MB: a mistake, or made to do harm
BYTES = 1 << 29
_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    *((b"P%d" % i, "PPM") for i in range(1, 7)),
)
_NAMED = {
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".jpe": "JPEG",
    ".png": "PNG",
    ".gif": "GIF",
    ".bmp": "BMP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".webp": "WEBP",
    ".ppm": "PPM",
    ".pgm": "PPM",
    ".pbm": "PPM",
    ".pnm": "PPM",
}


class Unusable(Exception):
    """A file that gives no picture. ``kind``: a short name for counting; the text says what is wrong with this one."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


def need_pillow() -> Any:
    """Pillow's Image module. Raises Refused that says how to install it."""
    try:
        from PIL import Image, ImageOps  # noqa: F401
    except ImportError:
        raise Refused("Pillow is missing, which reads pictures: pip install 'rushlight[vision]'") from None
    return Image


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Without Pillow's warnings about single files: what matters of them is in the notes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def read(path: str, size: int, fit: str = "squeeze") -> tuple[np.ndarray, list[str], bytes, tuple[int, int]]:
    """(pixels uint8 (size, size, 3), notes, digest of the file, (width, height)) of a picture file.

    ``fit``: "squeeze" the whole picture into the square, or "crop": its middle. Transparent places become white, 16
    bits become 8, and photographs are turned as their camera noted. ``notes``: what is worth counting ("grey",
    "transparent", …). Raises Unusable for anything that is no whole picture, whatever its name says.
    """
    data = _bytes(path)
    if not data:
        raise Unusable("empty file", "the file is empty (0 bytes)")
    named = _NAMED.get(os.path.splitext(path)[1].lower())
    kind = _format(data)
    if kind is None and named is None and not data[4:12] == b"ftypavif":
        raise Unusable("not a picture", "this is not a picture")
    try:
        with need_pillow().open(io.BytesIO(data), formats=None if kind is None else (kind,)) as image:
            width, height = image.size
            if width * height > PIXELS:
                raise Unusable(
                    "too large", f"{width}×{height} pixels are more than {PIXELS // 10**6} million: make it smaller"
                )
            notes = [] if named in (None, kind) or kind is None else ["named as another format"]
            if width < 8 or height < 8:
                notes.append("smaller than 8 pixels")
            if getattr(image, "is_animated", False):
                notes.append("several frames (the first is used)")
            if kind == "JPEG" and min(width, height) >= 4 * size:
                image.draft(
                    None, (2 * size, 2 * size)
                )  # decoded at half, a quarter, an eighth: enough for what is kept
            pixels = np.asarray(fitted(_rgb(_upright(image), notes), size, fit))
    except Unusable:
        raise
    except MemoryError:
        raise Unusable("too large", "there is not enough memory for this picture") from None
    except Exception as error:  # of a damaged file Pillow's readers raise nearly anything
        raise _damaged(error, kind, named) from None
    return pixels, notes, hashlib.blake2b(data, digest_size=8).digest(), (width, height)


def _damaged(error, kind, named):
    text = str(error).strip().splitlines()
    if type(error).__name__ == "DecompressionBombError":
        return Unusable("too large", f"more than {PIXELS // 10**6} million pixels: make it smaller")
    if kind is None:
        return Unusable("not a picture", f"its name says {named}, its contents are no picture")
    if type(error).__name__ == "UnidentifiedImageError":
        text = ["its header makes no sense"]
    return Unusable("damaged", f"this {kind} is damaged: {text[0] if text else type(error).__name__}")


def _bytes(path):
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise Unusable("not a picture", "this is a folder")
        if not stat.S_ISREG(status.st_mode):  # reading a pipe would wait for ever
            raise Unusable("not a picture", "this is not a file, but a pipe, socket or device")
        if status.st_size > BYTES:
            raise Unusable("too large", f"the file has {status.st_size >> 20:,} MiB")
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        text = "a link to a file that is not there" if os.path.islink(path) else "there is no such file"
        raise Unusable("not readable", text) from None
    except OSError as error:
        raise Unusable("not readable", error.strerror or str(error)) from None
    except ValueError as error:  # a null byte in the name
        raise Unusable("not readable", str(error)) from None


def _format(data):
    for start, name in _SIGNATURES:
        if data.startswith(start):
            return name
    return "WEBP" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def _upright(image):
    if "exif" not in image.info:
        return image
    from PIL import ImageOps

    return ImageOps.exif_transpose(image)


def _rgb(image, notes):
    """As RGB."""
    mode = image.mode
    if mode == "RGB" and "transparency" not in image.info:
        return image
    if mode[0] in "IF":
        notes.append("16 bits or more")
        return _eight_bits(image).convert("RGB")
    if mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        if image.getextrema()[3][0] < 255:
            notes.append("transparent (on white)")
            white = need_pillow().new("RGBA", image.size, (255, 255, 255, 255))
            white.alpha_composite(image)
            image = white
        return image.convert("RGB")
    notes.append({"L": "grey", "1": "grey", "P": "palette", "CMYK": "CMYK"}.get(mode, mode))
    return image.convert("RGB")


def _eight_bits(image):
    """A picture of 16-bit integers, or of floats 0 … 1 or 0 … 255, with 8 bits per pixel."""
    a = np.asarray(image, np.float64)
    low, high = float(a.min()), float(a.max())
    limit = 65535 if image.mode[0] == "I" else 1 if high <= 1 else 255
    if not (low >= 0 and high <= limit):
        raise Unusable(
            "not 8 or 16 bits",
            f"its values go from {low:g} to {high:g}, black and white unknown: save it with 8 or 16 bits",
        )
    return need_pillow().fromarray((a * (255 / limit) + 0.5).astype(np.uint8))


def fitted(image: Any, size: int, fit: str) -> Any:
    """A Pillow picture as a square of ``size`` pixels."""
    if image.size == (size, size):
        return image
    box = None
    if fit == "crop":
        width, height = image.size
        side = min(width, height)
        left, top = (width - side) / 2, (height - side) / 2
        box = (left, top, left + side, top + side)
    return image.resize((size, size), need_pillow().Resampling.BILINEAR, box=box)
