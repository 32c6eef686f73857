"""fully_shard: the weights of a Module in pieces on all processes, in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...nn.modules.module import Module

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = [
    "CPUOffloadPolicy",
    "FSDPModule",
    "MixedPrecisionPolicy",
    "OffloadPolicy",
    "UnshardHandle",
    "fully_shard",
    "register_fsdp_forward_method",
]


@dataclass(frozen=True)
class MixedPrecisionPolicy:
    """The dtypes of weights and gradients while computing."""

    param_dtype: Any = None
    reduce_dtype: Any = None
    output_dtype: Any = None
    cast_forward_inputs: bool = True


@dataclass
class OffloadPolicy:
    """Where weights wait: where they compute."""


@dataclass
class CPUOffloadPolicy(OffloadPolicy):
    """Weights wait on the CPU, where they live."""

    pin_memory: bool = True


class UnshardHandle:
    """What is bringing weights together; ``wait()`` for it."""

    def wait(self) -> None:
        """Wait until the weights are whole, which they are."""


class FSDPModule:
    """What Modules are too after ``fully_shard``: how pieces travel. On one process none does."""

    def reshard(self) -> None:
        """Give up the other processes' pieces: there are none."""

    def unshard(self, async_op: bool = False) -> UnshardHandle | None:
        """Bring the weights together, which they are."""
        return UnshardHandle() if async_op else None

    def set_is_last_backward(self, is_last_backward: bool) -> None:
        """Whether the next backward pass is the last before a step."""

    def set_requires_gradient_sync(self, requires_gradient_sync: bool, *, recurse: bool = True) -> None:
        """Whether gradients are brought together."""

    def set_requires_all_reduce(self, requires_all_reduce: bool, *, recurse: bool = True) -> None:
        """Whether gradients are brought together among groups."""

    def set_reshard_after_forward(self, reshard_after_forward: bool, recurse: bool = True) -> None:
        """Whether pieces are given up after the forward pass."""

    def set_reshard_after_backward(self, reshard_after_backward: bool, *, recurse: bool = True) -> None:
        """Whether pieces are given up after the backward pass."""

    def set_modules_to_forward_prefetch(self, modules: list[Any]) -> None:
        """Whose weights to bring together early in the forward pass."""

    def set_modules_to_backward_prefetch(self, modules: list[Any]) -> None:
        """Whose weights to bring together early in the backward pass."""


def fully_shard(
    module: Any,
    *,
    mesh: Any = None,
    reshard_after_forward: bool | int | None = None,
    shard_placement_fn: Callable[..., Any] | None = None,
    mp_policy: MixedPrecisionPolicy = MixedPrecisionPolicy(),
    offload_policy: OffloadPolicy | None = None,
    ignored_params: Any = None,
    **more: Any,
) -> Any:
    """Lay out the weights of a Module (or a list of them) on the processes of ``mesh``, in place; returns it, which is
    an FSDPModule too. On one process the weights stay whole.

    Raises: RuntimeError for dtypes in ``mp_policy``; ValueError for a ModuleList or ModuleDict, which have no forward.
    """
    from ...nn.modules.container import ModuleDict, ModuleList
    from ..device_mesh import init_device_mesh

    if isinstance(module, (ModuleList, ModuleDict)):
        raise ValueError(f"fully_shard does not support containers that do not implement forward: {module}")
    if mesh is None:
        init_device_mesh("cpu", (1,))
    if mp_policy not in (MixedPrecisionPolicy(), MixedPrecisionPolicy(cast_forward_inputs=False)):
        raise RuntimeError(
            "fully_shard: mp_policy keeps a second copy of the weights for devices; on the CPU wrap the forward pass "
            "in torch.autocast('cpu')"
        )
    for m in module if isinstance(module, (list, tuple)) else [module]:
        if not isinstance(m, FSDPModule):
            m.__class__ = type(f"FSDP{type(m).__name__}", (FSDPModule, type(m)), {"__deepcopy__": _no_copies})
    return module


def _no_copies(self: Any, memo: Any) -> Any:
    raise AssertionError("FSDP does not support deepcopy. Please use state dict for serialization.")


def register_fsdp_forward_method(module: Module, method_name: str) -> None:
    """Treat a method as a forward pass too. Raises AttributeError if there is none of that name."""
    if isinstance(module, FSDPModule) and not hasattr(module, method_name):
        raise AttributeError(f"{type(module)} does not have a method {method_name}")
