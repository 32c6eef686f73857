"""Complex numbers: their parts, conjugates, and how they are put together."""

from __future__ import annotations

from ..._core import Op, Spec, apply, broadcast
from ..common.arguments import check_tensor
from ..common.out import stored
from .abs_sign_round import conj_physical
from .exp_log_sin import cos, sin

__all__ = [
    "ComplexMethods",
    "complex",
    "conj",
    "imag",
    "is_conj",
    "polar",
    "real",
    "resolve_conj",
    "view_as_complex",
    "view_as_real",
]


class Real(Op):
    """The real parts, in place."""

    node_name, part = "SelectBackward0", "real"
    view = True
    saves = ((),)

    def infer(self, x):
        return x.like(dtype=x.dtype.to_real())

    def forward(self, xp, x, out=None):
        return getattr(x, self.part)

    def vjp(self, need, grads, saved, specs):
        return (grads[0].to(specs[0].dtype),)


class Imag(Real):
    """The imaginary parts, in place."""

    part = "imag"

    def vjp(self, need, grads, saved, specs):
        return (grads[0] * 1j,)


class ViewAsReal(Op):
    """Each complex number as a pair of real ones, in a new last dimension."""

    view = True
    saves = ((),)

    def infer(self, x):
        if x.dtype.category != 3:
            raise RuntimeError(f"view_as_real is only supported for complex tensors, got {x.dtype}")
        return Spec((*x.shape, 2), x.dtype.to_real(), x.device)

    def forward(self, xp, x, out=None):
        return x[..., None].view(x.real.dtype)

    def vjp(self, need, grads, saved, specs):
        return (apply(VIEW_AS_COMPLEX, grads[0].contiguous()),)


class ViewAsComplex(Op):
    """Pairs of real numbers (the last dimension, of size 2) as complex numbers."""

    view = True
    saves = ((),)

    def infer(self, x):
        if x.dtype.name not in ("float32", "float64"):
            raise RuntimeError(
                "view_as_complex is only supported for half, float and double tensors, but got a tensor of "
                f"{x.dtype.cpp}"
            )
        if not x.shape or x.shape[-1] != 2:
            raise RuntimeError(f"Tensor must have a last dimension of size 2, got shape {list(x.shape)}")
        return Spec(x.shape[:-1], x.dtype.to_complex(), x.device)

    def forward(self, xp, x, out=None):
        if x.strides[-1] != x.itemsize:
            raise RuntimeError("Tensor must have a last dimension with stride 1: write x.contiguous() first")
        return x.view(xp.complex64 if x.dtype == xp.float32 else xp.complex128)[..., 0]

    def vjp(self, need, grads, saved, specs):
        return (apply(VIEW_AS_REAL, grads[0]),)


class Complex(Op):
    """Complex numbers from their parts."""

    saves = ((), ())

    def infer(self, x, y):
        if x.dtype is not y.dtype:
            raise RuntimeError(
                f"Expected object of scalar type {x.dtype.cpp} but got scalar type {y.dtype.cpp} for second argument"
            )
        if x.dtype.name not in ("float32", "float64"):
            raise RuntimeError(
                f"Expected both inputs to be Half, Float or Double tensors but got {x.dtype.cpp} and {y.dtype.cpp}"
            )
        return Spec(broadcast(x.shape, y.shape), x.dtype.to_complex(), x.device)

    def forward(self, xp, x, y):
        z = xp.empty(broadcast(x.shape, y.shape), xp.complex64 if x.dtype == xp.float32 else xp.complex128)
        z.real, z.imag = x, y
        return z

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        return apply(REAL, g) if need[0] else None, apply(IMAG, g) if need[1] else None


REAL, IMAG, COMPLEX = Real.of(), Imag.of(), Complex.of()
VIEW_AS_REAL, VIEW_AS_COMPLEX = ViewAsReal.of(), ViewAsComplex.of()


def real(input):
    """The real parts, a view of the same memory; real tensors are returned as they are.

    >>> real(torch.tensor([1 + 2j]))
    tensor([1.])
    """
    check_tensor(input, "real")
    return apply(REAL, input) if input._dtype.is_complex else input


def imag(input):
    """The imaginary parts, a view of the same memory. Raises RuntimeError for real tensors.

    >>> imag(torch.tensor([1 + 2j]))
    tensor([2.])
    """
    check_tensor(input, "imag")
    if not input._dtype.is_complex:
        raise RuntimeError(f"imag is not implemented for tensors with non-complex dtypes, got {input._dtype}")
    return apply(IMAG, input)


def conj(input):
    """The complex conjugate; real tensors are returned as they are.

    >>> conj(torch.tensor([1 + 2j]))
    tensor([1.-2.j])
    """
    check_tensor(input, "conj")
    return conj_physical(input) if input._dtype.is_complex else input


def resolve_conj(input):
    """The tensor itself: conjugates are always computed here.

    >>> resolve_conj(torch.tensor([1j]))
    tensor([0.+1.j])
    """
    return input


def is_conj(input):
    """Whether the tensor is a conjugate yet to be computed: False, see ``resolve_conj``.

    >>> is_conj(torch.tensor([1j]))
    False
    """
    return False


def view_as_real(input):
    """Complex numbers as pairs of real ones: a view with a new last dimension of size 2.

    >>> view_as_real(torch.tensor([1 + 2j]))
    tensor([[1., 2.]])
    """
    check_tensor(input, "view_as_real")
    return apply(VIEW_AS_REAL, input)


def view_as_complex(input):
    """Pairs of real numbers (a last dimension of size 2) as complex ones: a view.

    >>> view_as_complex(torch.tensor([[1., 2.]]))
    tensor([1.+2.j])
    """
    check_tensor(input, "view_as_complex")
    return apply(VIEW_AS_COMPLEX, input)


def complex(real, imag, *, out=None):
    """Complex numbers from their real and imaginary parts (float32 or float64, both the same).

    >>> complex(torch.tensor([1.]), torch.tensor([2.]))
    tensor([1.+2.j])
    """
    check_tensor(real, "complex", "real")
    check_tensor(imag, "complex", "imag", 2)
    result = apply(COMPLEX, real, imag)
    return result if out is None else stored("complex", out, result, exact=True)


def polar(abs, angle, *, out=None):
    """Complex numbers from their sizes and angles (radians).

    >>> polar(torch.tensor([1.]), torch.tensor([0.]))
    tensor([1.+0.j])
    """
    check_tensor(abs, "polar", "abs")
    check_tensor(angle, "polar", "angle", 2)
    return complex(abs * cos(angle), abs * sin(angle), out=out)


def _write(part):
    def put(self, value):
        part(self).copy_(value)

    return put


def is_neg(input):
    """Whether a sign has yet to be applied: False, see ``resolve_neg``.

    >>> torch.is_neg(torch.tensor([1.0]))
    False
    """
    return False


def resolve_neg(input):
    """The tensor itself: signs are always applied here.

    >>> torch.resolve_neg(torch.tensor([1.0]))
    tensor([1.])
    """
    return input


class ComplexMethods:
    """Methods of Tensor: complex numbers."""

    __slots__ = ()
    conj, resolve_conj, is_conj = conj, resolve_conj, is_conj
    real = property(real, _write(real), doc="The real parts, a view.")
    imag = property(imag, _write(imag), doc="The imaginary parts, a view.")

    is_neg, resolve_neg = is_neg, resolve_neg
