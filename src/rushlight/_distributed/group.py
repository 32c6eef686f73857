"""Process groups: the one place at which processes exchange tensors."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from .._base import dtypes
from .._core import state
from ..futures import Future
from .kinds import BarrierOptions, BroadcastOptions, GatherOptions, RedOpType, ReduceOp, ScatterOptions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .._tensor.tensor import Tensor
    from .stores import Store

__all__ = ["OneProcess", "ProcessGroup", "Work"]


class Work:
    """What a collective that was begun is doing. ``future`` gets its tensors, or its error."""

    def __init__(self, future: Future[Any], source: int = 0) -> None:
        self._future = future
        self._source = source

    def wait(self, timeout: timedelta = timedelta(0)) -> bool:
        """Wait until the results are there; True. Raises what went wrong."""
        self._future.wait()
        return True

    def synchronize(self) -> None:
        """Wait until the results are there."""
        self.wait()

    def is_completed(self) -> bool:
        """Whether it is done, well or not."""
        return self._future.done()

    def is_success(self) -> bool:
        """Whether it is done well."""
        return self._future.done() and self._future._error is None

    def exception(self) -> BaseException | None:
        """What went wrong, if something did."""
        return self._future._error

    def result(self) -> list[Tensor]:
        """The tensors of the result."""
        return self._future.value()

    def get_future(self) -> Future[Any]:
        """The Future of the result's tensors."""
        return self._future

    def source_rank(self) -> int:
        """The process that sent what was received."""
        return self._source


class ProcessGroup:
    """Processes that exchange tensors; ``rank()`` is this one's number among ``size()``.

    Every exchange is a method that begins it and returns a ``Work``. They take lists of tensors as PyTorch's do, and
    options that say the root and the kind of reduction. A backend is a subclass that defines them; the functions of
    ``torch.distributed`` check their arguments, call them, and wait.
    """

    class BackendType:
        """Backends by name, as constants."""

        UNDEFINED, GLOO, NCCL, XCCL, UCC, MPI, CUSTOM = range(7)

    backend_name: ClassVar[str] = "undefined"

    def __init__(self, store: Store | None, rank: int, size: int, timeout: timedelta | None = None) -> None:
        self._store, self._rank, self._size = store, rank, size
        self._timeout = timeout
        self.group_name = ""
        self.group_desc = "undefined"
        self.bound_device_id: Any = None

    def rank(self) -> int:
        """This process's number in the group."""
        return self._rank

    def size(self) -> int:
        """The number of processes."""
        return self._size

    def name(self) -> str:
        """The backend's name."""
        return self.backend_name

    def _get_backend_name(self) -> str:
        return self.backend_name

    def get_group_store(self) -> Store | None:
        """The group's store."""
        return self._store

    def set_timeout(self, timeout: timedelta) -> None:
        """How long the group waits for other processes."""
        self._timeout = timeout

    def abort(self) -> None:
        """End what is going on in the group."""

    def shutdown(self) -> None:
        """Let the other processes go."""

    def __getattr__(self, name: str) -> Any:
        if name in _EXCHANGES:
            raise NotImplementedError(f"{type(self).__name__}: backend {self.backend_name} has no {name}")
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


_EXCHANGES = frozenset(
    "allgather _allgather_base allgather_coalesced allgather_into_tensor_coalesced allreduce allreduce_coalesced "
    "alltoall alltoall_base barrier broadcast gather monitored_barrier recv recv_anysource reduce reduce_scatter "
    "_reduce_scatter_base reduce_scatter_tensor_coalesced scatter send".split()
)


