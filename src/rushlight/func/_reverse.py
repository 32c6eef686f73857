"""Gradients of functions: grad, grad_and_value, vjp, jacrev."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from .._core import Value, state
from .._ops.shapes.split_chunk import split
from .._ops.tensors.zeros_full import ones_like
from .._vmap.levels import vmap
from .._vmap.tree import flatten, mapped, unflatten
from ._scope import Scope, pick

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .._tensor.tensor import Tensor


def _with_aux(result, function, has_aux):
    """(output, aux or None), where ``function`` names the transform in errors."""
    if not has_aux:
        return result, None
    if not (isinstance(result, tuple) and len(result) == 2):
        raise RuntimeError(f"{function}: output of function f should be a tuple: (output, aux) if has_aux is True")
    return result


def _outside_aux(scope, aux):
    def leave(v):
        if not isinstance(v, Value):
            raise RuntimeError(f"Expected tensors, got unsupported type {type(v)}")
        return scope.outside(v)

    return mapped(leave, aux)


def grad(func: Callable[..., Any], argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Callable[..., Any]:
    """A function that computes the gradient of ``func``, which returns one number (a 0-d tensor).

    argnums: by which argument (an int), or by which (a tuple of ints: the gradients come as a tuple); arguments may be
    nested tuples, lists and dicts of tensors. has_aux: ``func`` returns (number, aux), and the result is (gradient,
    aux). Gradients of gradients, and batches of them (``vmap(grad(f))``), are formed by nesting.
    Raises RuntimeError for results that are no such number, and for arguments of whole numbers.

    >>> torch.func.grad(lambda x: x**3)(torch.tensor(2.0))
    tensor(12.)
    >>> torch.func.grad(torch.func.grad(torch.sin))(torch.tensor(0.0))
    tensor(-0.)
    """
    both = grad_and_value(func, argnums, has_aux)

    @functools.wraps(func)
    def gradient(*args, **kwargs):
        result = both(*args, **kwargs)
        return (result[0], result[1][1]) if has_aux else result[0]

    return gradient


def grad_and_value(
    func: Callable[..., Any], argnums: int | tuple[int, ...] = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """As ``grad``; the result is (gradient, value), or with ``has_aux`` (gradient, (value, aux)).

    >>> torch.func.grad_and_value(lambda x: x * x)(torch.tensor(3.0))
    (tensor(6.), tensor(9.))
    """

    @functools.wraps(func)
    def both(*args, **kwargs):
        with Scope() as scope:
            chosen, replaced = pick(args, argnums)
            chosen, inputs, tree = scope.inputs(chosen)
            result = func(*replaced(chosen, scope.others), **scope.others(kwargs))
            output, aux = _with_aux(result, "grad_and_value(f)(*args)", has_aux)
            if not isinstance(output, Value):
                raise RuntimeError(
                    f"grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got {type(output)}"
                )
            if output.ndim:
                raise RuntimeError(
                    "grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with "
                    f"{output.ndim} dims. Maybe you wanted to use the vjp or jacrev APIs instead?"
                )
            if output._dtype.is_complex:
                raise RuntimeError(
                    f"grad can be implicitly created only for real scalar outputs but got {output._dtype}"
                )
            grads = scope.gradients([output], inputs, [ones_like(output)])
            grads = unflatten([scope.outside(g) for g in grads], tree)
            value = scope.outside(output)
            return (grads, (value, _outside_aux(scope, aux))) if has_aux else (grads, value)

    return both


def vjp(func: Callable[..., Any], *primals: Any, has_aux: bool = False) -> tuple[Any, ...]:
    """(``func(*primals)``, a function from gradients of the output to gradients of the primals).

    primals: tensors, or nested tuples, lists and dicts of them; the second function takes something like the output and
    returns a tuple with one entry per primal. It may be called many times. has_aux: ``func`` returns (output, aux), and
    aux comes third. Raises RuntimeError for outputs that aren't tensors, and for gradients of another structure or
    shape.

    >>> y, back = torch.func.vjp(torch.sin, torch.tensor([0.0, 1.0]))
    >>> back(torch.ones(2))
    (tensor([1.0000, 0.5403]),)
    """
    output, back, aux = _vjp(func, primals, has_aux, lambda x, _: x)
    return (output, back, aux) if has_aux else (output, back)


def _vjp(func, primals, has_aux, given):
    """``vjp``; the arguments of ``func`` are ``given(primals)``. The function returned gives gradients like
    ``primals``."""
    with Scope() as scope:
        chosen, inputs, tree = scope.inputs(primals)
        output, aux = _with_aux(func(*given(chosen, scope.others)), "vjp(f, *primals)", has_aux)
        outputs, shape = flatten(output)
        for v in outputs:
            if not isinstance(v, Value):
                raise RuntimeError(
                    f"vjp(f, *primals): expected f(*primals) to return only tensors, got unsupported type {type(v)}"
                )
        shown = unflatten([scope.outside(v) for v in outputs], shape)
        aux = _outside_aux(scope, aux) if has_aux else None

    def back(cotangents):
        given, got = flatten(cotangents)
        if got != shape:
            raise RuntimeError(
                "Expected pytree structure of cotangents to be the same as pytree structure of outputs to the "
                f"function. cotangents: {got}, primal output: {shape}"
            )
        for i, (g, y) in enumerate(zip(given, outputs, strict=True)):
            if g._array.shape != y._array.shape:
                raise RuntimeError(
                    f"Mismatch in shape: grad_output[{i}] has a shape of {g.shape} and output[{i}] has a shape of "
                    f"{y.shape}."
                )
        with _Again(scope):
            grads = scope.gradients(outputs, inputs, given)
            return unflatten([scope.outside(g) for g in grads], tree)

    return shown, back, aux


class _Again:
    """The scope of a function that is called after its transform ended: what is recorded depends on the mode now."""

    def __init__(self, scope):
        self.scope = scope

    def __enter__(self):
        self.before, self.scope.recorded = self.scope.recorded, state.grad

    def __exit__(self, *exc):
        self.scope.recorded = self.before


def basis(leaves: list[Tensor]) -> list[Tensor]:
    """All unit vectors of a list of tensors together: per tensor (their number, *its shape), a one in each place
    once."""
    sizes = [v.numel() for v in leaves]
    total = sum(sizes)
    result, start = [], 0
    for v, n in zip(leaves, sizes, strict=True):
        units = v.new_zeros((total, n))
        if n:
            units[start : start + n].fill_diagonal_(1)
        result.append(units.view((total, *v.shape)))
        start += n
    return result


def jacrev(
    func: Callable[..., Any],
    argnums: int | tuple[int, ...] = 0,
    *,
    has_aux: bool = False,
    chunk_size: int | None = None,
    _preallocate_and_copy: bool = False,
) -> Callable[..., Any]:
    """A function that computes the Jacobian of ``func`` row by row (in reverse mode), all rows at once by vmap.

    The result has the structure of the output, and in it that of the argument (argnums: an int), or a tuple (argnums: a
    tuple); each part has shape (*output.shape, *argument.shape). has_aux: ``func`` returns (output, aux), and the
    result is (Jacobian, aux). chunk_size: so many rows at a time. Good for few outputs; ``jacfwd`` is for few inputs.

    >>> torch.func.jacrev(lambda x: x**2)(torch.tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    if not (chunk_size is None or chunk_size > 0):
        raise ValueError("jacrev: `chunk_size` should be greater than 0.")

    @functools.wraps(func)
    def jacobian(*args):
        chosen, replaced = pick(args, argnums)
        output, back, aux = _vjp(func, (chosen,), has_aux, lambda new, others: replaced(new[0], others))
        outputs, shape = flatten(output)
        flat, tree = flatten(chosen)
        units = basis(outputs)
        rows = flatten(vmap(lambda *g: back(unflatten(g, shape))[0], chunk_size=chunk_size)(*units))[0]
        sizes = [y.numel() for y in outputs]
        parts = [split(r, sizes) for r in rows]
        result = unflatten(
            [
                unflatten([p[k].view((*y.shape, *x.shape)) for p, x in zip(parts, flat, strict=True)], tree)
                for k, y in enumerate(outputs)
            ],
            shape,
        )
        return (result, aux) if has_aux else result

    return jacobian
