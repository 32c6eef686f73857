"""Complex numbers: their parts, conjugates, and how they are put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._base import dtypes
from ..._core import Spec, apply, apply_to, broadcast
from ..._face.autocast import WIDE
from ..._face.public import method, public
from ..common.pointwise import Ruled
from .abs_sign_round import conj_physical
from .exp_log_sin import cos, sin

if TYPE_CHECKING:
    from ..._face.types import Tensor


class Real(Ruled):
    """The real parts, in place."""

    node_name, part = "SelectBackward0", "real"
    view = True
    rules = (lambda g: g.to(g._dtype.to_complex()),)

    def infer(self, x):
        return x.like(dtype=x.dtype.to_real())

    def forward(self, xp, x, out=None):
        if x.dtype == xp.uint32:  # complex32: the bits of two float16
            return x[..., None].view(xp.float16)[..., int(self.part == "imag")]
        return getattr(x, self.part)


class Imag(Real):
    """The imaginary parts, in place."""

    part = "imag"
    rules = (lambda g: g * 1j,)


class ViewAsReal(Ruled):
    """Each complex number as a pair of real ones, in a new last dimension."""

    view = True
    rules = (lambda g: apply(VIEW_AS_COMPLEX, g.contiguous()),)

    def infer(self, x):
        if x.dtype.category != 3:
            raise RuntimeError(f"view_as_real is only supported for complex tensors, got {x.dtype}")
        return Spec((*x.shape, 2), x.dtype.to_real(), x.device)

    def forward(self, xp, x, out=None):
        return x[..., None].view(xp.float16 if x.dtype == xp.uint32 else x.real.dtype)


class ViewAsComplex(Ruled):
    """Pairs of real numbers (the last dimension, of size 2) as complex numbers."""

    view = True
    rules = (lambda g: apply(VIEW_AS_REAL, g),)

    def infer(self, x):
        if x.dtype.name not in ("float16", "float32", "float64"):
            raise RuntimeError(
                "view_as_complex is only supported for half, float and double tensors, but got a tensor of "
                f"{x.dtype.cpp}"
            )
        if not x.shape or x.shape[-1] != 2:
            raise RuntimeError(f"Tensor must have a last dimension of size 2, got shape {list(x.shape)}")
        return Spec(x.shape[:-1], _whole(x.dtype), x.device)

    def forward(self, xp, x, out=None):
        if x.strides[-1] != x.itemsize:
            raise RuntimeError("Tensor must have a last dimension with stride 1: write x.contiguous() first")
        whole = {"f2": xp.uint32, "f4": xp.complex64, "f8": xp.complex128}[x.dtype.str[1:]]
        return x.view(whole)[..., 0]


class Complex(Ruled):
    """Complex numbers from their parts."""

    exact_out = True
    rules = (lambda g: apply(REAL, g), lambda g: apply(IMAG, g))

    def infer(self, x, y):
        if x.dtype is not y.dtype:
            raise RuntimeError(
                f"Expected object of scalar type {x.dtype.cpp} but got scalar type {y.dtype.cpp} for second argument"
            )
        if x.dtype.name not in ("float16", "float32", "float64"):
            raise RuntimeError(
                f"Expected both inputs to be Half, Float or Double tensors but got {x.dtype.cpp} and {y.dtype.cpp}"
            )
        return Spec(broadcast(x.shape, y.shape), _whole(x.dtype), x.device)

    def forward(self, xp, x, y):
        z = xp.empty(broadcast(x.shape, y.shape), xp.complex128 if x.dtype == xp.float64 else xp.complex64)
        z.real, z.imag = x, y
        return z


def _whole(dtype):
    """The complex dtype whose parts have this one, for float16 too."""
    return dtypes.complex32 if dtype is dtypes.float16 else dtype.to_complex()


REAL, IMAG, COMPLEX = Real.of(), Imag.of(), Complex.of()
VIEW_AS_REAL, VIEW_AS_COMPLEX = ViewAsReal.of(), ViewAsComplex.of()


@public("torch")
def real(input: Tensor) -> Tensor:
    """The real parts, a view of the same memory; real tensors are returned as they are.

    >>> real(torch.tensor([1 + 2j]))
    tensor([1.])
    """
    return apply(REAL, input) if input._dtype.is_complex else input


@public("torch")
def imag(input: Tensor) -> Tensor:
    """The imaginary parts, a view of the same memory. Raises RuntimeError for real tensors.

    >>> imag(torch.tensor([1 + 2j]))
    tensor([2.])
    """
    if not input._dtype.is_complex:
        raise RuntimeError(f"imag is not implemented for tensors with non-complex dtypes, got {input._dtype}")
    return apply(IMAG, input)


@public()
def conj(input: Tensor) -> Tensor:
    """The complex conjugate; real tensors are returned as they are.

    >>> conj(torch.tensor([1 + 2j]))
    tensor([1.-2.j])
    """
    return conj_physical(input) if input._dtype.is_complex else input


@public()
def resolve_conj(input: Tensor) -> Tensor:
    """The tensor itself: conjugates are always computed here.

    >>> resolve_conj(torch.tensor([1j]))
    tensor([0.+1.j])
    """
    return input


@public()
def is_conj(input: Tensor) -> bool:
    """Whether the tensor is a conjugate yet to be computed: False, see ``resolve_conj``.

    >>> is_conj(torch.tensor([1j]))
    False
    """
    return False


@public("torch")
def view_as_real(input: Tensor) -> Tensor:
    """Complex numbers as pairs of real ones: a view with a new last dimension of size 2.

    >>> view_as_real(torch.tensor([1 + 2j]))
    tensor([[1., 2.]])
    """
    return apply(VIEW_AS_REAL, input)


@public("torch", autocast=WIDE)
def view_as_complex(input: Tensor) -> Tensor:
    """Pairs of real numbers (a last dimension of size 2) as complex ones: a view.

    >>> view_as_complex(torch.tensor([[1., 2.]]))
    tensor([1.+2.j])
    """
    return apply(VIEW_AS_COMPLEX, input)


@public("torch")
def complex(real: Tensor, imag: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Complex numbers from their real and imaginary parts (float32 or float64, both the same).

    >>> complex(torch.tensor([1.]), torch.tensor([2.]))
    tensor([1.+2.j])
    """
    return apply_to(out, COMPLEX, real, imag)


@public("torch", autocast=WIDE)
def polar(abs: Tensor, angle: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Complex numbers from their sizes and angles (radians).

    >>> polar(torch.tensor([1.]), torch.tensor([0.]))
    tensor([1.+0.j])
    """
    return complex(abs * cos(angle), abs * sin(angle), out=out)


@public()
def is_neg(input: Tensor) -> bool:
    """Whether a sign has yet to be applied: False, see ``resolve_neg``.

    >>> torch.is_neg(torch.tensor([1.0]))
    False
    """
    return False


@public()
def resolve_neg(input: Tensor) -> Tensor:
    """The tensor itself: signs are always applied here.

    >>> torch.resolve_neg(torch.tensor([1.0]))
    tensor([1.])
    """
    return input


def _write(part):
    def put(self, value):
        part(self).copy_(value)

    return put


method(
    real=property(real, _write(real), doc="The real parts, a view."),
    imag=property(imag, _write(imag), doc="The imaginary parts, a view."),
)
