"""The small classes of process groups: errors, kinds of reduction, backends by name, options."""

from __future__ import annotations

import enum
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


__all__ = [
    "AllToAllOptions",
    "AllreduceCoalescedOptions",
    "AllreduceOptions",
    "Backend",
    "BackendConfig",
    "BarrierOptions",
    "BroadcastOptions",
    "BuiltinCommHookType",
    "DebugLevel",
    "DistBackendError",
    "DistError",
    "DistNetworkError",
    "DistStoreError",
    "GatherOptions",
    "QueueEmptyError",
    "ReduceOp",
    "ReduceOptions",
    "ReduceScatterOptions",
    "ScatterOptions",
    "default_pg_timeout",
    "supports_complex",
]

default_pg_timeout = timedelta(minutes=30)


class DistError(RuntimeError):
    """Something went wrong between processes."""


class DistBackendError(DistError):
    """A backend reported an error."""


class DistNetworkError(DistError):
    """A connection could not be made, or broke."""


class DistStoreError(DistError):
    """A store was asked for what is not there in time."""


class QueueEmptyError(DistStoreError):
    """A queue of a store has nothing to give."""


class RedOpType(enum.Enum):
    """How values of several processes become one."""

    SUM = 0
    AVG = 1
    PRODUCT = 2
    MIN = 3
    MAX = 4
    BAND = 5
    BOR = 6
    BXOR = 7
    PREMUL_SUM = 8


class _ReduceOpMeta(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, RedOpType) or super().__instancecheck__(instance)


class ReduceOp(metaclass=_ReduceOpMeta):
    """How values of several processes become one: ``ReduceOp.SUM`` and its kin, each a ``ReduceOp.RedOpType``.

    >>> ReduceOp(ReduceOp.SUM) == ReduceOp.SUM
    True
    """

    RedOpType = RedOpType
    SUM = RedOpType.SUM
    AVG = RedOpType.AVG
    PRODUCT = RedOpType.PRODUCT
    MIN = RedOpType.MIN
    MAX = RedOpType.MAX
    BAND = RedOpType.BAND
    BOR = RedOpType.BOR
    BXOR = RedOpType.BXOR
    PREMUL_SUM = RedOpType.PREMUL_SUM

    def __init__(self, op: Any) -> None:
        self.op: Any = getattr(op, "op", op)

    def __eq__(self, other: object) -> bool:
        return self.op is getattr(other, "op", other)

    def __hash__(self) -> int:
        return hash(self.op)


class _ReduceOp:
    """The old name ``reduce_op`` of ReduceOp."""

    def __getattribute__(self, key: str) -> Any:
        if not key.startswith("_"):
            import warnings

            warnings.warn(
                "`torch.distributed.reduce_op` is deprecated, please use `torch.distributed.ReduceOp` instead",
                category=FutureWarning,
                stacklevel=2,
            )
        return getattr(ReduceOp, key)


reduce_op = _ReduceOp()


def supports_complex(reduceOp: ReduceOp | RedOpType) -> bool:
    """Whether complex numbers can be reduced so: they have no order, no bits and no product here."""
    op = ReduceOp(reduceOp).op
    return op not in (RedOpType.MAX, RedOpType.MIN, RedOpType.PRODUCT, RedOpType.BAND, RedOpType.BOR, RedOpType.BXOR)


class DebugLevel(enum.IntEnum):
    """How much process groups check: TORCH_DISTRIBUTED_DEBUG."""

    OFF = 0
    INFO = 1
    DETAIL = 2


class BuiltinCommHookType(enum.Enum):
    """How DistributedDataParallel's own hooks bring gradients together."""

    ALLREDUCE = 0
    FP16_COMPRESS = 1


