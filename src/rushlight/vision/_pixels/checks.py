"""How both versions of the transforms read their arguments, and what they refuse."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from ... import Tensor


def size_pair(size, message="Please provide only two dimensions (h, w) for size."):
    """(height, width) from a number or a sequence of one or two. Raises: ValueError for longer ones."""
    if isinstance(size, (int, float)):
        return int(size), int(size)
    if isinstance(size, Sequence) and len(size) == 1:
        return size[0], size[0]
    if len(size) != 2:
        raise ValueError(message)
    return size


def check_pair(x, name, lengths=(2,)):
    """Raises TypeError, ValueError unless ``x`` is a sequence of one of these lengths."""
    expected = f"{name} should be a sequence of length {' or '.join(str(n) for n in lengths)}."
    if not isinstance(x, Sequence):
        raise TypeError(f"{expected} Got {x!r}")
    if len(x) not in lengths:
        raise ValueError(f"{expected} Got {x!r}")


def angles(x, name, lengths=(2,)):
    """A range [-x, x] of degrees from a number, else the sequence itself, as floats."""
    if isinstance(x, (int, float)):
        if x < 0:
            raise ValueError(f"If {name} is a single number, it must be positive. Got {x}")
        x = [-x, x]
    else:
        check_pair(x, name, lengths)
    return [float(d) for d in x]


def numbers(value, name):
    """A pair of floats from a number or a sequence of one or two. Raises: TypeError, ValueError."""
    if not isinstance(value, (int, float, Sequence)):
        raise TypeError(f"{name} should be a number or a sequence of numbers. Got {type(value)}")
    value = [value] if isinstance(value, (int, float)) else value
    if len(value) not in (1, 2):
        raise ValueError(f"If {name} is a sequence its length should be 1 or 2. Got {len(value)}")
    for v in value:
        if not isinstance(v, (int, float)):
            raise ValueError(f"{name} should be a sequence of numbers. Got {type(v)}")
    return [float(value[0]), float(value[-1])]


def check_fill(fill):
    """A colour as given; None is black. Raises: TypeError unless it is a number or a sequence."""
    if fill is None:
        return 0
    if not isinstance(fill, (Sequence, int, float)):
        raise TypeError(f"Fill should be either a sequence or a number. Got {fill!r}")
    return fill


def channel_fill(fill, channels):
    """A colour as a list of floats, one per channel; None stays."""
    if fill is None:
        return None
    return [float(fill)] * channels if isinstance(fill, (int, float)) else [float(f) for f in fill]


def check_ranges(scale, ratio, stacklevel=3, of_two=False):
    """Raises TypeError unless both are sequences (``of_two``: of length 2); warns if they are the wrong way round."""
    for name, pair in (("Scale", scale), ("Ratio", ratio)):
        if not isinstance(pair, Sequence) or (of_two and len(pair) != 2):
            raise TypeError(f"{name} should be a sequence of two floats. Got {pair!r}")
    if scale[0] > scale[1] or ratio[0] > ratio[1]:
        warnings.warn("Scale and ratio should be of kind (min, max)", stacklevel=stacklevel)


def check_erasing(scale, ratio, value):
    """Raises TypeError, ValueError for arguments of RandomErasing that make no sense."""
    if not isinstance(value, (int, float, str, tuple, list)):
        raise TypeError(f"Argument value should be either a number or str or a sequence. Got {value!r}")
    if isinstance(value, str) and value != "random":
        raise ValueError(f"If value is str, it should be 'random'. Got {value!r}")
    check_ranges(scale, ratio, stacklevel=4)
    if scale[0] < 0 or scale[1] > 1:
        raise ValueError(f"Scale should be between 0 and 1. Got {scale}")


def erasing_values(value):
    """The values of RandomErasing as a list of floats; None for "random"."""
    if value == "random":
        return None
    return [float(v) for v in (value if isinstance(value, (list, tuple)) else [value])]


def jitter_range(value, name, center=1.0, bound=(0.0, float("inf"))):
    """The range (low, high) of a factor from one number, its distance from ``center``, or a pair; None if it is fixed
    at ``center``. Raises: TypeError, ValueError for anything else or outside ``bound``."""
    if isinstance(value, (int, float)):
        if value < 0:
            raise ValueError(f"If {name} is a single number, it must be non negative. Got {value}")
        value = [center - float(value), center + float(value)]
        if center == 1.0:
            value[0] = max(value[0], 0.0)
    elif isinstance(value, Sequence) and len(value) == 2:
        value = [float(v) for v in value]
    else:
        raise TypeError(f"{name} should be a single number or a list/tuple with length 2. Got {value!r}")
    if not bound[0] <= value[0] <= value[1] <= bound[1]:
        raise ValueError(f"{name} values should be between {bound}, but got {value}.")
    return None if value[0] == value[1] == center else tuple(value)


def check_factor(name, factor):
    """Raises ValueError for a negative factor."""
    if factor < 0:
        raise ValueError(f"{name} ({factor}) is not non-negative.")


def check_hue(hue_factor):
    """Raises ValueError outside -0.5 … 0.5."""
    if not -0.5 <= hue_factor <= 0.5:
        raise ValueError(f"hue_factor ({hue_factor}) is not in [-0.5, 0.5].")


def check_gamma(gamma):
    """Raises ValueError for a negative exponent."""
    if gamma < 0:
        raise ValueError(f"Gamma should be a non-negative real number, got {gamma}")


def check_outputs(num_output_channels):
    """Raises ValueError for another number of grey channels than 1 or 3."""
    if num_output_channels not in (1, 3):
        raise ValueError(f"num_output_channels should be either 1 or 3. Got {num_output_channels}")


def blur_kernel(kernel_size):
    """(width, height) of a blur from a number or a sequence. Raises: ValueError unless odd and positive."""
    pair = size_pair(kernel_size, "Kernel size should be a tuple/list of two integers")
    if any(k <= 0 or k % 2 == 0 for k in pair):
        raise ValueError(f"Kernel size value should be an odd and positive number. Got {kernel_size}")
    return pair


def check_blur(kernel_size, sigma):
    """((width, height), (sigma x, sigma y)) of a blur from numbers or sequences. Raises: TypeError, ValueError."""
    if not isinstance(kernel_size, (int, list, tuple)):
        raise TypeError(f"kernel_size should be int or a sequence of integers. Got {type(kernel_size)}")
    kernel_size = [kernel_size, kernel_size] if isinstance(kernel_size, int) else list(kernel_size)
    if len(kernel_size) != 2:
        raise ValueError(f"If kernel_size is a sequence its length should be 2. Got {len(kernel_size)}")
    if any(k % 2 == 0 or k < 0 for k in kernel_size):
        raise ValueError(f"kernel_size should have odd and positive integers. Got {kernel_size}")
    if sigma is None:
        sigma = [k * 0.15 + 0.35 for k in kernel_size]
    if not isinstance(sigma, (int, float, list, tuple)):
        raise TypeError(f"sigma should be either float or sequence of floats. Got {type(sigma)}")
    sigma = [float(sigma)] if isinstance(sigma, (int, float)) else list(sigma)
    sigma = sigma * 2 if len(sigma) == 1 else sigma
    if len(sigma) != 2:
        raise ValueError(f"If sigma is a sequence, its length should be 2. Got {len(sigma)}")
    if any(s <= 0.0 for s in sigma):
        raise ValueError(f"sigma should have positive values. Got {sigma}")
    return kernel_size, sigma


def sides(padding):
    """(left, right, top, bottom) from one number, (left and right, top and bottom), or (left, top, right, bottom)."""
    if isinstance(padding, (tuple, list)):
        p = list(padding)
        return (p[0],) * 4 if len(p) == 1 else (p[0], p[0], p[1], p[1]) if len(p) == 2 else (p[0], p[2], p[1], p[3])
    return (padding,) * 4


def check_padding(padding, fill, padding_mode, fills=(tuple, list), paddings=(), second=False):
    """Raises TypeError or ValueError for arguments of ``pad`` that make no sense.

    ``fills``, ``paddings``: what they may be besides numbers, and whole numbers or sequences; ``second``: a mode that
    is no text is a ValueError, too.
    """
    if not isinstance(padding, (int, tuple, list, *paddings)):
        raise TypeError(f"Got inappropriate padding arg: expected an int or a sequence of ints, got {padding!r}")
    if not isinstance(fill, (int, float, *fills)):
        raise TypeError(f"Got inappropriate fill arg: {fill!r}")
    if not second and not isinstance(padding_mode, str):
        raise TypeError(f"Got inappropriate padding_mode arg: {padding_mode!r}")
    if isinstance(padding, (tuple, list)) and len(padding) not in (1, 2, 4):
        raise ValueError(f"Padding must be an int or a 1, 2, or 4 element tuple, not a {len(padding)} element tuple")
    check_padding_mode(padding_mode)


def check_padding_mode(mode):
    """Raises ValueError for an unknown mode."""
    if mode not in ("constant", "edge", "reflect", "symmetric"):
        raise ValueError(f"Padding mode should be either constant, edge, reflect or symmetric. Got {mode!r}")


def check_probability(p):
    """Raises ValueError outside 0 … 1."""
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"`p` should be a floating point value in the interval [0.0, 1.0]. Got {p}")


def check_center(center):
    """Raises TypeError unless ``center`` is None or a sequence."""
    if center is not None and not isinstance(center, (list, tuple)):
        raise TypeError(f"Argument center should be a sequence, got {center!r}")


def check_angle(angle):
    """Raises TypeError unless ``angle`` is a number."""
    if not isinstance(angle, (int, float)):
        raise TypeError(f"Argument angle should be int or float, got {angle!r}")


def check_affine(angle, translate, scale, shear, center):
    """The shear as a pair. Raises: TypeError, ValueError for arguments of ``affine`` that make no sense."""
    check_angle(angle)
    if not isinstance(translate, (list, tuple)):
        raise TypeError(f"Argument translate should be a sequence, got {translate!r}")
    if len(translate) != 2:
        raise ValueError(f"Argument translate should be a sequence of length 2, got {translate!r}")
    if scale <= 0.0:
        raise ValueError(f"Argument scale should be positive, got {scale}")
    if not isinstance(shear, (int, float, list, tuple)):
        raise TypeError(f"Shear should be either a single value or a sequence of two values, got {shear!r}")
    check_center(center)
    shear = [shear, 0.0] if isinstance(shear, (int, float)) else list(shear)
    shear = shear * 2 if len(shear) == 1 else shear
    if len(shear) != 2:
        raise ValueError(f"Shear should be a sequence containing two values. Got {shear}")
    return shear


def check_affine_ranges(translate, scale, shear):
    """The shear's range as floats. Raises: TypeError, ValueError for ranges of RandomAffine that make no sense."""
    if translate is not None:
        check_pair(translate, "translate")
        if not all(0.0 <= t <= 1.0 for t in translate):
            raise ValueError(f"translation values should be between 0 and 1. Got {translate}")
    if scale is not None:
        check_pair(scale, "scale")
        if any(s <= 0 for s in scale):
            raise ValueError(f"scale values should be positive. Got {scale}")
    return shear if shear is None else angles(shear, "shear", (2, 4))


def check_displacement(displacement):
    """Raises TypeError for anything but a tensor."""
    if not isinstance(displacement, Tensor):
        raise TypeError(f"Argument displacement should be a Tensor, got {type(displacement)}")


def check_whitening(matrix, mean):
    """Raises ValueError unless ``matrix`` (D, D) and ``mean`` (D,) belong together."""
    if matrix.size(0) != matrix.size(1):
        raise ValueError(f"transformation_matrix should be square. Got {tuple(matrix.size())} rectangular matrix.")
    if mean.size(0) != matrix.size(0):
        raise ValueError(
            f"mean_vector should have the same length {mean.size(0)} as any one of the dimensions of the "
            f"transformation_matrix [{tuple(matrix.size())}]"
        )
    if matrix.device != mean.device:
        raise ValueError(f"Input tensors should be on the same device. Got {matrix.device} and {mean.device}")
    if matrix.dtype != mean.dtype:
        raise ValueError(f"Input tensors should have the same dtype. Got {matrix.dtype} and {mean.dtype}")
