"""Affine maps: matrix products with the weight transposed, and their gradients."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from ..._base import dtypes
from ..._base.errors import one_dtype
from ..._core import Op, Spec, apply
from ..._face.autocast import LOWER
from ..._face.public import public
from ..common.kernels import bound, of_floats
from ..common.out import stored

if TYPE_CHECKING:
    from ..._face.types import Tensor


class Product(Op):
    """a @ b of two matrices, ``ta`` and ``tb`` telling which are transposed first. Its gradients are such products."""

    __slots__ = ("ta", "tb")
    exact_out = True
    name = "Mm"
    takes_out = True
    saves = ((1,), (0,))
    operands = ("self", "mat2")

    def compute_dtype(self, a, b):
        return a.dtype

    def infer(self, a, b):
        m, k = reversed(a.shape) if self.ta else a.shape
        k2, n = reversed(b.shape) if self.tb else b.shape
        if a.dtype is dtypes.bool_:
            raise NotImplementedError("\"addmm_impl_cpu_\" not implemented for 'Bool': convert with .float() or .int()")
        if a.dtype is not b.dtype:
            raise RuntimeError(
                f"mat1 and mat2 must have the same dtype, but got {a.dtype.cpp} and {b.dtype.cpp}; "
                f"{one_dtype(a.dtype.cpp, b.dtype.cpp)}"
            )
        if k != k2:
            raise RuntimeError(
                f"mat1 and mat2 shapes cannot be multiplied ({m}x{k} and {k2}x{n}): the inner sizes {k} and {k2} "
                "differ; reshape or transpose one"
            )
        return a.like((m, n))

    def kernel(self, a, b):
        return bound("product", (self.ta, self.tb), out=True) if of_floats(a, b) else None

    def forward(self, xp, a, b, out=None):
        return xp.matmul2d(a.T if self.ta else a, b.T if self.tb else b, out)

    def vjp(self, need, grads, saved, specs):
        g, (a, b) = grads[0], saved[:2]
        ga = gb = None
        if g._dtype.is_complex:
            a, b = None if a is None else a.conj(), None if b is None else b.conj()
        if need[0]:  # of a' = g b'^T, transposed back if a was
            ga = apply(Product.of(self.tb, True), b, g) if self.ta else apply(Product.of(False, not self.tb), g, b)
        if need[1]:  # of b' = a'^T g
            gb = apply(Product.of(True, self.ta), g, a) if self.tb else apply(Product.of(not self.ta, False), a, g)
        return ga, gb


class Addmm(Op):
    """x wᵀ + b; inputs b (n,), x (m, k), w (n, k): in the order of PyTorch's node."""

    takes_out = True
    saves = ((), (2,), (1,))
    operands = ("self", "mat1", "mat2")

    def compute_dtype(self, b, x, w):
        return x.dtype

    def infer(self, b, x, w):
        check(x, w, b)
        return x.like((x.shape[0], w.shape[0]))

    def kernel(self, b, x, w):
        return bound("linear", (), out=True) if of_floats(x, w, b) else None

    def forward(self, xp, b, x, w, out=None):
        return xp.linear(x, w, b, out)

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        return (
            apply(ROW_SUM, g) if need[0] else None,
            apply(PRODUCT, g, saved[2]) if need[1] else None,
            apply(PRODUCT_TN, g, saved[1]) if need[2] else None,
        )


class RowSum(Op):
    """The sum of the rows of a matrix: the gradient of a bias."""

    name = "Sum"
    saves = ((),)

    def infer(self, g):
        return g.like(g.shape[1:])

    def kernel(self, g):
        return bound("row_sum", ()) if of_floats(g) else None

    def forward(self, xp, g):
        return xp.row_sum(g)

    def vjp(self, need, grads, saved, specs):
        return (grads[0].expand(specs[0].shape),)


PRODUCT, PRODUCT_NT, PRODUCT_TN = Product.of(False, False), Product.of(False, True), Product.of(True, False)
ADDMM, ROW_SUM = Addmm.of(), RowSum.of()


