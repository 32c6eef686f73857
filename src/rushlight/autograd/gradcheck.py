"""gradcheck: derivatives against small differences."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from .._core import Value, run_backward
from .._ops.shapes.cat_stack import stack
from .._ops.tensors.backward_detach import seeds
from .._ops.tensors.zeros_full import zeros, zeros_like
from .grad_mode import enable_grad
from .passes import grad

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from .._tensor.tensor import Tensor

__all__ = ["GradcheckError", "gradcheck", "gradgradcheck"]


class GradcheckError(RuntimeError):
    """A derivative that differs from the small differences."""


def _outputs(function, inputs):
    result = function(*inputs)
    result = result if isinstance(result, (tuple, list)) else (result,)
    return [o for o in result if isinstance(o, Value) and o._dtype.category >= 2]


def _flat(x):
    """The numbers of a tensor as doubles; complex ones give two."""
    a = np.ascontiguousarray(x.detach().resolve_conj().numpy() if hasattr(x, "resolve_conj") else x.detach().numpy())
    return a.reshape(-1).view(a.real.dtype) if a.dtype.kind == "c" else a.reshape(-1)


def _differences(function, inputs, x, eps):
    """The Jacobians of all outputs with respect to one input: columns are outputs, rows the input's numbers."""
    rows: list[Any] = []
    memory = x._array
    numbers = memory.reshape(-1) if memory.flags.c_contiguous else None
    if numbers is None:
        raise GradcheckError("gradcheck needs contiguous inputs: call .contiguous() on them")
    steps = numbers.view(memory.real.dtype) if memory.dtype.kind == "c" else numbers
    with enable_grad():  # the function may itself ask for gradients
        for i in range(steps.size):
            before = steps[i]
            steps[i] = before + eps
            above = [_flat(o).copy() for o in _outputs(function, inputs)]
            steps[i] = before - eps
            below = [_flat(o).copy() for o in _outputs(function, inputs)]
            steps[i] = before
            rows.append([(a - b) / (2 * eps) for a, b in zip(above, below, strict=True)])
    n = len(rows[0]) if rows else len(_outputs(function, inputs))
    return [np.stack([r[k] for r in rows]) if rows else np.zeros((0, 0)) for k in range(n)]


def _unit(x, k):
    """A tensor like ``x`` with a 1 in number k, else 0."""
    unit = zeros(x.shape, dtype=x.dtype)
    numbers = unit._array.reshape(-1)
    (numbers.view(unit._array.real.dtype) if unit._array.dtype.kind == "c" else numbers)[k] = 1
    return unit


def _pushed(function, inputs, x, tangent):
    """The tangents of all outputs (zeros where there is none) for one of the input ``x``, by dual numbers."""
    from . import forward_ad  # only for this check

    with forward_ad.dual_level():
        dual = forward_ad.make_dual(x, tangent)
        found = [forward_ad.unpack_dual(o) for o in _outputs(function, [dual if v is x else v for v in inputs])]
    return [zeros_like(p) if t is None else t for p, t in found]


def _check_forward(function, inputs, eps, atol, rtol, batched):
    """Compare the Jacobians that forward mode gives with small differences; ``batched``: inside vmap, too."""
    for i, x in enumerate(_wanted(inputs)):
        numeric = _differences(function, inputs, x, eps)
        units = [_unit(x, k) for k in range(_flat(x).size)]
        pushed = [_pushed(function, inputs, x, unit) for unit in units]
        together = None
        if batched and units:
            from .._vmap.levels import vmap  # only for this check

            together = vmap(lambda t, x=x: tuple(_pushed(function, inputs, x, t)), randomness="same")(stack(units))
        for o, n in enumerate(numeric):
            a = np.stack([_flat(tangents[o]) for tangents in pushed]) if pushed else n
            if not np.allclose(a, n, rtol=rtol, atol=atol, equal_nan=True):
                raise GradcheckError(
                    f"Jacobian computed with forward mode mismatch for output {o} with respect to input {i},\n"
                    f"numerical:{n}\nanalytical:{a}\n"
                )
            if together is not None and not np.allclose(_flat(together[o]).reshape(a.shape), a):
                raise GradcheckError(f"Forward mode inside vmap gives another tangent of output {o} than outside")


