"""A hook that leaves gradients as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....futures import Future

if TYPE_CHECKING:
    from typing import Any

    from ...._tensor.tensor import Tensor
    from ....nn.parallel._reducer import GradBucket

__all__ = ["noop_hook"]


def noop_hook(_: Any, bucket: GradBucket) -> Future[Tensor]:
    """The gradients of this process alone: how long is training without exchanges?"""
    future: Future[Tensor] = Future()
    future.set_result(bucket.buffer())
    return future
