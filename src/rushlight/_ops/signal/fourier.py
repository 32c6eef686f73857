"""Discrete Fourier transforms as ops: complex to complex, real to complex and complex to real, over any dimensions.

A transform over dimensions of sizes n sums x[j] exp(-2 pi i j k / n) over all j, the inverse one with the other sign;
``scale`` says what that is divided by: "none" (nothing), "root" (the square root of the product of all n) or "n" (that
product). NumPy's transforms do it; they compute float32 in float32.
"""

from __future__ import annotations

import numpy as np

from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._core import Op, apply
from ..elementwise.complex import real
from ..layers.pad import Pad

# scale -> what NumPy calls it: its names say which direction is the divided one
_FORWARD = {"none": "backward", "root": "ortho", "n": "forward"}
_INVERSE = {"none": "forward", "root": "ortho", "n": "backward"}


def scale_of(norm, forward):
    """The scale that the argument ``norm`` asks for. Raises RuntimeError for an unknown one."""
    if norm is None or norm == "backward":
        return "none" if forward else "n"
    if norm == "ortho":
        return "root"
    if norm == "forward":
        return "n" if forward else "none"
    raise RuntimeError(f'Invalid normalization mode: "{norm}"; write "forward", "backward" or "ortho"')


def promoted(input, to_complex):
    """``input`` in a dtype that has a transform: integers become the default one. Raises RuntimeError for 16-bit
    floats."""
    dtype = input._dtype
    if dtype.category < 2:
        dtype = dtypes.get_default_dtype()
    if dtype.is_reduced:
        raise RuntimeError(
            f"Unsupported dtype {dtype.cpp}: transforms compute in float32 and float64; convert with .float() first"
        )
    if to_complex:
        dtype = dtype.to_complex()
    return input if dtype is input._dtype else input.to(dtype)


def resized(input, dims, sizes):
    """``input`` with ``sizes`` at ``dims``: cut off at the end, or filled with zeros. A size of -1 leaves a dimension
    as it is.

    Raises RuntimeError for sizes below 1.
    """
    amounts = [(0, 0)] * input.ndim
    for d, n in zip(dims, sizes, strict=True):
        if n == -1:
            continue
        if n < 1:
            raise RuntimeError(f"Invalid number of data points ({n}) specified")
        if n < input.shape[d]:
            input = input.narrow(d, 0, n)
        amounts[d] = (0, n - input.shape[d])
    return apply(Pad.of(tuple(amounts)), input, 0) if any(b for _, b in amounts) else input


def _arranged(x, inner):
    """``x`` with the dimensions ``inner`` last, the others before them by falling strides; and the order of dimensions
    that makes it. The result of a transform is laid out like this, as PyTorch's are."""
    outer = sorted((d for d in range(x.ndim) if d not in inner), key=lambda d: -x.strides[d])
    order = (*outer, *inner)
    return x.transpose(order), order


def _by_strides(x, dims):
    return tuple(sorted(dims, key=lambda d: -x.strides[d]))


def _restored(y, order, dtype):
    back = [0] * len(order)
    for i, d in enumerate(order):
        back[d] = i
    return np.ascontiguousarray(y, dtype).reshape(y.shape).transpose(back)


def _complex_transform(x, axes, scale, forward):
    """``x`` transformed over ``axes``, nothing for none. NumPy refuses arrays without elements."""
    if not x.size or not axes:
        return x.copy()
    if forward:
        return np.fft.fftn(x, axes=axes, norm=_FORWARD[scale])
    return np.fft.ifftn(x, axes=axes, norm=_INVERSE[scale])


class C2C(Op):
    """Complex to complex, over ``dims``."""

    __slots__ = ("dims", "scale", "forwards")
    name = "FftC2C"
    saves = ((),)

    def infer(self, x):
        return x

    @quiet
    def forward(self, xp, x):
        z, order = _arranged(x, _by_strides(x, self.dims))
        axes = tuple(range(x.ndim - len(self.dims), x.ndim))
        return _restored(_complex_transform(z, axes, self.scale, self.forwards), order, x.dtype)

    def vjp(self, need, grads, saved, specs):
        return (apply(C2C.of(self.dims, self.scale, not self.forwards), grads[0]),)


class R2C(Op):
    """Real to complex, forwards over ``dims``. ``onesided``: of the last one, of size n, only the first n // 2 + 1
    elements; the others are the conjugates of those."""

    __slots__ = ("dims", "scale", "onesided")
    name = "FftR2C"
    saves = ((),)

    def infer(self, x):
        shape = list(x.shape)
        if self.onesided:
            shape[self.dims[-1]] = shape[self.dims[-1]] // 2 + 1
        return x.like(shape, x.dtype.to_complex())

    @quiet
    def forward(self, xp, x):
        *others, last = self.dims
        z, order = _arranged(x, (*_by_strides(x, others), last))
        axes = tuple(range(x.ndim - len(self.dims), x.ndim))
        dtype = np.result_type(x.dtype, np.complex64)
        if not x.size:
            n = x.shape[last] // 2 + 1 if self.onesided else x.shape[last]
            return _restored(xp.zeros((*z.shape[:-1], n), dtype), order, dtype)
        transform = np.fft.rfftn if self.onesided else np.fft.fftn
        return _restored(transform(z, axes=axes, norm=_FORWARD[self.scale]), order, dtype)

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        if self.onesided:
            g = resized(g, self.dims[-1:], (specs[0].shape[self.dims[-1]],))
        return (real(apply(C2C.of(self.dims, self.scale, False), g)),)


class C2R(Op):
    """Complex to real, backwards over ``dims``: of the last one, which gets the size ``n``, x has the first n // 2 + 1
    elements."""

    __slots__ = ("dims", "scale", "n")
    name = "FftC2R"
    saves = ((),)

    def infer(self, x):
        shape = list(x.shape)
        shape[self.dims[-1]] = self.n
        return x.like(shape, x.dtype.to_real())

    @quiet
    def forward(self, xp, x):
        *others, last = self.dims
        dtype = x.real.dtype
        z, order = _arranged(x, (*_by_strides(x, others), last))
        if not x.size:
            return _restored(xp.zeros((*z.shape[:-1], self.n), dtype), order, dtype)
        axes = tuple(range(x.ndim - len(self.dims), x.ndim))
        z = _complex_transform(z, axes[:-1], self.scale, False)
        return _restored(np.fft.irfft(z, self.n, norm=_INVERSE[self.scale]), order, dtype)

    def vjp(self, need, grads, saved, specs):
        y = apply(R2C.of(self.dims, self.scale, True), grads[0])
        # every element but the first, and the middle one of an even number, stands for its conjugate too
        d, twice = self.dims[-1], self.n - y.shape[self.dims[-1]]
        if not twice:
            return (y,)
        again = [(0, 0)] * y.ndim
        again[d] = (1, y.shape[d] - 1 - twice)
        return (y + apply(Pad.of(tuple(again)), y.narrow(d, 1, twice), 0),)