def check(x: Spec, w: Spec, b: Spec | None = None):
    """Raise the errors for operands of an affine map that don't fit."""
    for i, (p, q) in enumerate(((x, w), (x, b))):
        if q is not None and p.dtype is not q.dtype:
            what = "mat2" if not i else "bias"
            raise RuntimeError(
                f"mat1 and {what} must have the same dtype, but got {p.dtype.cpp} and {q.dtype.cpp}; "
                f"{one_dtype(p.dtype.cpp, q.dtype.cpp)}"
            )
    if x.shape[-1] != w.shape[1]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({x.numel // (x.shape[-1] or 1)}x{x.shape[-1]} and "
            f"{w.shape[1]}x{w.shape[0]}): linear wants x (..., {w.shape[1]}) for a weight {w.shape}, got x {x.shape}; "
            "flatten or reshape x, or make the layer for its last size"
        )
    if b is not None and b.shape != w.shape[:1] and b.shape not in ((), (1,)):
        raise RuntimeError(
            f"The expanded size of the tensor ({w.shape[0]}) must match the existing size ({b.shape[-1]}): linear's "
            f"bias has shape {b.shape}, but weight {w.shape} gives {w.shape[0]} results"
        )


@public("functional", autocast=LOWER, python="")
def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None, *, out: Tensor | None = None) -> Tensor:
    """input weightᵀ + bias, along the last dimension.

    input (..., k), weight (n, k) or (k,), bias (n,) or None; result (..., n), or (...) for a weight (k,).
    Raises RuntimeError if sizes or dtypes don't fit.

    >>> linear(torch.ones(5, 3), torch.ones(4, 3), torch.ones(4)).shape
    torch.Size([5, 4])
    """
    n = input.ndim
    if out is not None:
        return stored("linear", out, linear(input, weight, bias), exact=True)
    if n == 2 and weight.ndim == 2:
        if bias is None:
            return apply(PRODUCT_NT, input, weight)
        if bias.ndim == 1 and bias.shape[0] == weight.shape[0]:
            return apply(ADDMM, bias, input, weight)
    return _general(input, weight, bias)


def _general(input, weight, bias):
    if input.ndim == 0 or weight.ndim not in (1, 2):
        raise RuntimeError(
            "both arguments to linear need to be at least 1D, and the weight 1D or 2D, "
            f"but they are {input.ndim}D and {weight.ndim}D"
        )
    if weight.ndim == 1:
        if bias is not None and bias.ndim:
            raise RuntimeError(
                "mat2 must be a matrix, got 1-D tensor: linear() with a bias takes a weight of shape (n, k)"
            )
        y = linear(input, weight.unsqueeze(0)).squeeze(-1)
        return y if bias is None else _plus(y, bias)
    narrow = bias if bias is not None and bias.ndim < 2 else None
    check(*(None if v is None else Spec(v.shape, v.dtype) for v in (input, weight, narrow)))
    rows = input.reshape(-1, input.shape[-1]) if input.shape[-1] else input.reshape(prod(input.shape[:-1]), 0)
    if bias is None or bias.shape != weight.shape[:1]:
        y = apply(PRODUCT_NT, rows, weight)
    else:
        y = apply(ADDMM, bias, rows, weight)
    y = y.view((*input.shape[:-1], weight.shape[0]))
    return y if bias is None or bias.shape == weight.shape[:1] else _plus(y, bias)


def _plus(y, bias):
    """y + bias, where bias may not make it larger."""
    total = y + bias
    if total.shape != y.shape:
        raise RuntimeError(
            f"output with shape {list(y.shape)} doesn't match the broadcast shape {list(total.shape)}: the bias has "
            f"shape {list(bias.shape)}"
        )
    return total


@public("torch functional", python="")
def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x1ᵀ W x2 + bias, with a matrix W per result, along the last dimensions.

    input1 (..., a), input2 (..., b), weight (n, a, b), bias (n,) or None; result (..., n).
    Raises RuntimeError if sizes don't fit.

    >>> bilinear(torch.ones(5, 3), torch.ones(5, 2), torch.ones(4, 3, 2)).shape
    torch.Size([5, 4])
    """
    if input1.shape[:-1] != input2.shape[:-1]:
        raise RuntimeError(
            f"bilinear(): input batch dimensions do not match: got {list(input1.shape[:-1])} and "
            f"{list(input2.shape[:-1])}"
        )
    n, a, b = weight.shape
    if input1.shape[-1] != a or input2.shape[-1] != b:
        raise RuntimeError(
            f"bilinear(): the inputs have {input1.shape[-1]} and {input2.shape[-1]} features, but weight "
            f"{tuple(weight.shape)} expects {a} and {b}"
        )
    x1, x2 = input1.reshape(-1, a), input2.reshape(-1, b)
    left = apply(PRODUCT, x1, weight.permute(1, 0, 2).reshape(a, n * b)).view(-1, n, b)
    y = (left * x2.unsqueeze(1)).sum(2).view((*input1.shape[:-1], n))
    return y if bias is None else y + bias