class OneProcess(ProcessGroup):
    """The group of one: what comes out is what went in, copied to where it was asked for."""

    backend_name = "gloo"

    def __init__(self, store: Store | None, rank: int, size: int, timeout: timedelta | None = None) -> None:
        if (rank, size) != (0, 1):
            raise RuntimeError(
                f"rank {rank} of {size} processes: rushlight's process groups have one process so far. Start the "
                "program once, with world_size=1 and rank=0 (WORLD_SIZE=1 RANK=0), or train in this one process, "
                "which computes on all cores"
            )
        super().__init__(store, rank, size, timeout)

    def broadcast(self, tensors: Sequence[Tensor], opts: Any = None, **_: Any) -> Work:
        """Every process gets the root's tensors."""
        self._root("broadcast", opts or BroadcastOptions())
        return _done(list(tensors))

    def allreduce(self, tensors: Sequence[Tensor], opts: Any = None, **_: Any) -> Work:
        """Every process gets the reduction of all processes' tensors, in place."""
        for t in tensors:
            _check_reducible("allreduce", t, getattr(opts, "reduceOp", opts or ReduceOp.SUM))
        return _done(list(tensors))

    allreduce_coalesced = allreduce

    def reduce(self, tensors: Sequence[Tensor], opts: Any) -> Work:
        """The root gets the reduction of all processes' tensors, in place."""
        self._root("reduce", opts)
        return self.allreduce(tensors, opts)

    def allgather(self, outputs: Sequence[Sequence[Tensor]], inputs: Sequence[Tensor], opts: Any = None) -> Work:
        """Every process gets all processes' tensors: ``outputs[i][rank]`` is ``inputs[i]`` of ``rank``."""
        for out, t in zip(outputs, inputs, strict=True):
            _check_length("allgather", "output", out)
            self._copy("allgather", out[0], t)
        return _done([list(out) for out in outputs])

    def _allgather_base(self, output: Tensor, input: Tensor, opts: Any = None) -> Work:
        self._copy("allgather", output, input)
        return _done([output])

    allgather_coalesced = allgather

    def allgather_into_tensor_coalesced(
        self, outputs: Sequence[Tensor], inputs: Sequence[Tensor], opts: Any = None
    ) -> Work:
        """``_allgather_base`` for several tensors."""
        for out, t in zip(outputs, inputs, strict=True):
            self._copy("allgather", out, t)
        return _done(list(outputs))

    def gather(self, outputs: Sequence[Sequence[Tensor]], inputs: Sequence[Tensor], opts: Any = None) -> Work:
        """The root gets all processes' tensors."""
        self._root("gather", opts or GatherOptions())
        for out, t in zip(outputs, inputs, strict=False):
            _check_length("gather", "output", out)
            self._copy("gather", out[0], t)
        return _done([list(out) for out in outputs])

    def scatter(self, outputs: Sequence[Tensor], inputs: Sequence[Sequence[Tensor]], opts: Any = None) -> Work:
        """Each process gets its own of the root's tensors."""
        self._root("scatter", opts or ScatterOptions())
        for out, parts in zip(outputs, inputs, strict=False):
            _check_length("scatter", "input", parts)
            self._copy("scatter", out, parts[0])
        return _done(list(outputs))

    def reduce_scatter(self, outputs: Sequence[Tensor], inputs: Sequence[Sequence[Tensor]], opts: Any = None) -> Work:
        """Each process gets its own part of the reduction of all processes' lists."""
        for out, parts in zip(outputs, inputs, strict=True):
            _check_length("reduce_scatter", "input", parts)
            _check_reducible("reduce_scatter", out, getattr(opts, "reduceOp", ReduceOp.SUM))
            self._copy("reduce_scatter", out, parts[0])
        return _done(list(outputs))

    def _reduce_scatter_base(self, output: Tensor, input: Tensor, opts: Any = None) -> Work:
        _check_reducible("reduce_scatter", output, getattr(opts, "reduceOp", ReduceOp.SUM))
        return self._copy_flat("reduce_scatter", output, input)

    def reduce_scatter_tensor_coalesced(
        self, outputs: Sequence[Tensor], inputs: Sequence[Tensor], opts: Any = None
    ) -> Work:
        """``_reduce_scatter_base`` for several tensors."""
        for out, t in zip(outputs, inputs, strict=True):
            self._reduce_scatter_base(out, t, opts)
        return _done(list(outputs))

    def alltoall(self, outputs: Sequence[Tensor], inputs: Sequence[Tensor], opts: Any = None) -> Work:
        """``outputs[rank]`` is what ``rank`` has for this process."""
        _check_length("alltoall", "output", outputs)
        _check_length("alltoall", "input", inputs)
        self._copy("alltoall", outputs[0], inputs[0])
        return _done(list(outputs))

    def alltoall_base(
        self,
        output: Tensor,
        input: Tensor,
        output_split_sizes: Sequence[int],
        input_split_sizes: Sequence[int],
        opts: Any = None,
    ) -> Work:
        """``alltoall`` of the pieces of one tensor along its first dimension, of the given lengths."""
        for t, sizes in ((output, output_split_sizes), (input, input_split_sizes)):
            if sizes and (len(sizes) != 1 or sizes[0] != t.shape[0]):
                raise RuntimeError(
                    f"alltoall_base: split sizes {list(sizes)} don't match group size 1 and tensor's dim 0 of "
                    f"{t.shape[0]}"
                )
        return self._copy_flat("alltoall_base", output, input)

    def send(self, tensors: Sequence[Tensor], dst: int, tag: int) -> Work:
        """Send to another process: there is none."""
        raise ValueError(f"send to rank {dst}: {_NO_OTHER}")

    def recv(self, tensors: Sequence[Tensor], src: int, tag: int) -> Work:
        """Receive from another process: there is none."""
        raise ValueError(f"recv from rank {src}: {_NO_OTHER}")

    def recv_anysource(self, tensors: Sequence[Tensor], tag: int) -> Work:
        """Receive from whichever process sends first: there is none."""
        raise ValueError(f"recv from any rank: {_NO_OTHER}")

    def barrier(self, opts: BarrierOptions | None = None, **_: Any) -> Work:
        """Wait for all processes."""
        return _done([])

    def monitored_barrier(self, timeout: timedelta | None = None, wait_all_ranks: bool = False) -> None:
        """Wait for all processes, and say which did not come."""

    def _root(self, what: str, opts: Any) -> None:
        if opts.rootRank != 0:
            raise RuntimeError(f"ProcessGroupGloo::{what}: invalid root rank: {opts.rootRank}: the only rank is 0")

    @staticmethod
    def _copy(what: str, out: Tensor, t: Tensor) -> None:
        if out.dtype != t.dtype:
            raise RuntimeError(f"ProcessGroupGloo::{what}: invalid tensor type (expected {t.dtype}, got {out.dtype})")
        if out.shape != t.shape:
            raise RuntimeError(
                f"ProcessGroupGloo::{what}: invalid tensor size at index 0 (expected {_sizes(t)}, got {_sizes(out)})"
            )
        _write(out, t)

    @staticmethod
    def _copy_flat(what: str, out: Tensor, t: Tensor) -> Work:
        if out.dtype != t.dtype:
            raise RuntimeError(f"ProcessGroupGloo::{what}: invalid tensor type (expected {t.dtype}, got {out.dtype})")
        if out.numel() != t.numel():
            raise RuntimeError(
                f"ProcessGroupGloo::{what}: invalid tensor size at index 0 (expected {_sizes(t)}, got {_sizes(out)})"
            )
        _write(out, t.detach().reshape(out.shape))
        return _done([out])


