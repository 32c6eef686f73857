"""Means of gradients, as they are or in 16 bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...._base.dtypes import bfloat16, float16
from ...._distributed.collectives import all_reduce
from ...._distributed.world import _group_or_default

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...._tensor.tensor import Tensor
    from ....futures import Future
    from ....nn.parallel._reducer import GradBucket

    Hook = Callable[[Any, GradBucket], Future[Tensor]]

__all__ = [
    "allreduce_hook",
    "bf16_compress_hook",
    "bf16_compress_wrapper",
    "fp16_compress_hook",
    "fp16_compress_wrapper",
]


def _mean(group: Any, t: Tensor) -> Future[Tensor]:
    group = _group_or_default(group)
    work = all_reduce(t.div_(group.size()), group=group, async_op=True)
    assert work is not None
    return work.get_future().then(lambda future: future.value()[0])


def allreduce_hook(process_group: Any, bucket: GradBucket) -> Future[Tensor]:
    """The mean of the processes' gradients: what happens without a hook."""
    return _mean(process_group, bucket.buffer())


def _compressed(dtype: Any, process_group: Any, bucket: GradBucket) -> Future[Tensor]:
    buffer = bucket.buffer()
    future = _mean(process_group, buffer.to(dtype))
    return future.then(lambda done: buffer.copy_(done.value()))


def fp16_compress_hook(process_group: Any, bucket: GradBucket) -> Future[Tensor]:
    """The mean of the gradients in float16."""
    return _compressed(float16, process_group, bucket)


def bf16_compress_hook(process_group: Any, bucket: GradBucket) -> Future[Tensor]:
    """The mean of the gradients in bfloat16."""
    return _compressed(bfloat16, process_group, bucket)


def _wrapper(dtype: Any, hook: Hook) -> Hook:
    def wrapped(state: Any, bucket: GradBucket) -> Future[Tensor]:
        buffer = bucket.buffer()
        bucket.set_buffer(buffer.to(dtype))
        return hook(state, bucket).then(lambda done: buffer.copy_(done.value()))

    return wrapped


def fp16_compress_wrapper(hook: Hook) -> Hook:
    """A hook that hands ``hook`` the gradients in float16."""
    return _wrapper(float16, hook)


def bf16_compress_wrapper(hook: Hook) -> Hook:
    """A hook that hands ``hook`` the gradients in bfloat16."""
    return _wrapper(bfloat16, hook)
