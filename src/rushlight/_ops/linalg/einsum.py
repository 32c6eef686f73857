"""Sums of products over named dimensions: einsum, tensordot, kron, cross."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from ..._core import Value
from ..._face.autocast import PRODUCTS
from ..._face.overrides import spreads
from ..._face.public import public
from ..common.arguments import check_tensor
from ..common.dims import normal_dim
from ..common.out import stored
from ..common.sizes import as_tuple
from ..tensors.as_strided_unfold import diagonal
from .matmul import bmm, mm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..._face.types import Ints, Tensor


class _Terms:
    """An equation as labels: per operand a list, and one for the output. Dimensions under ... get labels (-n, ...,
    -1)."""

    def __init__(self, inputs, output, shapes):
        if len(inputs) != len(shapes):
            few, where = ("fewer", "than") if len(shapes) < len(inputs) else ("more", "than")
            raise RuntimeError(
                f"einsum(): {few} operands were provided {where} specified in the equation: {len(shapes)} operands for "
                f"{len(inputs)} terms"
            )
        self.inputs = [self._labels(t, len(s), i) for i, (t, s) in enumerate(zip(inputs, shapes, strict=True))]
        wide = max((-k for t in self.inputs for k in t if isinstance(k, int)), default=0)
        count: dict = {}
        for t in self.inputs:
            for k in t:
                count[k] = count.get(k, 0) + 1
        if output is None:
            named = sorted(k for k, n in count.items() if n == 1 and not isinstance(k, int))
            self.output = [*range(-wide, 0), *named]
        else:
            self.output = []
            for k in output:
                self.output += range(-wide, 0) if k is ... else [k]
            for k in self.output:
                if self.output.count(k) > 1:
                    raise RuntimeError(f"einsum(): output subscript {k} appears more than once in the output")
                if k not in count:
                    raise RuntimeError(
                        f"einsum(): output subscript {k} does not appear in the equation for any input operand"
                    )
        self.sizes: dict = {}
        for i, (t, s) in enumerate(zip(self.inputs, shapes, strict=True)):
            for k, n in zip(t, s, strict=True):
                self._size(k, n, i)

    def _labels(self, term, ndim, i):
        named = len(term) - term.count(...)
        if ... not in term and named != ndim:
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({named}) does not match the number of dimensions "
                f"({ndim}) for operand {i} and no ellipsis was given"
            )
        if named > ndim:
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({named}) is more than the number of dimensions "
                f"({ndim}) for operand {i}"
            )
        labels = []
        for k in term:
            labels += range(named - ndim, 0) if k is ... else [k]
        return labels

    def _size(self, k, n, i):
        old = self.sizes.get(k, 1)
        if old != 1 and n not in (1, old):
            raise RuntimeError(
                f"einsum(): subscript {k} has size {n} for operand {i} which does not broadcast with previously seen "
                f"size {old}"
            )
        if old == 1:
            self.sizes[k] = n


def _parse(term, equation):
    """The labels of one term of an equation: letters, and ... for an ellipsis."""
    labels: list = []
    rest = term.replace(" ", "")
    while rest:
        if rest.startswith("..."):
            if ... in labels:
                raise RuntimeError(f"einsum(): found '.' in {equation!r} for which an ellipsis was already found")
            labels.append(...)
            rest = rest[3:]
        elif rest[0].isascii() and rest[0].isalpha():
            labels.append(rest[0])
            rest = rest[1:]
        elif rest[0] == ".":
            raise RuntimeError(f"einsum(): found '.' in {equation!r} that is not part of any ellipsis")
        else:
            raise RuntimeError(
                f"einsum(): invalid subscript given: subscripts must be in [a-zA-Z], but {equation!r} has {rest[0]!r}"
            )
    return labels


def _letters(sublist):
    """Numbers from 0 to 51 as the letters A-Z, a-z."""
    for k in sublist:
        if k is not ... and not 0 <= k < 52:
            raise ValueError(f"einsum(): subscripts in sublist format are in [0, 52), not {k}")
    return [k if k is ... else chr(65 + k if k < 26 else 71 + k) for k in sublist]


@public("torch", autocast=PRODUCTS)
def einsum(*args: Any) -> Tensor:
    """Sum of products by Einstein's convention: ``einsum("ij,jk->ik", a, b)``. A letter per dimension; letters that are
    not in the output are summed over, ``...`` stands for any dimensions. Without ``->``, the output has the letters
    that come once, in alphabetical order. Also ``einsum(a, [0, 1], b, [1, 2], [0, 2])``.

    Raises RuntimeError if letters and dimensions don't fit. Operands are contracted from left to right.

    >>> einsum("ii->i", torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """
    if len(args) < 2:
        raise ValueError(
            "einsum(): must specify the equation string and at least one operand, or at least one operand and its "
            "subscripts list"
        )
    output = None
    if isinstance(args[0], Value):
        operands = list(args[: len(args) - len(args) % 2 : 2])
        inputs = [_letters(t) for t in args[1 : len(args) - len(args) % 2 : 2]]
        output = _letters(args[-1]) if len(args) % 2 else None
    else:
        equation = args[0]
        if not isinstance(equation, str):
            raise TypeError(
                f"einsum(): the first argument must be the equation (a str) or a Tensor, not {type(equation).__name__}"
            )
        operands = list(args[1]) if len(args) == 2 and isinstance(args[1], (tuple, list)) else list(args[1:])
        left, arrow, right = equation.partition("->")
        inputs = [_parse(t, equation) for t in left.split(",")]
        output = _parse(right, equation) if arrow else None
    for x in operands:
        check_tensor(x, "einsum", "operands", 2)
    terms = _Terms(inputs, output, [x._array.shape for x in operands])
    pieces = [_without_repeats(x, t) for x, t in zip(operands, terms.inputs, strict=True)]
    x, labels = pieces[0]
    for i, (y, others) in enumerate(pieces[1:], 1):
        later = {*terms.output, *(k for _, t in pieces[i + 1 :] for k in t)}
        x, labels = _pair(x, labels, y, others, later)
    return _arranged(x, labels, terms.output)


spreads.add(einsum)


def _without_repeats(x, labels):
    """Diagonals in place of labels that come twice."""
    labels = list(labels)
    for k in labels:
        while labels.count(k) > 1:
            a = labels.index(k)
            b = labels.index(k, a + 1)
            if x._array.shape[a] != x._array.shape[b]:
                raise RuntimeError(
                    f"einsum(): subscript {k} is repeated for an operand but the sizes don't match, "
                    f"{x._array.shape[b]} != {x._array.shape[a]}"
                )
            x = diagonal(x, 0, a, b)
            labels = [m for d, m in enumerate(labels) if d not in (a, b)] + [k]
    return x, labels


def _summed(x, labels, keep):
    """x without (summed over) the labels that are not in ``keep``."""
    over = [d for d, k in enumerate(labels) if k not in keep]
    return (x.sum(over) if over else x), [k for k in labels if k in keep]


def _pair(x, a, y, b, later):
    """The product of two operands, summed over what nobody needs later."""
    thin = {k for k in a if k in b and x._array.shape[a.index(k)] != y._array.shape[b.index(k)]}
    for k in thin:  # size 1 against another: broadcast, so absent where it is 1
        if x._array.shape[a.index(k)] == 1:
            x, a = x.squeeze(a.index(k)), [m for m in a if m != k]
        else:
            y, b = y.squeeze(b.index(k)), [m for m in b if m != k]
    x, a = _summed(x, a, {*b, *later})
    y, b = _summed(y, b, {*a, *later})
    batch = [k for k in a if k in b and k in later]
    gone = [k for k in a if k in b and k not in later]
    left, right = [k for k in a if k not in b], [k for k in b if k not in a]
    size = {**dict(zip(b, y._array.shape, strict=True)), **dict(zip(a, x._array.shape, strict=True))}
    x = x.permute([a.index(k) for k in (*batch, *left, *gone)])
    y = y.permute([b.index(k) for k in (*batch, *gone, *right)])
    shape = [size[k] for k in (*batch, *left, *right)]
    if not gone:
        n = len(batch)
        x = x.reshape((*x._array.shape, *(1,) * len(right)))
        y = y.reshape((*y._array.shape[:n], *(1,) * len(left), *y._array.shape[n:]))
        return x * y, [*batch, *left, *right]
    b, m, k, n = (prod(size[k] for k in part) for part in (batch, left, gone, right))
    product = bmm(x.reshape(b, m, k), y.reshape(b, k, n))
    return product.view(shape), [*batch, *left, *right]


def _arranged(x, labels, output):
    x, labels = _summed(x, labels, output)
    if labels != output:
        x = x.permute([labels.index(k) for k in output])
    return x


@public("torch", autocast=PRODUCTS)
def tensordot(a: Tensor, b: Tensor, dims: int | Tensor | Sequence[Ints] = 2, out: Tensor | None = None) -> Tensor:
    """Products of elements of a and b, summed over pairs of dimensions: the last ``dims`` of a and the first of b
    (int), or those of two lists. Raises RuntimeError if their sizes differ.

    >>> tensordot(torch.ones(2, 3), torch.ones(3, 4), 1).shape
    torch.Size([2, 4])
    """
    if isinstance(dims, Value):
        dims = dims.tolist() if dims._array.size > 1 else dims.item()
    if isinstance(dims, int):
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
        if dims > min(a._array.ndim, b._array.ndim):
            raise RuntimeError(
                f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims} for tensors with {a._array.ndim} and "
                f"{b._array.ndim} dimensions"
            )
        over = [list(range(-dims, 0)), list(range(dims))]
    else:
        over = [list(as_tuple(d)) for d in dims]
    if len(over[0]) != len(over[1]):
        raise RuntimeError(f"both dimension lists should have same length, not {over[0]} and {over[1]}")
    for p, q in zip(*over, strict=True):
        m, n = a._array.shape[p], b._array.shape[q]
        if m != n and 1 not in (m, n):
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {m} in dim {p} and second has size {n} in "
                f"dim {q}"
            )
        if m != n:  # size 1 against another: the sum runs over the other alone
            a, b = (a, b.sum(q, True)) if m == 1 else (a.sum(p, True), b)
    at = [[normal_dim(d, x._array.ndim) for d in o] for o, x in zip(over, (a, b), strict=True)]
    rest = [[d for d in range(x._array.ndim) if d not in o] for o, x in zip(at, (a, b), strict=True)]
    shape = [a._array.shape[d] for d in rest[0]] + [b._array.shape[d] for d in rest[1]]
    m, n = (prod(a._array.shape[d] for d in part) for part in (rest[0], at[0]))
    k = prod(b._array.shape[d] for d in rest[1])
    y = mm(a.permute(rest[0] + at[0]).reshape(m, n), b.permute(at[1] + rest[1]).reshape(n, k)).view(shape)
    return y if out is None else stored("tensordot", out, y, exact=True)


@public()
def kron(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Kronecker's product: each element of ``input`` times the whole of ``other``, laid out as blocks.

    >>> kron(torch.tensor([1, 2]), torch.tensor([1, 10]))
    tensor([ 1, 10,  2, 20])
    """
    n = max(input._array.ndim, other._array.ndim)
    p = (1,) * (n - input._array.ndim) + input._array.shape
    q = (1,) * (n - other._array.ndim) + other._array.shape
    x = input.reshape([k for d in p for k in (d, 1)])
    y = other.reshape([k for d in q for k in (1, d)])
    result = (x * y).reshape([d * e for d, e in zip(p, q, strict=True)])
    return result if out is None else stored("kron", out, result)


@public()
def cross(input: Tensor, other: Tensor, dim: int | None = None, *, out: Tensor | None = None) -> Tensor:
    """The cross product of vectors with 3 elements, along ``dim`` (without: the first dimension of size 3).

    >>> cross(torch.tensor([1, 0, 0]), torch.tensor([0, 1, 0]), dim=0)
    tensor([0, 0, 1])
    """
    if input._array.ndim != other._array.ndim:
        raise RuntimeError(
            "linalg.cross: inputs must have the same number of dimensions, "
            f"got {input._array.ndim} and {other._array.ndim}"
        )
    if input._dtype is not other._dtype:
        raise RuntimeError(
            f"expected scalar type {input._dtype.cpp} but found {other._dtype.cpp}: cross() takes tensors of one dtype"
        )
    if dim is None:
        dim = next((d for d, n in enumerate(input._array.shape) if n == 3), None)
        if dim is None:
            raise RuntimeError(f"no dimension of size 3 in input, whose shape is {list(input._array.shape)}")
    d = normal_dim(dim, input._array.ndim)
    if input._array.shape[d] != 3 or other._array.shape[d] != 3:
        raise RuntimeError(
            f"linalg.cross: inputs dimension {dim} must have length 3. Got {input._array.shape[d]} and "
            f"{other._array.shape[d]}"
        )
    result = input.roll(-1, d) * other.roll(-2, d) - input.roll(-2, d) * other.roll(-1, d)
    return result if out is None else stored("cross", out, result, exact=True)


@public("linalg.cross")
def linalg_cross(input: Tensor, other: Tensor, *, dim: int = -1, out: Tensor | None = None) -> Tensor:
    """Cross products of vectors of 3 elements along ``dim``; the other dimensions broadcast.

    >>> torch.linalg.cross(torch.tensor([1, 0, 0]), torch.tensor([0, 1, 0]))
    tensor([0, 0, 1])
    """
    if input.ndim == other.ndim:
        normal_dim(dim, input.ndim)
    return cross(input, other, dim, out=out)