def _check_batched(function, inputs):
    """Compare gradients of several directions at once, by vmap, with those one by one."""
    wanted = _wanted(inputs)
    for o, output in enumerate(_outputs(function, inputs)):
        if not output.requires_grad or not output.numel():
            continue
        seeds_ = stack([_unit(output, k) for k in (0, _flat(output).size - 1)])
        single = [grad([output], wanted, [g], allow_unused=True, retain_graph=True) for g in seeds_]
        many = grad([output], wanted, [seeds_], allow_unused=True, retain_graph=True, is_grads_batched=True)
        for i, g in enumerate(many):
            if g is not None and not all(np.allclose(_flat(g[k]), _flat(single[k][i])) for k in range(2)):
                raise GradcheckError(f"The gradient of output {o} with respect to input {i} is another inside vmap")


def _wanted(inputs):
    return [x for x in inputs if isinstance(x, Value) and x.requires_grad]


def _derivatives(output, inputs):
    """The Jacobians of one output with respect to the inputs, from its gradients, one number of it at a time."""
    size = _flat(output).size
    results = [np.zeros((_flat(x).size, size)) for x in inputs]
    for k in range(size):
        seed = _unit(output, k)
        grads = run_backward([output], seeds([output], [seed]), True, False, inputs)
        for result, g in zip(results, grads, strict=True):
            if g is not None:
                result[:, k] = _flat(g)
    return results


def gradcheck(
    func: Callable[..., Tensor | Sequence[Tensor]],
    inputs: Tensor | Sequence[Tensor],
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = False,
) -> bool:
    """Whether the gradients of ``func`` agree with small differences, |a - n| <= atol + rtol |n|. Inputs should be
    float64.

    ``func`` takes the inputs and returns a tensor, or several; ``nondet_tol``: how far two backward passes may differ;
    ``check_grad_dtypes``: gradients must have their inputs' dtypes; ``check_undefined_grad``: results that get no
    gradient must not make the pass fail. ``check_forward_ad``: forward mode (dual numbers), too, and with
    ``check_backward_ad=False`` it alone; ``check_batched_grad``, ``check_batched_forward_grad``: many directions at
    once, by vmap, give the same. ``fast_mode`` and ``masked`` change only how PyTorch gets the same answer.
    Raises GradcheckError (or returns False without ``raise_exception``); ValueError for checks that don't fit.

    >>> x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    >>> torch.autograd.gradcheck(torch.exp, x)
    True
    """
    if not (check_backward_ad or check_forward_ad):
        raise ValueError("Expected at least one of check_forward_ad or check_backward_ad to be True")
    if check_batched_grad and not check_backward_ad:
        raise ValueError("Setting check_batched_grad=True requires check_backward_ad to be True")
    if check_batched_forward_grad and not check_forward_ad:
        raise ValueError("Setting check_batched_forward_grad=True requires check_forward_ad to be True")
    inputs = (inputs,) if isinstance(inputs, Value) else tuple(inputs)
    try:
        _check_inputs(inputs)
        if check_forward_ad:
            _check_forward(func, inputs, eps, atol, rtol, check_batched_forward_grad)
        if check_backward_ad:
            _check(func, inputs, eps, atol, rtol, nondet_tol, check_grad_dtypes)
            if check_undefined_grad:
                _check_undefined(func, inputs)
            if check_batched_grad:
                _check_batched(func, inputs)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _check_inputs(inputs):
    wanted = _wanted(inputs)
    if not wanted:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of the them have "
            "requires_grad=True."
        )
    if any(x._dtype.itemsize < (16 if x._dtype.category == 3 else 8) for x in wanted):
        warnings.warn(
            "gradcheck: an input requires a gradient but is not of double precision; small differences will hardly "
            "agree",
            stacklevel=3,
        )


