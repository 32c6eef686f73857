"""gradcheck: derivatives against small differences."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from .._core import Value, run_backward
from .._ops.tensors.backward_detach import seeds
from .._ops.tensors.zeros_full import zeros
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


def _derivatives(output, inputs):
    """The Jacobians of one output with respect to the inputs, from its gradients, one number of it at a time."""
    size = _flat(output).size
    results = [np.zeros((_flat(x).size, size)) for x in inputs]
    for k in range(size):
        seed = zeros(output.shape, dtype=output.dtype)
        numbers = seed._array.reshape(-1)
        if seed._array.dtype.kind == "c":
            numbers = numbers.view(seed._array.real.dtype)
        numbers[k] = 1
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
    gradient must not make the pass fail. Forward-mode and batched gradients don't exist here: their flags must stay
    False; ``fast_mode`` and ``masked`` change only how PyTorch gets the same answer.
    Raises GradcheckError (or returns False without ``raise_exception``).

    >>> x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    >>> torch.autograd.gradcheck(torch.exp, x)
    True
    """
    if check_batched_grad or check_batched_forward_grad or check_forward_ad:
        raise ValueError(
            "gradcheck: forward-mode and batched gradients are not part of rushlight; leave those checks False"
        )
    if not check_backward_ad:
        raise ValueError("Expected at least one of check_forward_ad or check_backward_ad to be True")
    inputs = (inputs,) if isinstance(inputs, Value) else tuple(inputs)
    try:
        _check(func, inputs, eps, atol, rtol, nondet_tol, check_grad_dtypes)
        if check_undefined_grad:
            _check_undefined(func, inputs)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _check(func, inputs, eps, atol, rtol, nondet_tol, check_grad_dtypes):
    wanted = [x for x in inputs if isinstance(x, Value) and x.requires_grad]
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
    if check_fwd_over_rev or not check_rev_over_rev:
        raise ValueError("gradgradcheck: only reverse over reverse exists in rushlight; leave check_fwd_over_rev False")
    inputs = (inputs,) if isinstance(inputs, Value) else tuple(inputs)
    outputs = _outputs(func, inputs)
    if grad_outputs is None:
        rng = np.random.default_rng(0)
        given: list[Any] = []
        for o in outputs:
            g = zeros(o.shape, dtype=o.dtype)
            g._array[...] = rng.standard_normal(o._array.shape)
            if gen_non_contig_grad_outputs and g.ndim:
                g = g.unsqueeze(-1).expand(*g.shape, 2).contiguous()[..., 0]
            given.append(g.requires_grad_())
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
        check_batched_grad=check_batched_grad,
        fast_mode=fast_mode,
        masked=masked,
    )