class Backend(str):
    """A backend by its name, in small letters: "gloo", "nccl", "mpi", ... Here "gloo" is there: NumPy and our own
    kernels on the CPU.

    >>> Backend("GLOO")
    'gloo'
    """

    UNDEFINED = "undefined"
    GLOO = "gloo"
    NCCL = "nccl"
    UCC = "ucc"
    MPI = "mpi"
    XCCL = "xccl"
    FAKE = "fake"
    _plugins: ClassVar[dict[str, Callable[..., Any]]] = {}
    backend_list: ClassVar[list[str]] = [UNDEFINED, GLOO, NCCL, XCCL, UCC, MPI, FAKE]
    default_device_backend_map: ClassVar[dict[str, str]] = {"cpu": GLOO, "cuda": NCCL, "xpu": XCCL, "mps": GLOO}
    backend_capability: ClassVar[dict[str, list[str]]] = {
        GLOO: ["cpu", "cuda"],
        NCCL: ["cuda"],
        XCCL: ["xpu"],
        UCC: ["cpu", "cuda"],
        MPI: ["cpu", "cuda"],
        FAKE: ["cpu", "cuda", "hpu", "xpu"],
    }

    def __new__(cls, name: str) -> Backend:
        if not isinstance(name, str):
            raise ValueError("Backend constructor parameter must be string-ish")
        return str.__new__(cls, getattr(cls, name.upper(), name.lower()))

    @classmethod
    def register_backend(
        cls, name: str, func: Callable[..., Any], extended_api: bool = False, devices: str | list[str] | None = None
    ) -> None:
        """Make ``func(store, rank, world_size, timeout)`` the maker of process groups of backend ``name``; they are
        ProcessGroups of several processes if they want to be."""
        if hasattr(cls, name.upper()):
            raise RuntimeError(f"{name.upper()} c10d backend already exist")
        setattr(cls, name.upper(), name.lower())
        if name.lower() not in cls.backend_list:
            cls.backend_list.append(name.lower())
        cls._plugins[name.upper()] = func
        devices = ["cpu"] if devices is None else [devices] if isinstance(devices, str) else devices
        cls.backend_capability[name.lower()] = list(devices)
        for device in devices:
            cls.default_device_backend_map.setdefault(device, name.lower())


class BackendConfig:
    """Which backend each kind of device has, from "gloo" or "cpu:gloo,cuda:nccl".

    >>> str(BackendConfig(Backend("gloo")))
    'cpu:gloo,cuda:gloo'
    """

    def __init__(self, backend: str) -> None:
        self.device_backend_map: dict[str, str] = {}
        if backend == Backend.UNDEFINED:
            self.device_backend_map = dict(Backend.default_device_backend_map)
        elif ":" in backend:
            for pair in backend.lower().split(","):
                device, colon, name = pair.partition(":")
                if not colon or not device or not name or ":" in name:
                    raise ValueError(
                        f"The custom backend string argument is invalid: {backend}. Custom backend string is an "
                        'experimental feature where the backend string must be in the format: "<device_type1>:'
                        '<backend1>,<device_type2>:<backend2>...". e.g. "cpu:gloo,cuda:nccl"'
                    )
                if device in self.device_backend_map:
                    raise ValueError(f"Duplicate device type {device} in backend string: {backend}")
                self.device_backend_map[device] = Backend(name)
        else:
            devices = Backend.backend_capability.get(backend.lower(), ["cpu"])
            self.device_backend_map = dict.fromkeys(devices, Backend(backend))

    def __repr__(self) -> str:
        return ",".join(f"{device}:{backend}" for device, backend in self.device_backend_map.items())

    def get_device_backend_map(self) -> dict[str, str]:
        """{kind of device: backend}."""
        return self.device_backend_map


class _Options:
    """What a collective of a ProcessGroup is told beside its tensors."""

    def __init__(self) -> None:
        self.timeout = default_pg_timeout
        self.asyncOp = True


class AllreduceOptions(_Options):
    """Of ``ProcessGroup.allreduce``."""

    reduceOp: Any = ReduceOp.SUM


class AllreduceCoalescedOptions(AllreduceOptions):
    """Of ``ProcessGroup.allreduce_coalesced``."""


class ReduceScatterOptions(AllreduceOptions):
    """Of ``ProcessGroup.reduce_scatter``."""


class BroadcastOptions(_Options):
    """Of ``ProcessGroup.broadcast``."""

    rootRank = 0
    rootTensor = 0


class ReduceOptions(BroadcastOptions):
    """Of ``ProcessGroup.reduce``."""

    reduceOp: Any = ReduceOp.SUM


class GatherOptions(BroadcastOptions):
    """Of ``ProcessGroup.gather``."""


class ScatterOptions(BroadcastOptions):
    """Of ``ProcessGroup.scatter``."""


class AllToAllOptions(_Options):
    """Of ``ProcessGroup.alltoall``."""


class BarrierOptions(_Options):
    """Of ``ProcessGroup.barrier``."""

    device_ids: ClassVar[list[int]] = []
    device: Any = None
