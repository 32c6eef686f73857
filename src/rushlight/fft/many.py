"""Transforms over several dimensions: the functions with 2 over the last two unless told otherwise, those with n over
all.

All take ``s``, the sizes that the dimensions are cut off or filled with zeros to first (-1: as it is; in the
complex-to-real ones the last one is the size of the result), ``dim``, and ``norm`` as in one dimension, where n is the
product of all sizes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import apply
from .._face.autocast import WIDE
from .._face.public import public
from .._ops.elementwise.abs_sign_round import conj_physical
from .._ops.signal.fourier import C2C, C2R, R2C, promoted, resized, scale_of
from .checks import check, delivered, sizes_and_dims

if TYPE_CHECKING:
    from .._face.types import Ints, Tensor


def _need_dims(function, dims):
    if not dims:
        raise RuntimeError(f"{function} must transform at least one axis")


def _need_pair(function, dim):
    if dim is None:
        raise TypeError(f"fft_{function}(): argument 'dim' must be tuple of ints, not NoneType")


def _to_complex(function, input, s, dim, norm, out, forward):
    check(function, norm, out)
    sizes, dims = sizes_and_dims(function, input, s, dim)
    x = resized(promoted(input, True), dims, sizes)
    return delivered(function, apply(C2C.of(dims, scale_of(norm, forward), forward), x), out)


def _half(function, input, s, dim, norm, out):
    check(function, norm, out)
    if input.is_complex():
        raise RuntimeError(
            f"{function} expects a real-valued input tensor, but got {input._dtype.cpp}; write x.real, or "
            "torch.fft.fftn"
        )
    sizes, dims = sizes_and_dims(function, input, s, dim)
    _need_dims(function, dims)
    x = resized(promoted(input, False), dims, sizes)
    return delivered(function, apply(R2C.of(dims, scale_of(norm, True), True), x), out)


def _inverse_half(function, input, s, dim, norm, out):
    check(function, norm, out)
    if not (input._dtype.is_floating_point or input._dtype.category < 2):
        raise RuntimeError(
            f"Only supports floating-point dtypes, but found: {input._dtype.cpp}; write x.real, or torch.fft.ifftn"
        )
    sizes, dims = sizes_and_dims(function, input, s, dim)
    _need_dims(function, dims)
    scale = scale_of(norm, False)
    x = apply(R2C.of(dims[-1:], scale, True), resized(promoted(input, False), dims, sizes))
    if len(dims) == 1:
        return delivered(function, x.conj(), out)
    return delivered(function, apply(C2C.of(dims[:-1], scale, False), conj_physical(x)), out)


def _to_real(function, input, s, dim, norm, out, forward):
    check(function, norm, out, real_out=True)
    sizes, dims = sizes_and_dims(function, input, s, dim)
    _need_dims(function, dims)
    last = dims[-1]
    n = sizes[-1] if sizes[-1] != -1 else 2 * (input.shape[last] - 1)
    if n < 1:
        raise RuntimeError(f"Invalid number of data points ({n}) specified")
    half = -1 if sizes[-1] == -1 else n // 2 + 1
    x = resized(promoted(input, True), dims, (*sizes[:-1], half))
    scale = scale_of(norm, forward)
    if forward:
        x = apply(C2C.of(dims[:-1], scale, True), x) if dims[:-1] else x
        return delivered(function, apply(C2R.of((last,), scale, n), x.conj()), out)
    return delivered(function, apply(C2R.of(dims, scale, n), x), out)


@public("fft", autocast=WIDE)
def fftn(
    input: Tensor, s: Ints | None = None, dim: Ints | None = None, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The discrete Fourier transform over the dimensions ``dim``. Shapes: (*) to complex (*), with the sizes ``s`` at
    ``dim``.

    Raises RuntimeError for sizes below 1, dims that come twice, 16-bit floats.

    >>> torch.fft.fftn(torch.tensor([[1.0, 2.0], [3.0, 4.0]])).real
    tensor([[10., -2.],
            [-4.,  0.]])
    """
    return _to_complex("fftn", input, s, dim, norm, out, True)


