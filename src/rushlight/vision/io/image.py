"""Decoding and encoding of PNG, JPEG, GIF, WebP and AVIF by Pillow."""

from __future__ import annotations

import io
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from ... import Tensor, from_numpy, uint8
from .._pixels.pillow import pillow

if TYPE_CHECKING:
    from ..._face.types import Device
    from .._types import StrPath

__all__ = [
    "ImageReadMode",
    "decode_avif",
    "decode_gif",
    "decode_heic",
    "decode_image",
    "decode_jpeg",
    "decode_png",
    "decode_webp",
    "encode_jpeg",
    "encode_png",
    "read_file",
    "read_image",
    "write_file",
    "write_jpeg",
    "write_png",
]


class ImageReadMode(Enum):
    """The channels of a decoded picture: as they are in the file, grey, or colour, each also with transparency.

    >>> ImageReadMode["RGB"]
    <ImageReadMode.RGB: 3>
    """

    UNCHANGED = 0
    GRAY = 1
    GRAY_ALPHA = 2
    RGB = 3
    RGB_ALPHA = 4
    RGBA = RGB_ALPHA


Mode = ImageReadMode | str
_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
_PLAIN = ("L", "LA", "RGB", "RGBA")


def read_file(path: StrPath) -> Tensor:
    """The bytes of a file: a uint8 tensor of one dimension. Raises RuntimeError if there is none."""
    try:
        with open(path, "rb") as f:
            return from_numpy(np.frombuffer(bytearray(f.read()), np.uint8))
    except OSError as error:
        raise RuntimeError(f"[Errno {error.errno}] {error.strerror}: '{path}'") from None


def write_file(filename: StrPath, data: Tensor) -> None:
    """Write a uint8 tensor of one dimension as the bytes of a file. Raises RuntimeError for other tensors."""
    _check_bytes("write_file", data)
    with open(filename, "wb") as f:
        f.write(data.numpy().tobytes())


def _check_bytes(function, data):
    if not isinstance(data, Tensor):
        raise TypeError(f"{function}(): expected a Tensor of bytes, not {type(data).__name__}")
    if data.dtype is not uint8:
        raise RuntimeError(f"{function}(): Expected a torch.uint8 tensor, got {data.dtype}")
    if data.dim() != 1 or not data.numel():
        raise RuntimeError(f"{function}(): Expected a non empty 1-dimensional tensor, got shape {list(data.shape)}")


def _mode(mode):
    return ImageReadMode[mode.upper()] if isinstance(mode, str) else mode


def _opened(function, data, formats):
    _check_bytes(function, data)
    image = pillow()
    try:
        return image.open(io.BytesIO(data.numpy().tobytes()), formats=formats)
    except (image.UnidentifiedImageError, OSError) as error:
        kinds = ", ".join(formats).lower()
        raise RuntimeError(f"{function}(): the bytes are no picture that can be read as {kinds}: {error}") from None


def _pixels(image, mode, apply_exif_orientation=False):
    """A Pillow picture as (C, H, W)."""
    if apply_exif_orientation:
        image = pillow("ImageOps").exif_transpose(image)
    wanted = _MODES.get(_mode(mode).value)
    if image.mode.startswith("I") and wanted in (None, "L"):  # 16 bits of grey
        return from_numpy(np.array(image, dtype=np.uint16)[None])
    if wanted is None and image.mode not in _PLAIN:
        transparent = "transparency" in image.info or image.mode in ("PA", "RGBa", "La")
        wanted = "L" if image.mode == "1" else "RGBA" if transparent else "RGB"
    if wanted is not None and image.mode != wanted:
        image = image.convert(wanted)
    array = np.array(image)
    return from_numpy(array[None] if array.ndim == 2 else np.ascontiguousarray(array.transpose(2, 0, 1)))


def decode_png(input: Tensor, mode: Mode = ImageReadMode.UNCHANGED, apply_exif_orientation: bool = False) -> Tensor:
    """The picture (C, H, W) of the bytes of a PNG file: uint8, or uint16 for 16 bits of grey.

    mode: the channels, an ImageReadMode or its name; apply_exif_orientation: turn it as its notes say.
    Raises RuntimeError for bytes that are no PNG.

    >>> decode_png(encode_png(torch.zeros(3, 2, 4, dtype=torch.uint8))).shape
    torch.Size([3, 2, 4])
    """
    return _pixels(_opened("decode_png", input, ["PNG"]), mode, apply_exif_orientation)


def decode_jpeg(
    input: Tensor | list[Tensor],
    mode: Mode = ImageReadMode.UNCHANGED,
    device: Device = "cpu",
    apply_exif_orientation: bool = False,
) -> Tensor | list[Tensor]:
    """The picture (C, H, W) of the bytes of a JPEG file, or those of a list of them. Arguments as for ``decode_png``.

    Raises RuntimeError for bytes that are no JPEG, ValueError for an empty list.
    """
    if isinstance(input, list):
        if not input:
            raise ValueError("Input list must contain at least one element")
        if not all(isinstance(t, Tensor) for t in input):
            raise ValueError("All elements of the input list must be tensors.")
        return [decode_jpeg(t, mode, device, apply_exif_orientation) for t in input]  # type: ignore[misc]
    image = _opened("decode_jpeg", input, ["JPEG"])
    return _pixels(image, mode, apply_exif_orientation).to(device)


