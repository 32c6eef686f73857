"""Transforms over one dimension.

All take ``n``, the size that the dimension is cut off or filled with zeros to first (of the complex-to-real ones: the
size of the result), ``dim``, and ``norm``: "backward" (the default) divides the inverse transforms by n, "forward" the
others, "ortho" all by the root of n. Integers become the default dtype.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import apply
from .._face.autocast import WIDE
from .._face.public import public
from .._ops.common.dims import normal_dim
from .._ops.signal.fourier import C2C, C2R, R2C, promoted, resized, scale_of
from .checks import check, delivered, whole

if TYPE_CHECKING:
    from .._face.types import Tensor


def _checked(function, input, n, dim, norm, out, real_out=False):
    check(function, norm, out, real_out)
    dim = whole(function, "dim", dim)
    if not input.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return (None if n is None else whole(function, "n", n)), normal_dim(dim, input.ndim)


def _fitted(input, n, dim):
    size = input.shape[dim] if n is None else n
    if size < 1:
        raise RuntimeError(f"Invalid number of data points ({size}) specified")
    return input if n is None else resized(input, (dim,), (n,))


def _to_complex(function, input, n, dim, norm, out, forward):
    n, dim = _checked(function, input, n, dim, norm, out)
    x = _fitted(promoted(input, False), n, dim)
    scale = scale_of(norm, forward)
    if x.is_complex():
        result = apply(C2C.of((dim,), scale, forward), x)
    else:
        result = apply(R2C.of((dim,), scale, False), x)
        result = result if forward else result.conj()
    return delivered(function, result, out)


def _half(function, input, n, dim, norm, out, forward):
    n, dim = _checked(function, input, n, dim, norm, out)
    if input.is_complex():
        raise RuntimeError(
            f"{function} expects a real input tensor, but got {input._dtype.cpp}; write x.real, or "
            f"torch.fft.{'fft' if forward else 'ifft'}"
        )
    result = apply(R2C.of((dim,), scale_of(norm, forward), True), _fitted(promoted(input, False), n, dim))
    return delivered(function, result if forward else result.conj(), out)


def _to_real(function, input, n, dim, norm, out, forward):
    n, dim = _checked(function, input, n, dim, norm, out, real_out=True)
    x = promoted(input, True)
    size = 2 * (x.shape[dim] - 1) if n is None else n
    if size < 1:
        raise RuntimeError(f"Invalid number of data points ({size}) specified")
    if n is not None:
        x = resized(x, (dim,), (n // 2 + 1,))
    x = x.conj() if forward else x
    return delivered(function, apply(C2R.of((dim,), scale_of(norm, forward), size), x), out)


@public("fft", autocast=WIDE)
def fft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The discrete Fourier transform: sums of x[j] exp(-2 pi i j k / n) over ``dim``.

    Shapes: (*, m, *) to complex (*, n, *). Raises RuntimeError for n < 1 and for 16-bit floats.

    >>> torch.fft.fft(torch.tensor([1.0, 2.0, 3.0, 4.0]))
    tensor([10.+0.j, -2.+2.j, -2.+0.j, -2.-2.j])
    """
    return _to_complex("fft", input, n, dim, norm, out, True)


@public("fft", autocast=WIDE)
def ifft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The inverse of ``fft``: means of x[k] exp(2 pi i j k / n) over ``dim``. Shapes: (*, m, *) to complex (*, n, *).

    >>> torch.fft.ifft(torch.tensor([10.0, -2 + 2j, -2, -2 - 2j])).real
    tensor([1., 2., 3., 4.])
    """
    return _to_complex("ifft", input, n, dim, norm, out, False)


@public("fft", autocast=WIDE)
def rfft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """``fft`` of real numbers without the second half, which is the first one's conjugate: (*, m, *) to complex (*, n
    // 2 + 1, *).

    Raises RuntimeError for complex input.

    >>> torch.fft.rfft(torch.tensor([1.0, 2.0, 3.0, 4.0]))
    tensor([10.+0.j, -2.+2.j, -2.+0.j])
    """
    return _half("rfft", input, n, dim, norm, out, True)


@public("fft", autocast=WIDE)
def irfft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The inverse of ``rfft``: (*, m, *) to real (*, n, *), n = 2 (m - 1) unless given: give it where the size was odd.

    >>> torch.fft.irfft(torch.fft.rfft(torch.tensor([1.0, 2.0, 3.0])), n=3)
    tensor([1., 2., 3.])
    """
    return _to_real("irfft", input, n, dim, norm, out, False)


@public("fft", autocast=WIDE)
def hfft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The real transform of a signal whose second half is the first one's conjugate, which ``input`` leaves out: (*, m,
    *) to real (*, n, *), n = 2 (m - 1) unless given.

    >>> torch.fft.hfft(torch.tensor([1.0, 2.0, 3.0]))
    tensor([ 8., -2.,  0., -2.])
    """
    return _to_real("hfft", input, n, dim, norm, out, True)


@public("fft", autocast=WIDE)
def ihfft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The inverse of ``hfft``: real (*, m, *) to complex (*, n // 2 + 1, *). Raises RuntimeError for complex input.

    >>> torch.fft.ihfft(torch.tensor([8.0, -2.0, 0.0, -2.0])).real
    tensor([1., 2., 3.])
    """
    return _half("ihfft", input, n, dim, norm, out, False)
