"""The transforms on tensors of shape (..., C, H, W). Names and arguments as in ``functional``."""

from __future__ import annotations

from ... import as_tensor, float32, float64, from_numpy, int8, int16, int32, int64, uint8, uint16
from .weights import indices, weights, whole_weights

__all__ = [
    "check",
    "check_padding",
    "convert_dtype",
    "crop",
    "dimensions",
    "erase",
    "hflip",
    "maximum",
    "normalize",
    "pad",
    "resize",
    "resize_bytes",
    "rounded",
    "sides",
    "to_grayscale",
    "vflip",
]

_MAXIMUM = {uint8: 255, int8: 127, int16: 32767, uint16: 65535, int32: 2147483647, int64: 9223372036854775807}


def maximum(dtype):
    """White in ``dtype``: 1 for floats, the largest number for integers."""
    return _MAXIMUM.get(dtype, 1)


def check(x):
    if x.ndim < 2:
        raise TypeError(f"Tensor is not a torch image: expected shape (..., H, W), got {tuple(x.shape)}")


def dimensions(x):
    """[channels, height, width]."""
    check(x)
    return [1 if x.ndim == 2 else x.shape[-3], x.shape[-2], x.shape[-1]]


def hflip(x):
    check(x)
    return x.flip(-1)


def vflip(x):
    check(x)
    return x.flip(-2)


def crop(x, top, left, height, width):
    """What lies outside the picture is black."""
    _, h, w = dimensions(x)
    right, bottom = left + width, top + height
    if left >= 0 and top >= 0 and right <= w and bottom <= h:
        return x[..., top:bottom, left:right]
    border = [
        max(-left + min(0, right), 0),
        max(-top + min(0, bottom), 0),
        max(right - max(w, left), 0),
        max(bottom - max(h, top), 0),
    ]
    return pad(x[..., max(top, 0) : bottom, max(left, 0) : right], border, 0, "constant")


def erase(x, i, j, h, w, v, inplace):
    check(x)
    x = x if inplace else x.clone()
    x[..., i : i + h, j : j + w] = v
    return x


def rounded(y, dtype):
    """``y`` in ``dtype``; to integers, rounded."""
    if y.dtype is dtype:
        return y
    return (y.round() if dtype in _MAXIMUM else y).to(dtype)


