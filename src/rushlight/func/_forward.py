"""Derivatives along directions: jvp, linearize, jacfwd, hessian.

There are no dual numbers here: a derivative along a direction is the derivative of ``vjp`` with respect to its (linear)
argument. That is exact, differentiable, and costs about as much as two backward passes.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from .._core import Value
from .._ops.shapes.split_chunk import split
from .._ops.tensors.zeros_full import zeros_like
from .._vmap.levels import check_randomness, vmap
from .._vmap.tree import flatten, unflatten
from ..autograd.function import linearizing
from ._reverse import _Again, _outside_aux, _with_aux, basis, jacrev
from ._scope import Scope, pick

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class _Linear:
    """``func`` at its primals, and the linear map from tangents of the inputs to tangents of the outputs."""

    def __init__(self, func, primals, has_aux, name, given=lambda x, _: x):
        with Scope() as scope:
            chosen, self.inputs, self.tree = scope.inputs(primals)
            output, aux = _with_aux(func(*given(chosen, scope.others)), name, has_aux)
            outputs, self.shape = flatten(output)
            for v in outputs:
                if not isinstance(v, Value):
                    raise RuntimeError(
                        f"{name}: expected f(*primals) to return only tensors, got unsupported type {type(v)}"
                    )
            self.depends = [v.requires_grad and _reaches(v, self.inputs) for v in outputs]
            self.weights = [
                scope.input(zeros_like(v)) if d else None for v, d in zip(outputs, self.depends, strict=True)
            ]
            used = [(v, w) for v, w in zip(outputs, self.weights, strict=True) if w is not None]
            before, linearizing.on = linearizing.on, True
            try:
                self.back = scope.gradients([v for v, _ in used], self.inputs, [w for _, w in used], record=True)
            finally:
                linearizing.on = before
            self.outputs = [scope.outside(v) for v in outputs]
            self.aux = _outside_aux(scope, aux) if has_aux else None
        self.scope = scope

    def along(self, tangents):
        """The outputs' tangents, a list."""
        with _Again(self.scope):
            weights = [w for w in self.weights if w is not None]
            moved = iter(self.scope.gradients(self.back, weights, tangents) if weights else ())
            return [
                zeros_like(v) if w is None else self.scope.outside(next(moved))
                for v, w in zip(self.outputs, self.weights, strict=True)
            ]


def _reaches(v, inputs):
    wanted = {id(x._node) for x in inputs}
    stack, seen = [v._node], set()
    while stack:
        node = stack.pop()
        if id(node) in wanted:
            return True
        for edge in getattr(node, "edges", None) or ():
            if edge is not None and id(edge[0]) not in seen:
                seen.add(id(edge[0]))
                stack.append(edge[0])
    return False


def jvp(
    func: Callable[..., Any],
    primals: tuple[Any, ...],
    tangents: tuple[Any, ...],
    *,
    strict: bool = False,
    has_aux: bool = False,
) -> tuple[Any, ...]:
    """(``func(*primals)``, its derivative along ``tangents``): how the output moves when the inputs move that way.

    primals, tangents: tuples of tensors (or nested structures of them) of the same structure and shapes. strict: raise
    RuntimeError for an output that doesn't depend on the inputs, instead of zeros. has_aux: ``func`` returns (output,
    aux), and aux comes third. Computed as the derivative of ``vjp`` with respect to its argument, not with dual
    numbers.

    >>> torch.func.jvp(torch.sin, (torch.tensor(0.0),), (torch.tensor(2.0),))
    (tensor(0.), tensor(2.))
    """
    name = "jvp(f, primals, tangents)"
    if not isinstance(primals, tuple):
        raise RuntimeError(f"{name}: Expected primals to be a tuple. E.g. it should be valid to call f(*primals).")
    flat, tree = flatten(primals)
    directions, got = flatten(tangents)
    if got != tree:
        raise RuntimeError(
            f"{name}: Expected primals and tangents to have the same python structure. For example, if primals is a "
            "tuple of 3 "
            f"tensors, tangents also must be. Got primals with structure {tree} and tangents with structure {got}"
        )
    if not flat:
        raise RuntimeError(f"{name}: Expected primals to contain at least one Tensor.")
    for what, values in (("primals", flat), ("tangents", directions)):
        for v in values:
            if not isinstance(v, Value):
                raise RuntimeError(f"{name}: Expected {what} to contain only Tensors, got {type(v)}")
    for x, t in zip(flat, directions, strict=True):
        if x._array.shape != t._array.shape:
            raise RuntimeError(
                "Trying to set a forward gradient that has a different size than that of the original Tensor, this is "
                f"not supported. Tensor is of size {list(x.shape)} while the given forward gradient is of size "
                f"{list(t.shape)}."
            )
    linear = _Linear(func, primals, has_aux, name)
    if strict and not all(linear.depends):
        raise RuntimeError(
            "jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs. This is not allowed "
            "with strict=True."
        )
    output = unflatten(linear.outputs, linear.shape)
    moved = unflatten(linear.along(directions), linear.shape)
    return (output, moved, linear.aux) if has_aux else (output, moved)


