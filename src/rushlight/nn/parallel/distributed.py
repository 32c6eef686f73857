"""DistributedDataParallel: a network that several processes train together, each on its own batches."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from ..._base.devices import device
from ..._core import state
from ..._distributed.collectives import _broadcast_coalesced
from ..._distributed.join import Join, Joinable, JoinHook
from ..._distributed.world import _get_default_group
from ..modules.module import Module
from ..modules.utils import Generic
from ..parameter import UninitializedParameter
from ._reducer import GradBucket, Reducer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from ..._distributed.group import ProcessGroup
    from ..._distributed.kinds import BuiltinCommHookType
    from ..._tensor.tensor import Tensor
    from ...futures import Future

__all__ = ["DistributedDataParallel"]

T = TypeVar("T", bound=Module)
_MB = 1024 * 1024
_NO_GRADIENT = (
    "DistributedDataParallel is not needed when a module doesn't have any parameter that requires a gradient."
)


class DistributedDataParallel(Module, Joinable, Generic[T]):
    """``module``, trained by all processes of a group: they begin with the parameters of rank 0, and each backward pass
    leaves the mean of the processes' gradients in ``.grad``. Its state_dict has the names ``module.…``.

    broadcast_buffers       buffers follow those of rank 0 before each forward pass
    process_group           the group; None: of all processes
    bucket_cap_mb           how many gradients go together
    find_unused_parameters  parameters may be without a gradient in some passes
    gradient_as_bucket_view, static_graph, init_sync  as PyTorch's; results are the same

    Raises: ValueError before ``init_process_group``, or for ``device_ids`` of a module on the CPU; RuntimeError for a
    module without parameters that require gradients, or with lazy ones.
    """

    module: T

    def __init__(
        self,
        module: T,
        device_ids: Sequence[int | device] | None = None,
        output_device: int | device | None = None,
        dim: int = 0,
        broadcast_buffers: bool | None = None,
        init_sync: bool = True,
        process_group: ProcessGroup | None = None,
        bucket_cap_mb: float | None = None,
        find_unused_parameters: bool = False,
        check_reduction: bool = False,
        gradient_as_bucket_view: bool = False,
        static_graph: bool = False,
        delay_all_reduce_named_params: list[tuple[str, Any]] | None = None,
        param_to_hook_all_reduce: Any = None,
        mixed_precision: Any = None,
        device_mesh: Any = None,
        skip_all_reduce_unused_params: bool = False,
        bucket_cap_mb_list: list[int] | None = None,
        batched_grad_copy: bool = False,
        forward_sync_buffers: bool | None = None,
    ) -> None:
        super().__init__()
        if process_group is not None and device_mesh is not None:
            raise RuntimeError("Cannot specify both process_group and device_mesh arguments.")
        group = device_mesh.get_group() if device_mesh is not None else process_group
        self.process_group = _get_default_group() if group is None else group
        if (delay_all_reduce_named_params is None) != (param_to_hook_all_reduce is None):
            raise ValueError(
                "delay_all_reduce_named_params and param_to_hook_all_reduce need to be set at the same time."
            )
        if mixed_precision is not None:
            raise ValueError(
                "DistributedDataParallel: mixed_precision keeps a second copy of the parameters for devices; on the "
                "CPU wrap the forward pass in torch.autocast('cpu')"
            )
        ignored = set(getattr(module, "_ddp_params_and_buffers_to_ignore", ()))
        ignored |= {name for name, _ in delay_all_reduce_named_params or ()}
        self.parameters_to_ignore = ignored
        trained = _trained(module, ignored)
        devices = {p.device for p in trained}
        _check_devices(device_ids, output_device, devices)
        self.module = module
        self.device_ids, self.output_device, self.dim = None, None, dim
        self.device = next(iter(devices))
        self.device_type = self.device.type
        self.is_multi_device_module = len(devices) > 1
        self.broadcast_buffers = True if broadcast_buffers is None else broadcast_buffers
        self.bucket_bytes_cap = int((25 if bucket_cap_mb is None else bucket_cap_mb) * _MB)
        self.find_unused_parameters = find_unused_parameters
        self.gradient_as_bucket_view = gradient_as_bucket_view
        self.static_graph = static_graph
        self.skip_all_reduce_unused_params = skip_all_reduce_unused_params
        self.mixed_precision = mixed_precision
        self.require_backward_grad_sync = self.require_forward_param_sync = True
        if init_sync:
            self._sync_from_first([*module.parameters(), *module.buffers()])
        self._watch(trained)

    def _watch(self, trained: list[Any]) -> None:
        each_alone = self.find_unused_parameters or self.static_graph
        first = min(_MB, self.bucket_bytes_cap)
        self.reducer = Reducer(trained, self.process_group, self.bucket_bytes_cap, first, each_alone)

    def _sync_from_first(self, tensors: list[Tensor]) -> None:
        if tensors:
            _broadcast_coalesced(self.process_group, [t.detach() for t in tensors], 250 * _MB, 0)

    def __getstate__(self) -> dict[str, Any]:
        if self.process_group != _get_default_group():
            raise RuntimeError(
                "DDP Pickling/Unpickling are only supported when using DDP with the default process group. That is, "
                "when you have called init_process_group and have not passed process_group argument to DDP constructor"
            )
        return {k: v for k, v in self.__dict__.items() if k not in ("process_group", "reducer")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        self.process_group = _get_default_group()
        self._watch(_trained(self.module, self.parameters_to_ignore))

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        """The module's forward pass."""
        self.reducer.sync = self.require_backward_grad_sync
        if state.grad and self.require_backward_grad_sync:
            self.reducer.prepare()
        if self.will_sync_module_buffers():
            self._sync_from_first(list(self.module.buffers()))
        return self.module(*inputs, **kwargs)

    @contextmanager
    def no_sync(self) -> Iterator[None]:
        """Inside, gradients gather in each process alone; the first backward pass of a forward pass outside brings them
        together."""
        before, self.require_backward_grad_sync = self.require_backward_grad_sync, False
        try:
            yield
        finally:
            self.require_backward_grad_sync = before

    def will_sync_module_buffers(self) -> bool:
        """Whether the next forward pass gives the buffers those of rank 0."""
        return (
            self.require_forward_param_sync
            and self.broadcast_buffers
            and self.process_group.size() > 1
            and next(self.module.buffers(), None) is not None
        )

    def register_comm_hook(self, state: object, hook: Callable[[Any, GradBucket], Future[Tensor]]) -> None:
        """Let ``hook(state, bucket)`` bring each bucket's gradients together: it returns a Future of the new flat
        tensor. Raises: TypeError if it can't be called; RuntimeError for the second one."""
        if not callable(hook):
            raise TypeError("Communication hook must be callable.")
        self._only_hook()
        self.reducer.state, self.reducer.hook = state, hook

    def _register_builtin_comm_hook(self, comm_hook_type: BuiltinCommHookType) -> None:
        self._only_hook()
        self.reducer.use_builtin(comm_hook_type)

    def _only_hook(self) -> None:
        if self.reducer.hook is not None:
            raise RuntimeError("register_comm_hook or register_builtin_comm_hook can only be called once.")

    def _set_static_graph(self) -> None:
        self.static_graph = True
        self.reducer.remove()
        self._watch(self.reducer.parameters)

    @staticmethod
    def _set_params_and_buffers_to_ignore_for_model(module: Module, params_and_buffers_to_ignore: list[str]) -> None:
        module._ddp_params_and_buffers_to_ignore = params_and_buffers_to_ignore  # type: ignore[assignment]

    def join(
        self, divide_by_initial_world_size: bool = True, enable: bool = True, throw_on_early_termination: bool = False
    ) -> Join:
        """Context manager for training on uneven inputs; in a group of one process there is nobody to wait for."""
        return Join(
            [self], enable, throw_on_early_termination, divide_by_initial_world_size=divide_by_initial_world_size
        )

    def join_hook(self, **kwargs: Any) -> JoinHook:
        """The hook for ``Join``."""
        return JoinHook()

    @property
    def join_device(self) -> device:
        """The device for ``Join``'s own exchanges."""
        return self.device

    @property
    def join_process_group(self) -> Any:
        """The group for ``Join``'s own exchanges."""
        return self.process_group


def _trained(module: Module, ignored: set[str]) -> list[Any]:
    found = {id(p): p for name, p in module.named_parameters() if p.requires_grad and name not in ignored}
    if not found:
        raise RuntimeError(_NO_GRADIENT)
    if any(isinstance(p, UninitializedParameter) for p in module.parameters()):
        raise RuntimeError(
            "Modules with uninitialized parameters can't be used with `DistributedDataParallel`. Run a dummy forward "
            "pass to correctly initialize the modules"
        )
    return list(found.values())


def _check_devices(device_ids: Any, output_device: Any, devices: set[device]) -> None:
    if device_ids is not None and len(device_ids) > 1:
        raise ValueError("device_ids can only be None or contain a single element.")
    if device_ids and any(d.type == "cpu" for d in devices):
        raise ValueError(
            "DistributedDataParallel device_ids and output_device arguments only work with single-device/multiple-"
            f"device GPU modules or CPU modules, but got device_ids {list(device_ids)}, output_device {output_device}, "
            f"and module parameters {devices}. Leave device_ids out."
        )
