"""Products added to a tensor: beta * input + alpha * product, as one operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._base import dtypes
from ..._base.errors import one_dtype
from ..._core import IN_PLACE, Op, Spec, Value, apply, apply_to, broadcast, result_type
from ..._face.autocast import LOWER
from ..._face.public import public
from ..common.arguments import check_fits
from .linear import PRODUCT
from .matmul import BMM, MV

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor


class Added(Op):
    """beta * input + alpha * product(a, b). Operands input, a, b, beta, alpha. Subclasses say which product."""

    exact_out = True
    saves = ((), (2,), (1,))
    operands = ("self", "mat1", "mat2", "beta", "alpha")
    function = ""
    dims = (2, 2)  # of a and b

    def infer(self, x, a, b, beta, alpha):
        if (a.ndim, b.ndim) != self.dims:
            raise RuntimeError(
                f"{self.function}: expected a {self.dims[0]}-D and a {self.dims[1]}-D tensor, but got {a.ndim}-D and "
                f"{b.ndim}-D (shapes {a.shape} and {b.shape})"
            )
        result = self.product(a, b)
        if x.dtype is not result.dtype:
            raise RuntimeError(
                f"self and mat2 must have the same dtype, but got {x.dtype.cpp} and {b.dtype.cpp}; "
                f"{one_dtype(x.dtype.cpp, b.dtype.cpp)}"
            )
        try:
            fits = broadcast(x.shape, result.shape) == result.shape
        except RuntimeError:
            fits = False
        if not fits:
            raise RuntimeError(
                f"The expanded size of the tensor {list(result.shape)} must match the existing size {list(x.shape)}: "
                f"{self.function}'s input does not broadcast to the product of shapes {a.shape} and {b.shape}"
            )
        return result

    def number(self, value):
        """beta or alpha in the arithmetic of integers."""
        check_fits(value, dtypes.int64)
        return int(value)

    def product(self, a: Spec, b: Spec) -> Spec:
        """The product's Spec."""
        return PRODUCT.infer(a, b)

    def multiply(self, xp, a, b):
        """The product, a new array."""
        return xp.matmul2d(a, b)

    def forward(self, xp, x, a, b, beta, alpha):
        y = self.multiply(xp, a, b)
        if y.dtype.kind in "iub":
            beta, alpha = self.number(beta), self.number(alpha)
        if y.dtype.kind == "b":  # counted as numbers, then asked whether any is not 0
            return (y * alpha + x * beta).astype(bool)
        if alpha != 1:
            y *= alpha
        if beta != 0:
            y += x if beta == 1 else x * beta
        return y

    def factors(self, need, g, a, b, specs):
        """The gradients of a and b from that of the product."""
        return PRODUCT.vjp(need, (g,), [a, b], specs)

    def vjp(self, need, grads, saved, specs):
        g, beta, alpha = grads[0], saved[3], saved[4]
        gx = (g if beta == 1 else g * beta) if need[0] else None
        ga = gb = None
        if need[1] or need[2]:
            ga, gb = self.factors(need[1:3], g if alpha == 1 else g * alpha, saved[1], saved[2], specs[1:3])
        return gx, ga, gb, None, None


class Addmm(Added):
    """Two matrices."""

    function = "addmm"


class Addmv(Added):
    """A matrix and a vector."""

    function, dims = "addmv", (2, 1)

    def product(self, a, b):
        return MV.infer(a, b)

    def multiply(self, xp, a, b):
        return xp.matmul2d(a, b[:, None])[:, 0]

    def factors(self, need, g, a, b, specs):
        return MV.vjp(need, (g,), [a, b], specs)


class Addr(Added):
    """Two vectors: all products of their elements."""

    exact_out = False
    function, dims = "addr", (1, 1)

    def product(self, a, b):
        if a.dtype is not b.dtype:
            raise RuntimeError(f"addr: expected vectors of the same dtype, but got {a.dtype.cpp} and {b.dtype.cpp}")
        return a.like((*a.shape, *b.shape))

    def multiply(self, xp, a, b):
        return a[:, None] * b

    def number(self, value):
        if isinstance(value, float):
            raise RuntimeError(
                "For integral input tensors, argument beta or alpha must not be a floating point number."
            )
        return value

    def factors(self, need, g, a, b, specs):
        return (apply(MV, g, b.conj()) if need[0] else None, apply(MV, g.t(), a.conj()) if need[1] else None)


class Baddbmm(Added):
    """Two batches of matrices."""

    function, dims = "baddbmm", (3, 3)

    def product(self, a, b):
        return BMM.infer(a, b)

    def multiply(self, xp, a, b):
        return xp.bmm(a, b)

    def factors(self, need, g, a, b, specs):
        return BMM.vjp(need, (g,), [a, b], specs)