def linearize(func: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[..., Any]]:
    """(``func(*primals)``, the linear function from tangents of the primals to those of the output): ``jvp`` with the
    work at the point done once, for many directions.

    Raises RuntimeError for tangents of another structure or shape.

    >>> y, along = torch.func.linearize(torch.sin, torch.tensor(0.0))
    >>> along(torch.tensor(3.0))
    tensor(3.)
    """
    linear = _Linear(func, primals, False, "linearize(f, *primals)")
    flat, tree = flatten(primals)
    shapes = [x._array.shape for x in flat]

    def along(*tangents):
        directions, got = flatten(tangents)
        if got != tree:
            raise RuntimeError(f"Expected the tangents {got} to have the same argspec as the primals {tree}")
        for i, (t, shape) in enumerate(zip(directions, shapes, strict=True)):
            if t._array.shape != shape:
                raise RuntimeError(
                    f"tangent:{i} with shape {t.shape} in flattened pytree doesn't match the shape {list(shape)} of "
                    "the corresponding primal."
                )
        return unflatten(linear.along(directions), linear.shape)

    return unflatten(linear.outputs, linear.shape), along


def jacfwd(
    func: Callable[..., Any], argnums: int | tuple[int, ...] = 0, has_aux: bool = False, *, randomness: str = "error"
) -> Callable[..., Any]:
    """A function that computes the Jacobian of ``func`` column by column, all columns at once by vmap: as ``jacrev``,
    good for few inputs. Computed from derivatives along directions as in ``jvp``.

    randomness: of random functions in ``func``, which run once: 'error' refuses nothing that ``jvp`` doesn't.

    >>> torch.func.jacfwd(lambda x: x**2)(torch.tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """

    @functools.wraps(func)
    def jacobian(*args):
        check_randomness(randomness)
        chosen, replaced = pick(args, argnums)
        linear = _Linear(
            func, (chosen,), has_aux, "jvp(f, primals, tangents)", lambda new, others: replaced(new[0], others)
        )
        flat, tree = flatten(chosen)
        columns = vmap(lambda *t: tuple(linear.along(t)), randomness=randomness)(*basis(flat))
        sizes = [x.numel() for x in flat]
        results = []
        for y, column in zip(linear.outputs, columns, strict=True):
            parts = split(column, sizes)
            results.append(
                unflatten(
                    [p.movedim(0, -1).reshape((*y.shape, *x.shape)) for p, x in zip(parts, flat, strict=True)], tree
                )
            )
        result = unflatten(results, linear.shape)
        return (result, linear.aux) if has_aux else result

    return jacobian


def hessian(func: Callable[..., Any], argnums: int | tuple[int, ...] = 0) -> Callable[..., Any]:
    """A function that computes all second derivatives of ``func``: ``jacfwd(jacrev(func, argnums), argnums)``.

    >>> torch.func.hessian(lambda x: (x**3).sum())(torch.tensor([1.0, 2.0]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    return jacfwd(jacrev(func, argnums), argnums)
