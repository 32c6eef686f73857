"""The sizes of windows, as users write them, and how many windows fit."""

from __future__ import annotations


def pair(function, what, value):
    """An int, or a sequence of 1 or 2 ints, as two ints. Raises TypeError for anything else."""
    if type(value) is int:
        return value, value
    if isinstance(value, (tuple, list)) and len(value) in (1, 2) and all(isinstance(v, int) for v in value):
        return int(value[0]), int(value[-1])
    if hasattr(value, "__index__"):
        return (value.__index__(),) * 2
    raise TypeError(f"{function}(): argument '{what}' must be an int or a tuple of two ints, not {value!r}")


def sizes_of(function, what, value, k):
    """``value``, an int or a sequence of 1 or k ints, as k ints. Raises RuntimeError for other lengths."""
    if not isinstance(value, (tuple, list)):
        return (int(value),) * k
    numbers = tuple(int(n) for n in value)
    if len(numbers) == 1:
        return numbers * k
    if len(numbers) != k:
        raise RuntimeError(f"{function}: {what} must either be a single int, or a tuple of {k} ints, not {value}")
    return numbers


def stride_of(stride, kernel_size):
    """The stride: the kernel's size unless given."""
    return kernel_size if stride is None or stride == [] or stride == () else stride


def row(function, input, kernel_size, stride, padding, dilation=1):
    """The options of a pooling over one axis as those over a picture with one row. Raises RuntimeError for inputs that
    are not (N, C, L) or (C, L)."""
    if input.ndim not in (2, 3):
        raise RuntimeError(f"{function}() Expected 2D or 3D input tensor, but got input of size {list(input.shape)}")

    def one(what, value):
        if isinstance(value, (tuple, list)) and len(value) == 2:
            raise RuntimeError(f"{function}() argument '{what}' should contain one int, got {tuple(value)}")
        return pair(function, what, value)[0]

    k = one("kernel_size", kernel_size)
    s = one("stride", stride_of(stride, kernel_size))
    return (1, k), (1, s), (0, one("padding", padding)), (1, one("dilation", dilation))


def window_counts(function, shape, k, s, p, d, ceil_mode):
    """How many windows fit along each axis. Raises RuntimeError for options that don't go together."""
    counts = []
    for n, ki, si, pi, di in zip(shape, k, s, p, d, strict=True):
        if ki <= 0:
            raise RuntimeError(f"kernel size should be greater than zero, but got {k}")
        if si <= 0:
            raise RuntimeError(f"stride should be greater than zero, but got {s}")
        if di <= 0:
            raise RuntimeError(f"dilation should be greater than zero, but got {d}")
        if pi < 0:
            raise RuntimeError(f"pad must be non-negative, but got pad: {pi}")
        if 2 * pi > (ki - 1) * di + 1:
            raise RuntimeError(
                f"pad should be at most half of effective kernel size, but got pad={pi}, kernel_size={ki} and "
                f"dilation={di}"
            )
        room = n + 2 * pi - di * (ki - 1) - 1
        m = (-(-room // si) if ceil_mode else room // si) + 1
        if ceil_mode and (m - 1) * si >= n + pi:
            m -= 1
        counts.append(m)
    if min(counts) < 1:
        raise RuntimeError(
            f"{function}: Given input size: {tuple(shape)}. Calculated output size: {tuple(counts)}. Output size is "
            "too small"
        )
    return tuple(counts)


def check_dims(function, input, k):
    """Raise RuntimeError unless the input is (N, C, *sizes) or (C, *sizes) with ``k`` sizes, none of them 0."""
    if input.ndim not in (k + 1, k + 2):
        raise RuntimeError(
            f"{function}(): Expected {k + 1}D or {k + 2}D input tensor, but got input of size {list(input.shape)}"
        )
    if 0 in input.shape[input.ndim - k - (input.ndim == k + 2) :]:
        raise RuntimeError(
            f"{function}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes "
            f"{list(input.shape)}"
        )