class Addbmm(Baddbmm):
    """Two batches of matrices, whose products are summed."""

    function = "addbmm"

    def product(self, a, b):
        s = BMM.infer(a, b)
        return s.like(s.shape[1:])

    def multiply(self, xp, a, b):
        return xp.bmm(a, b).sum(0)

    def factors(self, need, g, a, b, specs):
        return super().factors(need, g.expand((specs[0].shape[0], *g.shape)), a, b, specs)


ADDMM, ADDMV, ADDR, BADDBMM, ADDBMM = Addmm.of(), Addmv.of(), Addr.of(), Baddbmm.of(), Addbmm.of()


def _number(value):
    return value.item() if isinstance(value, Value) else value


def _added(op, out, *operands):
    *tensors, beta, alpha = operands
    return apply_to(out, op, *tensors, _number(beta), _number(alpha))


@public(autocast=LOWER, older="beta input alpha mat1 mat2 | beta input mat1 mat2")
def addmm(
    input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1, out: Tensor | None = None
) -> Tensor:
    """beta * input + alpha * (mat1 @ mat2); input broadcasts to the product's shape.

    input: broadcasts to (n, m); mat1: (n, k); mat2: (k, m). With beta 0, input is not looked at.
    Raises RuntimeError for sizes or dtypes that don't fit.

    >>> torch.addmm(torch.ones(4), torch.ones(2, 3), torch.ones(3, 4))
    tensor([[4., 4., 4., 4.],
            [4., 4., 4., 4.]])
    """
    return _added(ADDMM, out, input, mat1, mat2, beta, alpha)


@public(inplace=True, older="beta input alpha mat vec | beta input mat vec")
def addmv(
    input: Tensor, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1, out: Tensor | None = None
) -> Tensor:
    """beta * input + alpha * (mat @ vec), with mat (n, k), vec (k,).

    >>> torch.addmv(torch.ones(2), torch.ones(2, 3), torch.ones(3), alpha=2)
    tensor([7., 7.])
    """
    return _added(ADDMV, out, input, mat, vec, beta, alpha)


@public(inplace="Tensor", older="beta input alpha vec1 vec2 | beta input vec1 vec2")
def addr(
    input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: Number = 1, alpha: Number = 1, out: Tensor | None = None
) -> Tensor:
    """beta * input + alpha * outer(vec1, vec2). The dtypes promote.

    >>> torch.addr(torch.zeros(1, 2), torch.ones(1), torch.tensor([2.0, 3.0]))
    tensor([[2., 3.]])
    """
    if out is not IN_PLACE and not input._dtype is vec1._dtype is vec2._dtype:
        common = result_type(*(Spec(v._array.shape, v._dtype) for v in (input, vec1, vec2)))
        input, vec1, vec2 = input.to(common), vec1.to(common), vec2.to(common)
    return _added(ADDR, out, input, vec1, vec2, beta, alpha)


@public(autocast=LOWER, older="beta input alpha batch1 batch2 | beta input batch1 batch2")
def baddbmm(
    input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1, out: Tensor | None = None
) -> Tensor:
    """beta * input + alpha * bmm(batch1, batch2), with batch1 (b, n, k), batch2 (b, k, m).

    >>> torch.baddbmm(torch.ones(1, 1, 1), torch.ones(1, 1, 3), torch.ones(1, 3, 1))
    tensor([[[4.]]])
    """
    return _added(BADDBMM, out, input, batch1, batch2, beta, alpha)


@public(autocast=LOWER, older="beta input alpha batch1 batch2 | beta input batch1 batch2")
def addbmm(
    input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1, out: Tensor | None = None
) -> Tensor:
    """beta * input + alpha * the sum of bmm(batch1, batch2) over the batch.

    >>> torch.addbmm(torch.ones(1, 1), torch.ones(2, 1, 3), torch.ones(2, 3, 1))
    tensor([[7.]])
    """
    return _added(ADDBMM, out, input, batch1, batch2, beta, alpha)


# In place: not among what autocast casts -----------------------------------------------------------------------------


@public("Tensor", older="beta input alpha mat1 mat2 | beta input mat1 mat2")
def addmm_(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """``addmm``, written into the tensor itself. Returns the tensor."""
    return addmm(input, mat1, mat2, beta=beta, alpha=alpha, out=IN_PLACE)


@public("Tensor", older="beta input alpha batch1 batch2 | beta input batch1 batch2")
def baddbmm_(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """``baddbmm``, written into the tensor itself. Returns the tensor."""
    return baddbmm(input, batch1, batch2, beta=beta, alpha=alpha, out=IN_PLACE)


@public("Tensor", older="beta input alpha batch1 batch2 | beta input batch1 batch2")
def addbmm_(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """``addbmm``, written into the tensor itself. Returns the tensor."""
    return addbmm(input, batch1, batch2, beta=beta, alpha=alpha, out=IN_PLACE)