def _check(func, inputs, eps, atol, rtol, nondet_tol, check_grad_dtypes):
    wanted = _wanted(inputs)
    for x in wanted:
        x.retain_grad()
    outputs = _outputs(func, inputs)
    numeric = [_differences(func, inputs, x, eps) for x in wanted]
    for o, output in enumerate(outputs):
        if not output.requires_grad:
            continue
        analytic = _derivatives(output, wanted)
        again = _derivatives(output, wanted) if nondet_tol is not None else analytic
        for i, (a, b) in enumerate(zip(analytic, again, strict=True)):
            if a.size and np.abs(a - b).max() > nondet_tol:
                raise GradcheckError(
                    "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times "
                    "gives different values"
                )
            n = numeric[i][o]
            if not np.allclose(a, n, rtol=rtol, atol=atol, equal_nan=True):
                raise GradcheckError(
                    f"Jacobian mismatch for output {o} with respect to input {i},\nnumerical:{n}\nanalytical:{a}\n"
                )
    if check_grad_dtypes:
        for x, g in zip(wanted, grad(outputs, wanted, [o.detach() for o in outputs], allow_unused=True), strict=True):
            if g is not None and g._dtype is not x._dtype:
                raise GradcheckError(f"the gradient of an input of dtype {x._dtype} has dtype {g._dtype}")


def _check_undefined(func, inputs):
    wanted = [x for x in inputs if isinstance(x, Value) and x.requires_grad]
    for output in _outputs(func, inputs):
        if output.requires_grad:
            try:
                grad([output], wanted, [zeros(output.shape, dtype=output.dtype)], allow_unused=True, retain_graph=True)
            except RuntimeError as error:
                raise GradcheckError(
                    f"Expected backward function to handle undefined output grads. Please look at the function: {error}"
                ) from error


def _drawn_gradients(outputs, with_gaps):
    """Random numbers shaped like the outputs, every other element of a row ``with_gaps``."""
    rng, drawn = np.random.default_rng(0), []
    for o in outputs:
        g = zeros(o.shape, dtype=o.dtype)
        g._array[...] = rng.standard_normal(o._array.shape)
        if with_gaps and g.ndim:
            g = g.unsqueeze(-1).expand(*g.shape, 2).contiguous()[..., 0]
        drawn.append(g.requires_grad_())
    return drawn


def gradgradcheck(
    func: Callable[..., Tensor | Sequence[Tensor]],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Tensor | Sequence[Tensor | None] | None = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """Whether second derivatives agree with small differences of the first ones. Arguments as for ``gradcheck``.

    >>> x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    >>> torch.autograd.gradgradcheck(torch.exp, x)
    True
    """
    if not (check_fwd_over_rev or check_rev_over_rev):
        raise ValueError("Expected at least one of check_fwd_over_rev or check_rev_over_rev to be True")
    inputs = (inputs,) if isinstance(inputs, Value) else tuple(inputs)
    outputs = _outputs(func, inputs)
    given: list[Any]
    if grad_outputs is None:
        given = _drawn_gradients(outputs, gen_non_contig_grad_outputs)
    else:
        given = [grad_outputs] if isinstance(grad_outputs, Value) else list(grad_outputs)
    n = len(given)

    def first(*args):
        values, gs = args[:-n], args[-n:]
        wanted = [x for x in values if isinstance(x, Value) and x.requires_grad]
        results = _outputs(func, values)
        used = [(o, g) for o, g in zip(results, gs, strict=True) if o.requires_grad]
        found = grad([o for o, _ in used], wanted, [g for _, g in used], create_graph=True, allow_unused=True)
        return tuple(g for g in found if g is not None)

    if not any(isinstance(x, Value) and x.requires_grad for x in inputs):
        raise ValueError("gradgradcheck expects at least one input tensor to require gradient")
    return gradcheck(
        first,
        (*inputs, *given),
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
        nondet_tol=nondet_tol,
        check_undefined_grad=check_undefined_grad,
        check_grad_dtypes=check_grad_dtypes,
        check_batched_grad=check_batched_grad and check_rev_over_rev,
        check_forward_ad=check_fwd_over_rev,
        check_backward_ad=check_rev_over_rev,
        fast_mode=fast_mode,
        masked=masked,
    )
