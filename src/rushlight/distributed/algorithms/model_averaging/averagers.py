"""Parameters of several processes that become their mean now and then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...._core import state
from ...._distributed.collectives import all_reduce
from ...._distributed.world import _group_or_default

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ....nn.parameter import Parameter

__all__ = ["ModelAverager", "PeriodicModelAverager"]


class ModelAverager:
    """A way of taking means: subclasses define ``average_parameters``."""

    def __init__(self, process_group: Any = None) -> None:
        self.process_group = _group_or_default(process_group)
        self.step = 0

    def average_parameters(self, params: Iterable[Any]) -> None:
        """Take the means, if it is time."""
        raise NotImplementedError(f"{type(self).__name__}.average_parameters: define it in the subclass")


class PeriodicModelAverager(ModelAverager):
    """Means in every ``period``-th step from ``warmup_steps`` on. Raises ValueError for numbers that can't be."""

    def __init__(self, period: int, warmup_steps: int = 0, process_group: Any = None) -> None:
        super().__init__(process_group)
        if warmup_steps < 0:
            raise ValueError("Arg ``warmup_steps`` must be a non-negative number.")
        if period < 1:
            raise ValueError("Arg ``period`` must be a positive value.")
        self.period, self.warmup_steps = period, warmup_steps

    def average_parameters(self, params: Iterable[Parameter] | Iterable[dict[str, Any]]) -> None:
        """Take the means, if it is time, of parameters or of an optimizer's groups."""
        if self.step >= self.warmup_steps and (self.step - self.warmup_steps) % self.period == 0:
            found: list[Any] = []
            for p in params:
                found += p["params"] if isinstance(p, dict) else [p]
            _average(found, self.process_group)
        self.step += 1


def _average(params: list[Any], group: Any) -> None:
    recorded, state.grad = state.grad, False
    try:
        for p in params:
            p.div_(group.size())
            all_reduce(p, group=group)
    finally:
        state.grad = recorded
