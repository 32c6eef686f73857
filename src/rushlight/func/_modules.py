"""Modules under transforms: as functions of their parameters, and ensembles of them as one batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._ops.shapes.cat_stack import stack
from ..nn.modules.batchnorm import _BatchNorm
from ..nn.utils import stateless

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .._tensor.tensor import Tensor
    from ..nn.common_types import ModuleT
    from ..nn.modules.container import ModuleList
    from ..nn.modules.module import Module


def functional_call(
    module: Module,
    parameter_and_buffer_dicts: dict[str, Tensor] | Sequence[dict[str, Tensor]],
    args: Any = None,
    kwargs: dict[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """Call ``module`` with other tensors in the place of its parameters and buffers.

    parameter_and_buffer_dicts: a dict of tensors by name, or a tuple or list of such dicts with different names. Other
    arguments and errors as for ``torch.nn.utils.stateless.functional_call``. Raises ValueError for a name in two dicts.

    >>> layer = torch.nn.Linear(2, 1)
    >>> params = {name: p.detach() * 0 for name, p in layer.named_parameters()}
    >>> torch.func.functional_call(layer, params, torch.ones(2))
    tensor([0.])
    """
    given = parameter_and_buffer_dicts
    if isinstance(given, (tuple, list)):
        if not all(isinstance(d, dict) for d in given):
            raise ValueError(
                "Expected all elements of parameter_and_buffer_dicts to be dictionaries, got "
                f"{[type(d) for d in given]}"
            )
        names = [name for d in given for name in d]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{twice} appeared in multiple dictionaries; behavior of functional call is ambiguous")
        given = {name: v for d in given for name, v in d.items()}
    elif not isinstance(given, dict):
        raise ValueError(
            f"Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got {type(given)}"
        )
    return stateless.functional_call(module, given, args, kwargs, tie_weights=tie_weights, strict=strict)


def stack_module_state(models: Sequence[Module] | ModuleList) -> tuple[dict[str, Any], dict[str, Any]]:
    """(parameters, buffers) of several modules of one class, each stacked along a new first dimension, as dicts by
    name: for ``vmap`` over an ensemble. The stacked parameters are leaves that require gradients as the originals do.

    Raises RuntimeError without models, for different classes, and for a mix of train() and eval().

    >>> models = [torch.nn.Linear(2, 1) for _ in range(3)]
    >>> params, buffers = torch.func.stack_module_state(models)
    >>> run = lambda p, b, x: torch.func.functional_call(models[0], (p, b), x)
    >>> torch.vmap(run, in_dims=(0, 0, None))(params, buffers, torch.ones(4, 2)).shape
    torch.Size([3, 4, 1])
    """
    if not len(models):
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    if any(m.training != models[0].training for m in models):
        raise RuntimeError("stack_module_state: Expected all models to have the same training/eval mode.")
    if any(type(m) is not type(models[0]) for m in models):
        raise RuntimeError("stack_module_state: Expected all models to be of the same class.")
    params = [dict(m.named_parameters()) for m in models]
    buffers = [dict(m.named_buffers()) for m in models]
    return (
        {name: _stacked([p[name] for p in params]) for name in params[0]},
        {name: _stacked([b[name] for b in buffers]) for name in buffers[0]},
    )


def _stacked(tensors):
    on = [t.requires_grad for t in tensors]
    if any(o != on[0] for o in on):
        raise RuntimeError(
            "Expected to stack parameters that all require gradients, or all don't: set requires_grad alike"
        )
    return stack([t.detach() for t in tensors]).requires_grad_(on[0])


def replace_all_batch_norm_modules_(root: ModuleT) -> ModuleT:
    """Take the running statistics away from all batch norms in ``root``, which then use those of each batch: nothing is
    updated in place, as transforms need it. Returns ``root``.

    >>> net = torch.func.replace_all_batch_norm_modules_(torch.nn.Sequential(torch.nn.BatchNorm1d(2)))
    >>> net[0].running_mean is None
    True
    """
    for module in (root, *root.modules()):
        if isinstance(module, _BatchNorm) and module.track_running_stats:
            module.running_mean = module.running_var = module.num_batches_tracked = None
            module.track_running_stats = False
    return root
