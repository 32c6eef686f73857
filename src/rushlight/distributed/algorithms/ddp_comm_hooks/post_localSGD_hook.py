"""Means of all gradients at first, later of those of a subgroup only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...._distributed.world import _group_or_default
from .default_hooks import _mean

if TYPE_CHECKING:
    from typing import Any

    from ...._tensor.tensor import Tensor
    from ....futures import Future
    from ....nn.parallel._reducer import GradBucket

__all__ = ["PostLocalSGDState", "post_localSGD_hook"]


class PostLocalSGDState:
    """The groups, and from which step on the subgroup's means do."""

    def __init__(
        self, process_group: Any, subgroup: Any, start_localSGD_iter: int, post_local_gradient_allreduce: bool = True
    ) -> None:
        self.process_group, self.subgroup = process_group, subgroup
        self.start_localSGD_iter = start_localSGD_iter
        self.post_local_gradient_allreduce = post_local_gradient_allreduce
        self.iter = 0

    def maybe_increase_iter(self, bucket: GradBucket) -> None:
        """Count a step with its last bucket."""
        if bucket.is_last():
            self.iter += 1


def post_localSGD_hook(state: PostLocalSGDState, bucket: GradBucket) -> Future[Tensor]:
    """The mean over all processes until ``start_localSGD_iter``, then over the subgroup."""
    everyone = state.iter < state.start_localSGD_iter
    state.maybe_increase_iter(bucket)
    if not everyone and not state.post_local_gradient_allreduce:
        from .debugging_hooks import noop_hook

        return noop_hook(None, bucket)
    return _mean(_group_or_default(state.process_group if everyone else state.subgroup), bucket.buffer())
