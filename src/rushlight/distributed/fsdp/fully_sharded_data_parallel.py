"""FullyShardedDataParallel: a network whose weights lie in pieces on all processes."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..._distributed.world import _get_default_group
from ...nn.modules.module import Module
from ...nn.utils.clip_grad import clip_grad_norm_
from .api import (
    BackwardPrefetch,
    CPUOffload,
    FullOptimStateDictConfig,
    FullStateDictConfig,
    MixedPrecision,
    OptimStateKeyType,
    ShardingStrategy,
    StateDictSettings,
    StateDictType,
)
from .wrap import wrap_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from ..._tensor.tensor import Tensor
    from ...optim.optimizer import Optimizer

__all__ = ["FullyShardedDataParallel", "OptimStateKeyType"]

_INSIDE = "_fsdp_wrapped_module"


class FullyShardedDataParallel(Module):
    """``module``, trained by all processes of a group, each with a piece of the weights. In a group of one process it
    has all of them (NO_SHARD, as PyTorch's becomes); the state_dict has the module's own names.

    auto_wrap_policy  which parts are wrapped by themselves, as ``fsdp.wrap`` has them
    mixed_precision   dtypes of weights and gradients while computing
    The other arguments say how pieces travel between processes, of which there are none.

    Raises: ValueError before ``init_process_group``; RuntimeError for ``mixed_precision``.
    """

    def __init__(
        self,
        module: Module,
        process_group: Any = None,
        sharding_strategy: ShardingStrategy | None = None,
        cpu_offload: CPUOffload | None = None,
        auto_wrap_policy: Any = None,
        backward_prefetch: BackwardPrefetch | None = BackwardPrefetch.BACKWARD_PRE,
        mixed_precision: MixedPrecision | None = None,
        ignored_modules: Iterable[Module] | None = None,
        param_init_fn: Callable[[Module], None] | None = None,
        device_id: Any = None,
        sync_module_states: bool = False,
        forward_prefetch: bool = False,
        limit_all_gathers: bool = True,
        use_orig_params: bool = False,
        ignored_states: Any = None,
        device_mesh: Any = None,
    ) -> None:
        super().__init__()
        group = device_mesh.get_group() if device_mesh is not None else process_group
        self.process_group = _get_default_group() if group is None else group
        if mixed_precision not in (None, MixedPrecision()):
            raise RuntimeError(
                "FullyShardedDataParallel: mixed_precision keeps a second copy of the weights for devices; on the CPU "
                "wrap the forward pass in torch.autocast('cpu')"
            )
        if sharding_strategy not in (None, ShardingStrategy.NO_SHARD):
            warnings.warn(
                f"FSDP is switching to use `NO_SHARD` instead of {sharding_strategy} since the world size is 1.",
                stacklevel=2,
            )
        self.sharding_strategy = ShardingStrategy.NO_SHARD
        self.cpu_offload, self.mixed_precision = cpu_offload or CPUOffload(), MixedPrecision()
        self.training_settings = {"device_id": device_id, "sync": sync_module_states}
        if auto_wrap_policy is not None:
            ignored = set(ignored_modules or ())

            def wrapper(part: Module) -> Module:
                already = part in ignored or isinstance(part, FullyShardedDataParallel)
                return part if already else FullyShardedDataParallel(part, self.process_group)

            wrap_parts(module, auto_wrap_policy, wrapper)
        if param_init_fn is not None and any(p.is_meta for p in module.parameters()):
            param_init_fn(module)
        self._fsdp_wrapped_module = module
        self._settings = StateDictSettings()

    @property
    def module(self) -> Module:
        """The module inside."""
        return self._fsdp_wrapped_module

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except AttributeError:
            return getattr(super().__getattr__(_INSIDE), name)

    def __getitem__(self, key: int) -> Any:
        return self.module[key]  # type: ignore[index]

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """The module's forward pass."""
        return self._fsdp_wrapped_module(*args, **kwargs)

    def state_dict(self, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False) -> Any:
        """The module's, under its own names."""
        return self.module.state_dict(*args, destination=destination, prefix=prefix, keep_vars=keep_vars)

    def _load_from_state_dict(self, state_dict: Any, prefix: str, *args: Any) -> None:
        for key in [k for k in state_dict if k.startswith(prefix) and not k.startswith(f"{prefix}{_INSIDE}.")]:
            state_dict[f"{prefix}{_INSIDE}.{key[len(prefix) :]}"] = state_dict.pop(key)
        super()._load_from_state_dict(state_dict, prefix, *args)

    def named_parameters(self, *args: Any, **kwargs: Any) -> Iterator[tuple[str, Any]]:
        """The parameters, with their own names inside ``summon_full_params``."""
        for name, p in super().named_parameters(*args, **kwargs):
            yield (name.replace(f"{_INSIDE}.", "") if _summoned else name), p

    @staticmethod
    def fsdp_modules(module: Module, root_only: bool = False) -> list[FullyShardedDataParallel]:
        """The wrapped parts of a module; ``root_only``: those inside no other."""
        found = [m for m in module.modules() if isinstance(m, FullyShardedDataParallel)]
        inner = {id(n) for m in found for n in m.modules() if n is not m}
        return [m for m in found if not root_only or id(m) not in inner]

    def clip_grad_norm_(self, max_norm: float, norm_type: float = 2.0) -> Tensor:
        """``nn.utils.clip_grad_norm_`` of all processes' gradients; the norm."""
        return clip_grad_norm_(self.parameters(), max_norm, norm_type)

    @contextmanager
    def no_sync(self) -> Iterator[None]:
        """Inside, gradients gather in each process alone."""
        yield

    @staticmethod
    @contextmanager
    def summon_full_params(
        module: Module,
        recurse: bool = True,
        writeback: bool = True,
        rank0_only: bool = False,
        offload_to_cpu: bool = False,
        with_grads: bool = False,
    ) -> Iterator[None]:
        """Context manager: the whole parameters inside, under their own names."""
        _summoned.append(module)
        try:
            yield
        finally:
            _summoned.pop()

    @staticmethod
    def set_state_dict_type(
        module: Module,
        state_dict_type: StateDictType,
        state_dict_config: Any = None,
        optim_state_dict_config: Any = None,
    ) -> StateDictSettings:
        """What state_dicts hold; returns what they held. On one process pieces are the whole."""
        modules = FullyShardedDataParallel.fsdp_modules(module)
        before = modules[0]._settings if modules else StateDictSettings()
        for m in modules:
            m._settings = StateDictSettings(
                state_dict_type,
                state_dict_config or FullStateDictConfig(),
                optim_state_dict_config or FullOptimStateDictConfig(),
            )
        return before

    @staticmethod
    def get_state_dict_type(module: Module) -> StateDictSettings:
        """What ``set_state_dict_type`` was last told."""
        modules = FullyShardedDataParallel.fsdp_modules(module)
        return modules[0]._settings if modules else StateDictSettings()

    @staticmethod
    @contextmanager
    def state_dict_type(
        module: Module,
        state_dict_type: StateDictType,
        state_dict_config: Any = None,
        optim_state_dict_config: Any = None,
    ) -> Iterator[None]:
        """Context manager: ``set_state_dict_type`` inside."""
        cls = FullyShardedDataParallel
        before = cls.set_state_dict_type(module, state_dict_type, state_dict_config, optim_state_dict_config)
        try:
            yield
        finally:
            for m in cls.fsdp_modules(module):
                m._settings = before

    @staticmethod
    def optim_state_dict(
        model: Module, optim: Optimizer, optim_state_dict: dict[str, Any] | None = None, group: Any = None
    ) -> dict[str, Any]:
        """The optimizer's state_dict with the parameters' names in place of numbers."""
        state = optim.state_dict() if optim_state_dict is None else optim_state_dict
        return _renamed(state, _names(model, optim))

    full_optim_state_dict = sharded_optim_state_dict = optim_state_dict

    @staticmethod
    def optim_state_dict_to_load(
        model: Module,
        optim: Optimizer,
        optim_state_dict: dict[str, Any],
        is_named_optimizer: bool = False,
        load_directly: bool = False,
        group: Any = None,
    ) -> dict[str, Any]:
        """The opposite of ``optim_state_dict``, for ``optim.load_state_dict``."""
        numbers = {name: number for number, name in _names(model, optim).items()}
        state = _renamed(optim_state_dict, numbers)
        if load_directly:
            optim.load_state_dict(state)
        return state


_summoned: list[Module] = []


def _names(model: Module, optim: Optimizer) -> dict[Any, Any]:
    named = {id(p): n.replace(f"{_INSIDE}.", "") for n, p in model.named_parameters()}
    params = [p for group in optim.param_groups for p in group["params"]]
    return {i: named.get(id(p), i) for i, p in enumerate(params)}


def _renamed(state: dict[str, Any], names: dict[Any, Any]) -> dict[str, Any]:
    groups = [{**g, "params": [names.get(p, p) for p in g["params"]]} for g in state["param_groups"]]
    return {"state": {names.get(k, k): v for k, v in state["state"].items()}, "param_groups": groups}
