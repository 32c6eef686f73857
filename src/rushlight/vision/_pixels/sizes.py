"""Sizes, crops, borders, dtypes and normalisation of tensors (..., C, H, W). Names and arguments as in ``functional``.

``second``: checked and rounded as transforms.v2 does, else as transforms.
"""

from __future__ import annotations

from ... import as_tensor, float32, float64, from_numpy, int8, int16, int32, int64, tensor, uint8, uint16
from .checks import check_padding, sides
from .modes import InterpolationMode
from .weights import indices, weights, whole_weights

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


def hflip(x, second=False):
    if not second:
        check(x)
    return x.flip(-1)


def vflip(x, second=False):
    if not second:
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


def value_bits(dtype):
    """How many bits of an integer dtype hold a value."""
    return (maximum(dtype) + 1).bit_length() - 1


def convert_dtype(x, dtype, second=False):
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
    if to_float:
        white = float(maximum(x.dtype))
        return x.to(dtype).mul(1.0 / white) if second else x.to(dtype) / white
    shift = value_bits(dtype) - value_bits(x.dtype)
    if shift < 0:
        return (x / 2**-shift).to(dtype) if x.dtype is uint16 else x.bitwise_right_shift(-shift).to(dtype)
    return x.to(dtype) * 2**shift


def normalize(x, mean, std, inplace, second=False):
    check(x)
    if not x.is_floating_point():
        raise TypeError(f"Input tensor should be a float tensor. Got {x.dtype}; put ToTensor() before Normalize")
    if x.ndim < 3:
        raise ValueError(f"Expected tensor to be a tensor image of size (..., C, H, W). Got tensor.size() = {x.size()}")
    mean, std = _column(mean, x.dtype, x.device, False), _column(std, x.dtype, x.device, True)
    y = x.sub_(mean) if inplace else x.sub(mean)
    if y.shape != x.shape and not second:
        raise RuntimeError(f"output with shape {list(x.shape)} doesn't match the broadcast shape {list(y.shape)}")
    return y.div_(std)


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


def pad(x, padding, fill, padding_mode, second=False):
    check(x)
    check_padding(padding, fill, padding_mode, fills=(type(None),), second=second)
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


def pad_colour(x, padding, fill, padding_mode):
    """``pad`` with a number or a list of one per channel. Raises: ValueError for several with another mode."""
    fill = list(fill) if isinstance(fill, (list, tuple)) else [fill]
    if len(fill) == 1:
        return pad(x, padding, fill[0], padding_mode, second=True)
    if padding_mode != "constant":
        raise ValueError(f"Padding mode '{padding_mode}' is not supported if fill is not scalar")
    y = pad(x, padding, 0, "constant", second=True)
    colour = tensor(fill).to(y.dtype).reshape(-1, 1, 1)
    left, right, top, bottom = (max(side, 0) for side in sides(padding))
    height, width = y.shape[-2:]
    y[..., :top, :] = y[..., height - bottom :, :] = colour
    y[..., :left] = y[..., width - right :] = colour
    return y


def resized_size(size, new, max_size, second=False):
    """[height, width] for a picture of ``size`` (height, width).

    ``new``: both, or a number (also alone in a list) for the shorter side, the longer one not above ``max_size``; if
    ``second``, None, and the longer side is ``max_size``. Raises: ValueError for other arguments.
    """
    h, w = size
    if new is None:
        if not second or not isinstance(max_size, int):
            raise ValueError(f"max_size must be an integer when size is None, but got {max_size} instead.")
        new_short, new_long = int(max_size * min(size) / max(size)), max_size
        return [new_long, new_short] if w <= h else [new_short, new_long]
    new = [new] if isinstance(new, int) else new
    if len(new) not in (1, 2):
        raise ValueError(f"Size must be an int or a 1 or 2 element tuple/list, not a {len(new)} element tuple/list")
    if len(new) == 2:
        if max_size is not None:
            raise ValueError(
                "max_size should only be passed if size specifies the length of the smaller edge, "
                "i.e. size should be an int or a sequence of length 1 in torchscript mode."
            )
        return [new[0], new[1]]
    new_short, new_long = new[0], int(new[0] * max(size) / min(size))
    if max_size is not None:
        if max_size <= new_short:
            raise ValueError(
                f"max_size = {max_size} must be strictly greater than the requested size for the smaller edge size = "
                f"{new}"
            )
        if new_long > max_size:
            new_short, new_long = int(max_size * new_short / new_long), max_size
    return [new_long, new_short] if w <= h else [new_short, new_long]


def resize(x, size, mode, antialias, second=False):
    """Separable interpolation: one small matrix per axis. Whole numbers go through float32 and are rounded; bytes, if
    ``second``, are whole numbers all along."""
    check(x)
    interpolation = mode.value
    if second and x.dtype is uint8 and mode in (InterpolationMode.BILINEAR, InterpolationMode.BICUBIC):
        return _resize_bytes(x, size, interpolation, bool(antialias))
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


def _resize_bytes(x, size, interpolation, antialias):
    """uint8 resized in whole numbers, first across, then down, rounded after each, as PyTorch interpolates uint8."""
    for axis, n, m in ((-1, x.shape[-1], size[1]), (-2, x.shape[-2], size[0])):
        if n != m:
            matrix, bits = whole_weights(n, m, interpolation, antialias)
            matrix, y = from_numpy(matrix), x.to(float64)
            y = y.matmul(matrix.t()) if axis == -1 else matrix.matmul(y)
            x = ((y + 2 ** (bits - 1)) * 2.0**-bits).floor().clamp(0, 255).to(uint8)
    return x


def whitened(x, matrix, mean):
    """Every picture of ``x`` (..., C, H, W) as a row, minus ``mean``, times ``matrix``."""
    n = x.shape[-3:].numel()
    if n != matrix.shape[0]:
        raise ValueError(
            "Input tensor and transformation matrix have incompatible shape."
            f"[{' x '.join(str(s) for s in x.shape[-3:])}] != {matrix.shape[0]}"
        )
    if x.device.type != mean.device.type:
        raise ValueError(
            "Input tensor should be on the same device as transformation matrix and mean vector. "
            f"Got {x.device} vs {mean.device}"
        )
    flat = x.reshape(-1, n) - mean
    return flat.mm(matrix.to(flat.dtype)).reshape(x.shape)