_NO_OTHER = "this process is the only one of the group; keep what you would send in a variable"


def _write(out: Tensor, t: Tensor) -> None:
    """Copy without history: process groups don't differentiate (``torch.distributed.nn`` has what does)."""
    grad, state.grad = state.grad, False
    try:
        out.copy_(t)
    finally:
        state.grad = grad


def _sizes(t: Tensor) -> str:
    return "(" + ", ".join(map(str, t.shape)) + ")"


def _check_length(what: str, kind: str, tensors: Sequence[Tensor]) -> None:
    if len(tensors) != 1:
        raise RuntimeError(
            f"ProcessGroupGloo::{what}: invalid {kind} tensor list at index 0 (expected length 1, got {len(tensors)})"
        )


def _check_reducible(what: str, t: Tensor, op: Any) -> None:
    op = ReduceOp(op).op
    if op in (RedOpType.BAND, RedOpType.BOR, RedOpType.BXOR) and (t.is_floating_point() or t.is_complex()):
        raise ValueError(f"Cannot use ReduceOp.{op.name} with non-integral dtype ({t.dtype}); convert it first")
    if op is RedOpType.PREMUL_SUM:
        raise ValueError(f"{what}: ReduceOp.PREMUL_SUM is only for backend nccl; multiply the tensor and use SUM")
    if op is RedOpType.AVG and t.dtype == dtypes.bool_:
        raise ValueError(f"{what}: ReduceOp.AVG is not for booleans; use SUM, or convert the tensor to a float dtype")


def _done(result: Any) -> Work:
    future: Future[Any] = Future()
    future.set_result(result)
    return Work(future)
