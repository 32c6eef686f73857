"""Derivatives of functions: Jacobians, Hessians, and their products with vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import Value
from .._ops.shapes.cat_stack import stack
from .._ops.shapes.split_chunk import split
from .._ops.tensors.full import zeros_of
from .._ops.tensors.zeros_full import eye, zeros
from .grad_mode import enable_grad
from .passes import grad

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]


def _tuple(value, what, function):
    """(tuple of tensors, whether it was one). Raises TypeError for anything else."""
    one = not isinstance(value, tuple)
    values = (value,) if one else value
    for i, v in enumerate(values):
        if not isinstance(v, Value):
            raise TypeError(
                f"The {what} {function} must be either a Tensor or a tuple of Tensors but the value at index {i} has "
                f"type {type(v)}."
            )
    return values, one


def _ready(inputs, create_graph, function):
    """The inputs as tensors whose gradients can be asked for, leaving the user's own alone."""
    inputs, one = _tuple(inputs, "inputs given to", function)
    return tuple(
        [v.view_as(v) if create_graph and v.requires_grad else v.detach().requires_grad_() for v in inputs]
    ), one


def _outputs(func, inputs, function):
    with enable_grad():
        return _tuple(func(*inputs), "outputs of the user-provided function given to", function)


def _vectors(v, like, one, what):
    """v checked against the tensors it is to be multiplied with; ones for a single number."""
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            raise RuntimeError(f"The vector v can only be None if the {what} is a single Tensor with a single element.")
        return (zeros_of(like[0]) + 1,)
    v, _ = _tuple(v, "vector v given to", "the product")
    if len(v) != len(like):
        raise RuntimeError(f"v is a tuple of invalid length: should be {len(like)} but got {len(v)}.")
    for i, (a, b) in enumerate(zip(v, like, strict=True)):
        if a.shape != b.shape:
            raise RuntimeError(f"Entry {i} in v has invalid size: should be {b.shape} but got {a.shape}.")
    return v


def _filled(grads, inputs, strict, create_graph, what):
    """Zeros for None; in strict mode None is an error."""
    results = []
    for i, (g, x) in enumerate(zip(grads, inputs, strict=True)):
        if g is None and strict:
            raise RuntimeError(f"{what} is independent of input {i}. This is not allowed in strict mode.")
        g = zeros_of(x) if g is None else g
        results.append(g if create_graph else g.detach())
    return tuple(results)


def _given(results, one):
    return results[0] if one else tuple(results)


def _grad(outputs, inputs, vectors, create_graph):
    used = [(o, v) for o, v in zip(outputs, vectors, strict=True) if o.requires_grad]
    if not used:
        return (None,) * len(inputs)
    return grad(
        [o for o, _ in used],
        inputs,
        [v for _, v in used],
        create_graph=create_graph,
        retain_graph=True,
        allow_unused=True,
    )