def decode_gif(input: Tensor) -> Tensor:
    """The picture (3, H, W) of the bytes of a GIF file, or its pictures (N, 3, H, W) if it has several."""
    image = _opened("decode_gif", input, ["GIF"])
    sequence = pillow("ImageSequence")
    frames = [np.array(frame.convert("RGB")).transpose(2, 0, 1) for frame in sequence.Iterator(image)]
    return from_numpy(np.ascontiguousarray(frames[0]) if len(frames) == 1 else np.stack(frames))


def decode_webp(input: Tensor, mode: Mode = ImageReadMode.UNCHANGED) -> Tensor:
    """The picture (C, H, W) of the bytes of a WebP file. ``mode`` as for ``decode_png``."""
    return _pixels(_opened("decode_webp", input, ["WEBP"]), mode)


def decode_avif(input: Tensor, mode: Mode = ImageReadMode.UNCHANGED) -> Tensor:
    """The picture (C, H, W) of the bytes of an AVIF file, where Pillow has that format."""
    return _pixels(_opened("decode_avif", input, ["AVIF"]), mode)


def decode_heic(input: Tensor, mode: Mode = ImageReadMode.UNCHANGED) -> Tensor:
    """The picture (C, H, W) of the bytes of a HEIC file, where a plugin of Pillow (pillow-heif) has registered it."""
    return _pixels(_opened("decode_heic", input, ["HEIF"]), mode)


def decode_image(
    input: Tensor | StrPath, mode: Mode = ImageReadMode.UNCHANGED, apply_exif_orientation: bool = False
) -> Tensor:
    """The picture (C, H, W) of a file (its path) or of its bytes: JPEG, PNG, GIF or WebP. Arguments as for
    ``decode_png``.

    >>> decode_image(encode_png(torch.zeros(1, 2, 2, dtype=torch.uint8)), mode="RGB").shape
    torch.Size([3, 2, 2])
    """
    data = input if isinstance(input, Tensor) else read_file(input)
    image = _opened("decode_image", data, ["JPEG", "PNG", "GIF", "WEBP"])
    return decode_gif(data) if image.format == "GIF" else _pixels(image, mode, apply_exif_orientation)


def read_image(path: StrPath, mode: Mode = ImageReadMode.UNCHANGED, apply_exif_orientation: bool = False) -> Tensor:
    """``decode_image`` of a file: the older name."""
    return decode_image(read_file(path), mode, apply_exif_orientation)


def _encoded(function, input, form, **options):
    if not isinstance(input, Tensor):
        raise TypeError(f"{function}(): expected a Tensor, not {type(input).__name__}")
    if input.dtype is not uint8:
        raise RuntimeError(f"{function}(): Input tensor dtype should be uint8, got {input.dtype}")
    if input.dim() != 3 or input.shape[0] not in (1, 3):
        raise RuntimeError(
            f"{function}(): The number of channels should be 1 or 3, and the shape (C, H, W); got {list(input.shape)}"
        )
    array = input.numpy()
    picture = pillow().fromarray(array[0] if len(array) == 1 else np.ascontiguousarray(array.transpose(1, 2, 0)))
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return from_numpy(np.frombuffer(bytearray(buffer.getvalue()), np.uint8))


def encode_png(input: Tensor, compression_level: int = 6) -> Tensor:
    """The bytes of a PNG file of a picture (C, H, W), uint8, C 1 or 3. compression_level: 0 (none) to 9.

    Raises RuntimeError for other pictures and levels.
    """
    if not 0 <= compression_level <= 9:
        raise RuntimeError(f"Compression level should be between 0 and 9, got {compression_level}")
    return _encoded("encode_png", input, "PNG", compress_level=compression_level)


def encode_jpeg(input: Tensor | list[Tensor], quality: int = 75) -> Tensor | list[Tensor]:
    """The bytes of a JPEG file of a picture (C, H, W), uint8, C 1 or 3, or of a list of them. quality: 1 to 100.

    Raises RuntimeError for other pictures, ValueError for another quality.
    """
    if not 1 <= quality <= 100:
        raise ValueError("Image quality should be a positive number between 1 and 100")
    if isinstance(input, list):
        if not input:
            raise ValueError("encode_jpeg requires at least one input tensor when a list is passed")
        return [_encoded("encode_jpeg", image, "JPEG", quality=quality) for image in input]
    return _encoded("encode_jpeg", input, "JPEG", quality=quality)


def write_png(input: Tensor, filename: StrPath, compression_level: int = 6) -> None:
    """Write a picture (C, H, W) as a PNG file. Arguments as for ``encode_png``."""
    write_file(filename, encode_png(input, compression_level))


def write_jpeg(input: Tensor, filename: StrPath, quality: int = 75) -> None:
    """Write a picture (C, H, W) as a JPEG file. Arguments as for ``encode_jpeg``."""
    write_file(filename, encode_jpeg(input, quality))  # type: ignore[arg-type]