@public("fft", autocast=WIDE)
def ifftn(
    input: Tensor, s: Ints | None = None, dim: Ints | None = None, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The inverse of ``fftn``. Shapes: (*) to complex (*), with the sizes ``s`` at ``dim``.

    >>> torch.fft.ifftn(torch.tensor([[10.0, -2.0], [-4.0, 0.0]])).real
    tensor([[1., 2.],
            [3., 4.]])
    """
    return _to_complex("ifftn", input, s, dim, norm, out, False)


@public("fft", autocast=WIDE)
def rfftn(
    input: Tensor, s: Ints | None = None, dim: Ints | None = None, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """``fftn`` of real numbers without the second half of the last of ``dim``: n becomes n // 2 + 1 there, and complex.

    Raises RuntimeError for complex input, and without a dimension.

    >>> torch.fft.rfftn(torch.ones(2, 4)).shape
    torch.Size([2, 3])
    """
    return _half("rfftn", input, s, dim, norm, out)


@public("fft", autocast=WIDE)
def irfftn(
    input: Tensor, s: Ints | None = None, dim: Ints | None = None, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The inverse of ``rfftn``, real: the last of ``dim``, of size m, becomes s[-1], or 2 (m - 1) unless given.

    >>> torch.fft.irfftn(torch.fft.rfftn(torch.ones(2, 3)), s=(2, 3))
    tensor([[1., 1., 1.],
            [1., 1., 1.]])
    """
    return _to_real("irfftn", input, s, dim, norm, out, False)


@public("fft")
def hfftn(
    input: Tensor, s: Ints | None = None, dim: Ints | None = None, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The real transform of a signal with Hermitian symmetry, of which ``input`` leaves out the second half of the last
    of ``dim``: of size m, it becomes s[-1], or 2 (m - 1) unless given.

    >>> torch.fft.hfftn(torch.ones(2, 3)).shape
    torch.Size([2, 4])
    """
    return _to_real("hfftn", input, s, dim, norm, out, True)


@public("fft")
def ihfftn(
    input: Tensor, s: Ints | None = None, dim: Ints | None = None, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The inverse of ``hfftn``: real to complex; the last of ``dim``, of size n, becomes n // 2 + 1.

    >>> torch.fft.ihfftn(torch.ones(2, 4)).shape
    torch.Size([2, 3])
    """
    return _inverse_half("ihfftn", input, s, dim, norm, out)


@public("fft", autocast=WIDE)
def fft2(
    input: Tensor, s: Ints | None = None, dim: Ints = (-2, -1), norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """``fftn`` over two dimensions, the last two unless told otherwise.

    >>> torch.fft.fft2(torch.ones(3, 2, 2)).shape
    torch.Size([3, 2, 2])
    """
    _need_pair("fft2", dim)
    return fftn(input, s, dim, norm, out=out)


@public("fft", autocast=WIDE)
def ifft2(
    input: Tensor, s: Ints | None = None, dim: Ints = (-2, -1), norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """``ifftn`` over two dimensions, the last two unless told otherwise.

    >>> torch.fft.ifft2(torch.ones(3, 2, 2)).shape
    torch.Size([3, 2, 2])
    """
    _need_pair("ifft2", dim)
    return ifftn(input, s, dim, norm, out=out)


@public("fft", autocast=WIDE)
def rfft2(
    input: Tensor, s: Ints | None = None, dim: Ints = (-2, -1), norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """``rfftn`` over two dimensions, the last two unless told otherwise.

    >>> torch.fft.rfft2(torch.ones(3, 2, 4)).shape
    torch.Size([3, 2, 3])
    """
    _need_pair("rfft2", dim)
    return rfftn(input, s, dim, norm, out=out)


@public("fft", autocast=WIDE)
def irfft2(
    input: Tensor, s: Ints | None = None, dim: Ints = (-2, -1), norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """``irfftn`` over two dimensions, the last two unless told otherwise.

    >>> torch.fft.irfft2(torch.ones(3, 2, 3)).shape
    torch.Size([3, 2, 4])
    """
    _need_pair("irfft2", dim)
    return irfftn(input, s, dim, norm, out=out)


@public("fft")
def hfft2(
    input: Tensor, s: Ints | None = None, dim: Ints = (-2, -1), norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """``hfftn`` over two dimensions, the last two unless told otherwise.

    >>> torch.fft.hfft2(torch.ones(3, 2, 3)).shape
    torch.Size([3, 2, 4])
    """
    _need_pair("hfft2", dim)
    return hfftn(input, s, dim, norm, out=out)


@public("fft")
def ihfft2(
    input: Tensor, s: Ints | None = None, dim: Ints = (-2, -1), norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """``ihfftn`` over two dimensions, the last two unless told otherwise.

    >>> torch.fft.ihfft2(torch.ones(3, 2, 4)).shape
    torch.Size([3, 2, 3])
    """
    _need_pair("ihfft2", dim)
    return ihfftn(input, s, dim, norm, out=out)