def jacobian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """All derivatives of ``func(*inputs)`` with respect to the inputs: shape (*output.shape, *input.shape).

    func: takes the inputs, returns a tensor or a tuple of them; inputs: a tensor or a tuple. For tuples the result is a
    tuple per output of a tuple per input. create_graph: the result can be differentiated; strict: raise RuntimeError
    for an output that doesn't depend on an input (else zeros). vectorize: all rows at once by vmap, or with strategy
    'forward-mode' all columns (computed from derivatives of products, as in ``jvp``); neither goes with strict, and
    forward mode needs it and forgets the graph.

    >>> torch.autograd.functional.jacobian(lambda x: x * x, torch.tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    _check_strategy(strategy, create_graph, strict, vectorize)
    inputs, one_in = _ready(inputs, create_graph, "jacobian")
    outputs, one_out = _outputs(func, inputs, "jacobian")
    if vectorize:
        parts = (_columns if strategy == "forward-mode" else _rows)(outputs, inputs, create_graph)
        return _given([_given(row, one_in) for row in parts], one_out)
    results = []
    for k, y in enumerate(outputs):
        if y._dtype.is_complex and y.numel():
            raise RuntimeError(
                f"grad can be implicitly created only for real scalar outputs but got {y._dtype}: take "
                "torch.view_as_real(...) of the result"
            )
        rows: list[Any] = [[] for _ in inputs]
        for i in range(y.numel()):
            seed = zeros(y.numel(), dtype=y.dtype)
            seed[i] = 1
            grads = _grad([y], inputs, [seed.view(y.shape)], create_graph)
            for row, g in zip(
                rows,
                _filled(grads, inputs, strict, create_graph, f"Output {k} of the user-provided function"),
                strict=True,
            ):
                row.append(g)
        parts = [
            stack(row).view((*y.shape, *x.shape)) if row else zeros((*y.shape, *x.shape), dtype=x.dtype)
            for row, x in zip(rows, inputs, strict=True)
        ]
        results.append(_given(parts, one_in))
    return _given(results, one_out)


def _check_strategy(strategy, create_graph, strict, vectorize):
    if strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(
            f'Expected strategy to be either "forward-mode" or "reverse-mode", got {strategy!r}. Forward mode is for '
            "functions with more "
            "outputs than inputs"
        )
    if vectorize and strict:
        raise RuntimeError(
            "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported together. "
            "Please either set `strict=False` or `vectorize=False`."
        )
    if strategy == "forward-mode":
        if create_graph:
            raise NotImplementedError(
                'torch.autograd.functional.jacobian: `create_graph=True` and `strategy="forward-mode"` are not '
                "supported together. "
                'Please either set `create_graph=False` or `strategy="reverse-mode"`, or use torch.func.jacfwd.'
            )
        if not vectorize:
            raise NotImplementedError(
                "Computing Jacobian using forward-AD or forward-over-reverse Hessian is only implemented for "
                "`vectorize=True`."
            )


def _units(tensors):
    """All unit vectors of a list of tensors together: per tensor (their number, *its shape)."""
    sizes = [v.numel() for v in tensors]
    columns = split(eye(sum(sizes)), sizes, 1)
    return [c.to(v.dtype).reshape((sum(sizes), *v.shape)) for c, v in zip(columns, tensors, strict=True)], sizes


def _many(outputs, inputs, seeds, create_graph):
    """``_grad`` for many seeds at once; zeros where nothing leads to an input."""
    used = [(y, s) for y, s in zip(outputs, seeds, strict=True) if y.requires_grad]
    n = len(seeds[0])
    grads = (
        grad(
            [y for y, _ in used],
            inputs,
            [s for _, s in used],
            create_graph=create_graph,
            retain_graph=True,
            allow_unused=True,
            is_grads_batched=True,
        )
        if used
        else (None,) * len(inputs)
    )
    return [zeros((n, *x.shape), dtype=x.dtype) if g is None else g for g, x in zip(grads, inputs, strict=True)]


def _rows(outputs, inputs, create_graph):
    """Per output a list of Jacobians by the inputs."""
    units, sizes = _units(outputs)
    by_input = [split(g, sizes) for g in _many(outputs, inputs, units, create_graph)]
    return [
        [(g if create_graph else g.detach()).reshape((*y.shape, *x.shape)) for g, x in zip(row, inputs, strict=True)]
        for y, row in zip(outputs, zip(*by_input, strict=True), strict=True)
    ]


def _columns(outputs, inputs, create_graph):
    """The same from the derivatives along each input."""
    weights = tuple([zeros_of(y).requires_grad_() for y in outputs])
    back = _filled(_grad(outputs, inputs, weights, True), inputs, False, True, "")
    units, sizes = _units(inputs)
    return [
        [
            part.detach().movedim(0, -1).reshape((*y.shape, *x.shape))
            for part, x in zip(split(moved, sizes), inputs, strict=True)
        ]
        for y, moved in zip(outputs, _many(back, weights, units, False), strict=True)
    ]


def _number(outputs, function):
    if len(outputs) != 1 or outputs[0].numel() != 1:
        raise RuntimeError(f"The Tensor returned by the function given to {function} should contain a single element")
    return outputs[0]


def hessian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """All second derivatives of a function with one number as result: shape (*input.shape, *input.shape), or for a
    tuple of inputs a tuple of tuples. Arguments as for ``jacobian``.

    >>> torch.autograd.functional.hessian(lambda x: (x ** 3).sum(), torch.tensor([1.0, 2.0]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    one = not isinstance(inputs, tuple)

    def first(*args):
        y = _number(_tuple(func(*args), "outputs of the user-provided function given to", "hessian")[0], "hessian")
        return _filled(
            _grad([y], args, [zeros_of(y) + 1], True), args, strict, True, "The output of the user-provided function"
        )

    result = jacobian(first, (inputs,) if one else inputs, create_graph, strict, vectorize, outer_jacobian_strategy)
    return result[0][0] if one else result


def vjp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """(outputs, v times the Jacobian): the gradient of ``func`` at ``inputs`` for the output gradients ``v``.

    v: shaped like the outputs; may be left out for one number.

    >>> torch.autograd.functional.vjp(lambda x: x * x, torch.tensor([1.0, 2.0]), torch.ones(2))
    (tensor([1., 4.]), tensor([2., 4.]))
    """
    inputs, one_in = _ready(inputs, create_graph, "vjp")
    outputs, one_out = _outputs(func, inputs, "vjp")
    v = _vectors(v, outputs, one_out, "user-provided function output")
    grads = _filled(
        _grad(outputs, inputs, v, create_graph),
        inputs,
        strict,
        create_graph,
        "The output of the user-provided function",
    )
    shown = [y if create_graph else y.detach() for y in outputs]
    return _given(shown, one_out), _given(grads, one_in)


def jvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """(outputs, the Jacobian times v): how the outputs change when the inputs move along ``v``, shaped like them.

    Computed as the derivative of ``vjp`` with respect to its vector.

    >>> torch.autograd.functional.jvp(lambda x: x * x, torch.tensor([1.0, 2.0]), torch.ones(2))
    (tensor([1., 4.]), tensor([2., 4.]))
    """
    inputs, one_in = _ready(inputs, create_graph, "jvp")
    v = _vectors(v, inputs, one_in, "input")
    outputs, one_out = _outputs(func, inputs, "jvp")
    weights = tuple([zeros_of(y).requires_grad_() for y in outputs])
    back = _filled(
        _grad(outputs, inputs, weights, True), inputs, strict, True, "The output of the user-provided function"
    )
    moved = _filled(
        _grad(back, weights, v, create_graph), outputs, strict, create_graph, "The output of the user-provided function"
    )
    shown = [y if create_graph else y.detach() for y in outputs]
    return _given(shown, one_out), _given(moved, one_out)


def vhp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """(output, v times the Hessian) of a function with one number as result.

    >>> torch.autograd.functional.vhp(lambda x: (x ** 3).sum(), torch.tensor([1.0, 2.0]), torch.ones(2))
    (tensor(9.), tensor([ 6., 12.]))
    """
    inputs, one_in = _ready(inputs, create_graph, "vhp")
    v = _vectors(v, inputs, one_in, "input")
    outputs, _ = _outputs(func, inputs, "vhp")
    y = _number(outputs, "vhp")
    first = _filled(
        _grad([y], inputs, [zeros_of(y) + 1], True), inputs, strict, True, "The output of the user-provided function"
    )
    second = _filled(
        _grad(first, inputs, v, create_graph),
        inputs,
        strict,
        create_graph,
        "The jacobian of the user-provided function",
    )
    return y if create_graph else y.detach(), _given(second, one_in)


def hvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """(output, the Hessian times v): as ``vhp``, since Hessians are symmetric.

    >>> torch.autograd.functional.hvp(lambda x: (x ** 3).sum(), torch.tensor([1.0, 2.0]), torch.ones(2))
    (tensor(9.), tensor([ 6., 12.]))
    """
    return vhp(func, inputs, v, create_graph, strict)
