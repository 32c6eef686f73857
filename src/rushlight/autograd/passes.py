"""Backward passes: ``backward`` into the leaves, ``grad`` as values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import Value, refresh, run_backward
from .._ops.tensors.backward_detach import backward as _backward
from .._ops.tensors.backward_detach import edge, seeds
from .._ops.tensors.full import zeros_of
from .graph import GradientEdge

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .._tensor.tensor import Tensor

__all__ = ["backward", "grad"]


def _listed(value, n=None):
    if value is None:
        return [None] * n
    return [value] if isinstance(value, (Value, GradientEdge)) else list(value)


def backward(
    tensors: Tensor | GradientEdge | Sequence[Tensor | GradientEdge],
    grad_tensors: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    grad_variables: Tensor | Sequence[Tensor | None] | None = None,
    inputs: Tensor | GradientEdge | Sequence[Tensor | GradientEdge] | dict[str, Tensor] | None = None,
) -> None:
    """Carry gradients from ``tensors`` (one, or a sequence) back to the leaves; they add up in ``grad``.

    grad_tensors: the gradient of each, of its shape; None for tensors of one element. Other arguments as for
    ``Tensor.backward``. Raises RuntimeError where no gradient can flow.

    >>> x = torch.ones(2, requires_grad=True)
    >>> torch.autograd.backward([x.sum(), (x * 2).sum()]); x.grad
    tensor([3., 3.])
    """
    if grad_variables is not None:
        if grad_tensors is not None:
            raise RuntimeError(
                "`grad_tensors` and `grad_variables` (deprecated) arguments both passed to `backward()`. Please only "
                "use `grad_tensors`."
            )
        grad_tensors = grad_variables
    tensors = _listed(tensors)
    grads = _listed(grad_tensors, len(tensors))
    if len(grads) != len(tensors):
        raise RuntimeError(f"got {len(tensors)} tensors and {len(grads)} gradients")
    _backward(tensors, grads, retain_graph, create_graph, inputs)


def grad(
    outputs: Tensor | GradientEdge | Sequence[Tensor | GradientEdge],
    inputs: Tensor | GradientEdge | Sequence[Tensor | GradientEdge],
    grad_outputs: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor, ...]:
    """The gradients of ``outputs`` with respect to ``inputs``, as a tuple; nothing is added to any ``grad``.

    grad_outputs: the gradient of each output; None for outputs of one element. allow_unused: None for inputs that the
    outputs don't depend on, instead of an error; materialize_grads: zeros for them. is_grads_batched: every gradient in
    grad_outputs has one more dimension in front, and the results are of all of these, by vmap.
    Raises RuntimeError for unused inputs, and inputs that don't require gradients.

    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> torch.autograd.grad(x * x, x)
    (tensor(6.),)
    """
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    if not only_inputs:
        raise FutureWarning("only_inputs argument is deprecated and is ignored now (defaults to True)")
    outputs, inputs = _listed(outputs), _listed(inputs)
    given = _listed(grad_outputs, len(outputs))
    if len(given) != len(outputs):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(given)} gradients")
    for x in inputs:
        if isinstance(x, GradientEdge):
            continue
        if not isinstance(x, Value):
            raise TypeError(f"grad: inputs must be Tensors or gradient edges, got {type(x).__name__}")
        refresh(x)
        if not x.requires_grad:
            raise RuntimeError("One of the differentiated Tensors does not require grad")
    keep = create_graph if retain_graph is None else retain_graph
    if is_grads_batched:
        results = _batched(outputs, inputs, given, bool(keep), bool(create_graph))
    else:
        seed = seeds(outputs, given)
        results = run_backward([*map(edge, outputs)], seed, bool(keep), bool(create_graph), [*map(edge, inputs)])
    for i, g in enumerate(results):
        if g is None and materialize_grads:
            if isinstance(inputs[i], GradientEdge):
                raise RuntimeError(
                    "materialize_grads cannot be used when the given input is a GradientEdge: its shape isn't known"
                )
            results[i] = zeros_of(inputs[i])
        elif g is None and not allow_unused:
            raise RuntimeError(
                f"The differentiated Tensor at index {i} appears to not have been used in the graph. Set "
                "allow_unused=True if this is the desired behavior."
            )
    return tuple(results)


def _batched(outputs, inputs, given, keep, create_graph):
    """One pass for many gradients of the outputs, which stand along their first dimension."""
    from .._vmap.levels import vmap

    for i, (y, g) in enumerate(zip(outputs, given, strict=True)):
        if g is not None and isinstance(y, Value) and g._array.shape[1:] != y._array.shape:
            raise RuntimeError(
                "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch "
                "dimension. The sizes of the remaining dimensions are expected to match the shape of corresponding "
                f"output, but a mismatch was detected: grad_output[{i}] has a shape of {g.shape[1:]} and output[{i}] "
                f"has a shape of {y.shape}."
            )
    ready = [seeds([y], [None])[0] if g is None else g for y, g in zip(outputs, given, strict=True)]
    reached: list[Any] = []

    def vjp(*seed):
        results = run_backward([*map(edge, outputs)], seeds(outputs, seed), keep, create_graph, [*map(edge, inputs)])
        reached[:] = [g is not None for g in results]
        return [g for g in results if g is not None]

    found = iter(vmap(vjp)(*ready))
    return [next(found) if there else None for there in reached]
