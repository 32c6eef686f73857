"""An optimizer whose state is shared out among the processes, after Rajbhandari et al., "ZeRO: Memory Optimizations
Toward Training Trillion Parameter Models"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._distributed.join import Joinable, JoinHook
from ..._distributed.world import _get_default_group, get_rank, get_world_size
from ...optim.optimizer import Optimizer

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..._base.devices import device

__all__ = ["ZeroRedundancyOptimizer"]


class ZeroRedundancyOptimizer(Optimizer, Joinable):
    """``optimizer_class(params, **defaults)``, each process with the state of a part of the parameters. In a group of
    one process that is all of it: the optimizer itself (``optim``) behind the methods of several processes.

    Raises: ValueError before ``init_process_group``; TypeError for parameters that are no tensors.
    """

    def __init__(
        self,
        params: Any,
        optimizer_class: type[Optimizer],
        process_group: Any = None,
        parameters_as_bucket_view: bool = False,
        overlap_with_ddp: bool = False,
        **defaults: Any,
    ) -> None:
        self.process_group = _get_default_group() if process_group is None else process_group
        if overlap_with_ddp:
            raise RuntimeError(
                "ZeroRedundancyOptimizer: overlap_with_ddp is for several processes; leave it out and call step()"
            )
        self.world_size: int = get_world_size(self.process_group)
        self.rank: int = get_rank(self.process_group)
        self.optim = optimizer_class(list(params), **defaults)  # type: ignore[call-arg]
        self.parameters_as_bucket_view = parameters_as_bucket_view
        self._all_state_dicts: list[Any] = []
        super().__init__(self.optim.param_groups, self.optim.defaults)
        self.param_groups = self.optim.param_groups
        self.state = self.optim.state

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """More parameters."""
        if param_group not in self.optim.param_groups:
            self.optim.add_param_group(param_group)
            self.param_groups = self.optim.param_groups

    def step(self, closure: Callable[[], float] | None = None, **kwargs: Any) -> float | None:  # type: ignore[override]
        """A step; ``closure``, if given, computes the loss anew and is asked for it."""
        return self.optim.step(closure, **kwargs) if closure is not None else self.optim.step(**kwargs)

    def consolidate_state_dict(self, to: int = 0) -> None:
        """Bring the state of all processes to process ``to``, so that it can give the ``state_dict``."""
        self._all_state_dicts = [self.optim.state_dict()] if self.rank == to else []

    def state_dict(self) -> dict[str, Any]:
        """The state of all processes, as ``consolidate_state_dict`` brought it; RuntimeError if it was not called."""
        if not self._all_state_dicts:
            raise RuntimeError(
                f"Optimizer state has not been consolidated on this rank. Please call `consolidate_state_dict(to="
                f"{self.rank})` on all ranks beforehand if you meant to save the global state."
            )
        return self.optim.state_dict()

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """What ``state_dict`` gave, here or from ``optimizer_class``."""
        self.optim.load_state_dict(state_dict)
        self.param_groups, self.state = self.optim.param_groups, self.optim.state

    def join_hook(self, **kwargs: Any) -> JoinHook:
        """The hook for ``Join``."""
        return JoinHook()

    @property
    def join_device(self) -> device:
        """The device for ``Join``'s own exchanges."""
        return self.param_groups[0]["params"][0].device

    @property
    def join_process_group(self) -> Any:
        """The group for ``Join``'s own exchanges."""
        return self.process_group
