"""States of models and optimizers with one set of names, however the model is wrapped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ...nn.modules.module import Module
    from ...optim.optimizer import Optimizer

__all__ = [
    "StateDictOptions",
    "get_model_state_dict",
    "get_optimizer_state_dict",
    "get_state_dict",
    "set_model_state_dict",
    "set_optimizer_state_dict",
    "set_state_dict",
]

_WRAPPERS = ("module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module")


@dataclass
class StateDictOptions:
    """Whole tensors or pieces (``full_state_dict``), on the CPU or not, of all parameters or those that are trained."""

    full_state_dict: bool = False
    cpu_offload: bool = False
    ignore_frozen_params: bool = False
    keep_submodule_prefixes: bool = True
    strict: bool = True
    broadcast_from_rank0: bool = False
    flatten_optimizer_state_dict: bool = False
    dsd_fqn_modifiers: str = "_fqn_modifiers"


def _wrapped(module: Any, name: str) -> bool:
    from ...nn.parallel import DataParallel, DistributedDataParallel

    return name != "module" or isinstance(module, (DataParallel, DistributedDataParallel))


def _names(model: Module) -> dict[str, str]:
    """{name of an entry: name without wrappers}."""
    wrappers = {
        f"{path}.{n}".strip(".")
        for path, module in model.named_modules()
        for n in _WRAPPERS
        if n in module._modules and _wrapped(module, n)
    }

    def plain(name: str) -> str:
        parts = name.split(".")
        return ".".join(p for i, p in enumerate(parts) if ".".join(parts[: i + 1]) not in wrappers)

    found = [n for n, _ in model.named_parameters(remove_duplicate=False)]
    found += [n for n, _ in model.named_buffers(remove_duplicate=False)]
    return {name: plain(name) for name in [*found, *model.state_dict()]}


def get_model_state_dict(
    model: Module, *, submodules: Any = None, options: StateDictOptions | None = None
) -> dict[str, Any]:
    """The model's state under the names that it has without wrappers."""
    names, options = _names(model), options or StateDictOptions()
    frozen = (
        {names[n] for n, p in model.named_parameters() if not p.requires_grad} if options.ignore_frozen_params else ()
    )
    return {names[k]: v for k, v in model.state_dict().items() if names[k] not in frozen}


def set_model_state_dict(
    model: Module, model_state_dict: dict[str, Any], *, options: StateDictOptions | None = None
) -> Any:
    """Give the model what ``get_model_state_dict`` gave; the missing and unexpected keys."""
    back = {plain: name for name, plain in _names(model).items() if name in model.state_dict()}
    state = {back.get(k, k): v for k, v in model_state_dict.items()}
    return model.load_state_dict(state, strict=(options or StateDictOptions()).strict)


def _listed(optimizers: Any) -> list[Optimizer]:
    return list(optimizers) if isinstance(optimizers, (list, tuple)) else [optimizers]


def _parameters(model: Module) -> dict[int, str]:
    names = _names(model)
    return {id(p): names[n] for n, p in model.named_parameters()}


def get_optimizer_state_dict(
    model: Module,
    optimizers: Optimizer | Iterable[Optimizer],
    *,
    submodules: Any = None,
    options: StateDictOptions | None = None,
) -> dict[str, Any]:
    """The optimizers' state by the parameters' names."""
    named = _parameters(model)
    state: dict[str, Any] = {"state": {}, "param_groups": []}
    for optimizer in _listed(optimizers):
        own = optimizer.state_dict()
        names = [named[id(p)] for g in optimizer.param_groups for p in g["params"]]
        state["state"].update({names[k]: v for k, v in own["state"].items()})
        state["param_groups"] += [{**g, "params": [names[p] for p in g["params"]]} for g in own["param_groups"]]
    return state


def set_optimizer_state_dict(
    model: Module,
    optimizers: Optimizer | Iterable[Optimizer],
    optim_state_dict: dict[str, Any],
    *,
    options: StateDictOptions | None = None,
) -> None:
    """Give the optimizers what ``get_optimizer_state_dict`` gave."""
    named = _parameters(model)
    groups = list(optim_state_dict["param_groups"])
    for optimizer in _listed(optimizers):
        names = [named[id(p)] for g in optimizer.param_groups for p in g["params"]]
        number = {name: i for i, name in enumerate(names)}
        own = [g for g in groups if all(p in number for p in g["params"])]
        optimizer.load_state_dict(
            {
                "state": {number[k]: v for k, v in optim_state_dict["state"].items() if k in number},
                "param_groups": [{**g, "params": [number[p] for p in g["params"]]} for g in own],
            }
        )


def get_state_dict(
    model: Module,
    optimizers: Optimizer | Iterable[Optimizer],
    *,
    submodules: Any = None,
    options: StateDictOptions | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The states of model and optimizers."""
    return get_model_state_dict(model, options=options), get_optimizer_state_dict(model, optimizers, options=options)


def set_state_dict(
    model: Module,
    optimizers: Optimizer | Iterable[Optimizer],
    *,
    model_state_dict: dict[str, Any],
    optim_state_dict: dict[str, Any],
    options: StateDictOptions | None = None,
) -> Any:
    """Give model and optimizers what ``get_state_dict`` gave; the missing and unexpected keys."""
    set_optimizer_state_dict(model, optimizers, optim_state_dict, options=options)
    return set_model_state_dict(model, model_state_dict, options=options)
