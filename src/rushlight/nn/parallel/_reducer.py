"""Gradients of several processes brought together during the backward pass, bucket by bucket."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..._core import state
from ..._distributed.kinds import AllreduceOptions, BuiltinCommHookType
from ..._ops.shapes.cat_stack import cat

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..._distributed.group import ProcessGroup
    from ..._tensor.tensor import Tensor
    from ...futures import Future
    from ..parameter import Parameter

__all__ = ["GradBucket", "Reducer"]

_UNFINISHED = (
    "Expected to have finished reduction in the prior iteration before starting a new one. This error indicates that "
    "your module has parameters that were not used in producing loss. You can enable unused parameter detection by "
    "passing the keyword argument `find_unused_parameters=True` to `torch.nn.parallel.DistributedDataParallel`, and by "
    "making sure all `forward` function outputs participate in calculating loss. Parameter indices which did not "
    "receive grad: "
)


class GradBucket:
    """Some parameters and their gradients in one flat tensor, as a communication hook sees them."""

    def __init__(self, index: int, parameters: list[Parameter], is_last: bool) -> None:
        self._index, self._parameters, self._is_last = index, parameters, is_last
        self._buffer = cat([_gradient(p).reshape(-1) for p in parameters])

    def index(self) -> int:
        """The bucket's number, in the order in which buckets become ready."""
        return self._index

    def buffer(self) -> Tensor:
        """All gradients, flat, behind each other."""
        return self._buffer

    def gradients(self) -> list[Tensor]:
        """The gradients in their shapes: views of the buffer."""
        sizes = [p.numel() for p in self._parameters]
        return [g.view(p.shape) for g, p in zip(self._buffer.split(sizes), self._parameters, strict=True)]

    def parameters(self) -> list[Parameter]:
        """The parameters."""
        return list(self._parameters)

    def is_last(self) -> bool:
        """Whether it is the last bucket of the backward pass."""
        return self._is_last

    def set_buffer(self, buffer: Tensor) -> None:
        """Put another tensor in the buffer's place."""
        self._buffer = buffer


def _gradient(p: Parameter) -> Tensor:
    return p.new_zeros(p.shape) if p.grad is None else p.grad.detach()


class Reducer:
    """Watches the parameters' gradients; when all of a bucket are there, its hook brings the processes' together, or
    their mean is taken. In a group of one process without a hook the gradients are what they are."""

    def __init__(
        self, parameters: list[Parameter], group: ProcessGroup, bucket_bytes: int, first_bytes: int, each_alone: bool
    ) -> None:
        self.parameters, self.group, self.each_alone = parameters, group, each_alone
        self.hook: Callable[[Any, GradBucket], Future[Any]] | None = None
        self.state: Any = None
        self.buckets = _buckets(parameters, bucket_bytes, first_bytes, each_alone)
        self.place = {i: n for n, bucket in enumerate(self.buckets) for i in bucket}
        self.ready: set[int] = set()
        self.sync = True
        self._handles = [
            p.register_post_accumulate_grad_hook(partial(self._is_ready, i)) for i, p in enumerate(parameters)
        ]

    def prepare(self) -> None:
        """Called before a forward pass that will be differentiated. Raises RuntimeError if gradients of the last one
        are missing."""
        missing = sorted(set(range(len(self.parameters))) - self.ready)
        if self.ready and missing and not self.each_alone:
            raise RuntimeError(_UNFINISHED + " ".join(map(str, missing)))
        self.ready.clear()

    def remove(self) -> None:
        """Stop watching."""
        for handle in self._handles:
            handle.remove()

    def _is_ready(self, i: int, _: Tensor) -> None:
        if not self.sync:
            return
        self.ready.add(i)
        bucket = self.buckets[self.place[i]]
        if self.ready.issuperset(bucket) and (self.hook is not None or self.group.size() > 1):
            self._bring_together(self.place[i], [self.parameters[k] for k in bucket])

    def _bring_together(self, number: int, parameters: list[Parameter]) -> None:
        recorded, state.grad = state.grad, False
        try:
            bucket = GradBucket(number, parameters, number == len(self.buckets) - 1)
            if self.hook is None:
                self._mean(bucket)
            else:
                result = self.hook(self.state, bucket).wait()
                bucket.set_buffer(result[0] if isinstance(result, (list, tuple)) else result)
            for p, g in zip(parameters, bucket.gradients(), strict=True):
                if p.grad is not None:
                    p.grad.copy_(g)
        finally:
            state.grad = recorded

    def _mean(self, bucket: GradBucket) -> None:
        bucket.buffer().div_(self.group.size())
        self.group.allreduce([bucket.buffer()], AllreduceOptions()).wait()

    def use_builtin(self, kind: BuiltinCommHookType) -> None:
        """Bring gradients together as they are, or in 16 bits."""
        from ..._base.dtypes import float16
        from ...futures import Future

        def hook(_: Any, bucket: GradBucket) -> Future[Any]:
            whole = bucket.buffer().dtype
            if kind is BuiltinCommHookType.FP16_COMPRESS:
                bucket.set_buffer(bucket.buffer().to(float16))
            self._mean(bucket)
            future: Future[Any] = Future()
            future.set_result(bucket.buffer().to(whole))
            return future

        self.hook = hook


def _buckets(parameters: list[Parameter], bytes: int, first: int, each_alone: bool) -> list[list[int]]:
    """Indices of parameters of one dtype, last ones first, as their gradients come; at most so many bytes each."""
    done: list[list[int]] = []
    now: list[int] = []
    filled = 0
    for i in reversed(range(len(parameters))):
        p = parameters[i]
        limit = first if not done else bytes
        if now and (each_alone or filled + p.nbytes > limit or p.dtype != parameters[now[0]].dtype):
            done.append(now[::-1])
            now, filled = [], 0
        now.append(i)
        filled += p.nbytes
    return [*done, now[::-1]] if now else done