def convert_dtype(x, dtype):
    if x.dtype is dtype:
        return x
    to_float = dtype not in _MAXIMUM
    if x.is_floating_point():
        if to_float:
            return x.to(dtype)
        if (x.dtype is float32 and dtype in (int32, int64)) or (x.dtype is float64 and dtype is int64):
            raise RuntimeError(f"The cast from {x.dtype} to {dtype} cannot be performed safely.")
        # a little below max + 1, so that every whole number stands for an equally wide range of floats
        return x.mul(float(_MAXIMUM[dtype]) + 1.0 - 1e-3).to(dtype)
    largest = maximum(x.dtype)
    if to_float:
        return x.to(dtype) / float(largest)
    # through floats, as torchvision computes it: 2^63 - 1 and 2^63 are one number there
    a, b = float(largest), float(_MAXIMUM[dtype])
    if a > b:
        return x.div(int((a + 1) // (b + 1)), rounding_mode="floor").to(dtype)
    return x.to(dtype) * int((b + 1) // (a + 1))


def to_grayscale(x, num_output_channels):
    if x.ndim < 3:
        raise TypeError(f"Input image tensor should have at least 3 dimensions, but found {x.ndim}")
    channels = x.shape[-3]
    if channels not in (1, 3):
        raise TypeError(f"Input image tensor permitted channel values are [1, 3], but found {channels}")
    if num_output_channels not in (1, 3):
        raise ValueError("num_output_channels should be either 1 or 3")
    if channels == 3:
        r, g, b = (x.select(-3, i) for i in range(3))
        grey = (0.2989 * r + 0.587 * g + 0.114 * b).to(x.dtype).unsqueeze(-3)
    else:
        grey = x.clone()
    return grey.expand(x.shape) if num_output_channels == 3 else grey


def normalize(x, mean, std, inplace):
    check(x)
    if not x.is_floating_point():
        raise TypeError(f"Input tensor should be a float tensor. Got {x.dtype}; put ToTensor() before Normalize")
    if x.ndim < 3:
        raise ValueError(f"Expected tensor to be a tensor image of size (..., C, H, W). Got tensor.size() = {x.size()}")
    mean, std = _column(mean, x.dtype, x.device, False), _column(std, x.dtype, x.device, True)
    return (x.sub_(mean) if inplace else x.sub(mean)).div_(std)


def _column(values, dtype, device, divisor):
    """Numbers per channel as a tensor (C, 1, 1). Raises: ValueError for a divisor with zeros."""
    key = (tuple(values), dtype, str(device)) if type(values) in (tuple, list) else None
    try:
        return _columns[divisor, key]
    except (KeyError, TypeError):  # not met before, or not plain numbers
        column = as_tensor(values, dtype=dtype, device=device)
        if divisor and (column == 0).any():
            raise ValueError(
                f"std evaluated to zero after conversion to {dtype}, leading to division by zero."
            ) from None
        column = column.view(-1, 1, 1) if column.ndim == 1 else column
        if key is not None and all(type(v) in (int, float) for v in values):
            if len(_columns) > 100:
                _columns.clear()
            _columns[divisor, key] = column
        return column


_columns: dict = {}


def sides(padding):
    """(left, right, top, bottom) from one number, (left and right, top and bottom), or (left, top, right, bottom)."""
    if isinstance(padding, (tuple, list)):
        p = list(padding)
        return (p[0],) * 4 if len(p) == 1 else (p[0], p[0], p[1], p[1]) if len(p) == 2 else (p[0], p[2], p[1], p[3])
    return (padding,) * 4


def check_padding(padding, fill, padding_mode, fills):
    """Raises TypeError or ValueError for arguments of ``pad`` that make no sense."""
    if not isinstance(padding, (int, tuple, list)):
        raise TypeError(f"Got inappropriate padding arg: expected an int or a sequence of ints, got {padding!r}")
    if fill is not None and not isinstance(fill, fills):
        raise TypeError(f"Got inappropriate fill arg: {fill!r}")
    if not isinstance(padding_mode, str):
        raise TypeError(f"Got inappropriate padding_mode arg: {padding_mode!r}")
    if isinstance(padding, (tuple, list)) and len(padding) not in (1, 2, 4):
        raise ValueError(f"Padding must be an int or a 1, 2, or 4 element tuple, not a {len(padding)} element tuple")
    if padding_mode not in ("constant", "edge", "reflect", "symmetric"):
        raise ValueError("Padding mode should be either constant, edge, reflect or symmetric")


def pad(x, padding, fill, padding_mode):
    check(x)
    check_padding(padding, fill, padding_mode, (int, float))
    left, right, top, bottom = sides(padding)
    height, width = x.shape[-2:]
    if padding_mode == "constant":
        # negative padding cuts off
        x = x[..., max(-top, 0) : height - max(-bottom, 0), max(-left, 0) : width - max(-right, 0)]
        left, right, top, bottom = (max(p, 0) for p in (left, right, top, bottom))
        height, width = x.shape[-2:]
        y = x.new_full((*x.shape[:-2], height + top + bottom, width + left + right), float(fill or 0))
        y[..., top : top + height, left : left + width] = x
        return y
    rows, columns = indices(height, top, bottom, padding_mode), indices(width, left, right, padding_mode)
    return x.index_select(-2, from_numpy(rows)).index_select(-1, from_numpy(columns))


def resize(x, size, interpolation, antialias):
    """Separable interpolation: one small matrix per axis. Whole numbers go through float32 and are rounded."""
    check(x)
    if interpolation in ("nearest", "nearest-exact"):
        rows, columns = (weights(n, m, interpolation) for n, m in zip(x.shape[-2:], size, strict=True))
        return x.index_select(-2, from_numpy(rows)).index_select(-1, from_numpy(columns))
    if interpolation not in ("bilinear", "bicubic"):
        raise ValueError(
            f"interpolation {interpolation!r} is for Pillow pictures; for tensors: nearest, nearest-exact, bilinear, "
            "bicubic"
        )
    dtype = x.dtype
    y = x if dtype in (float32, float64) else x.to(float32)
    rows, columns = (
        from_numpy(weights(n, m, interpolation, bool(antialias), y.dtype.np))
        for n, m in zip(x.shape[-2:], size, strict=True)
    )
    y = rows.matmul(y.matmul(columns.t()))
    if interpolation == "bicubic" and dtype is uint8:
        y = y.clamp(min=0, max=255)
    return rounded(y, dtype)


def resize_bytes(x, size, interpolation, antialias):
    """uint8 resized in whole numbers, first across, then down, rounded after each, as PyTorch interpolates uint8."""
    for axis, n, m in ((-1, x.shape[-1], size[1]), (-2, x.shape[-2], size[0])):
        if n != m:
            matrix, bits = whole_weights(n, m, interpolation, antialias)
            matrix, y = from_numpy(matrix), x.to(float64)
            y = y.matmul(matrix.t()) if axis == -1 else matrix.matmul(y)
            x = ((y + 2 ** (bits - 1)) * 2.0**-bits).floor().clamp(0, 255).to(uint8)
    return x
