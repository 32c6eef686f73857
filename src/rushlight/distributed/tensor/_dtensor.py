"""DTensor: a tensor that lies on several processes; so far on one, which has all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._face.overrides import DisableTorchFunctionSubclass
from ..._ops.random.rand_randint import rand as _rand
from ..._ops.random.rand_randint import randn as _randn
from ..._ops.tensors.zeros_full import empty as _empty
from ..._ops.tensors.zeros_full import full as _full
from ..._ops.tensors.zeros_full import ones as _ones
from ..._ops.tensors.zeros_full import zeros as _zeros
from ..._tensor.tensor import Tensor
from ..device_mesh import DeviceMesh, init_device_mesh
from .placement_types import Placement, Replicate, Shard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ...nn.modules.module import Module

__all__ = ["DTensor", "distribute_module", "distribute_tensor", "empty", "full", "ones", "rand", "randn", "zeros"]


class DTensor(Tensor):
    """A tensor on the processes of ``device_mesh``, along each of whose dimensions it lies as ``placements`` say. Made
    by ``distribute_tensor`` or ``DTensor.from_local``; functions of DTensors give DTensors."""

    _mesh: Any = None
    _lies: Any = None

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = super().__torch_function__(func, types, args, kwargs)  # type: ignore[misc]
        if isinstance(result, DTensor) and result._mesh is None:
            source = next((a for a in args if isinstance(a, DTensor) and a._mesh is not None), None)
            if source is not None:
                result._mesh, result._lies = source._mesh, source._lies
        return result

    @property
    def device_mesh(self) -> DeviceMesh:
        """The mesh."""
        return self._mesh

    @property
    def placements(self) -> tuple[Placement, ...]:
        """How the tensor lies along each dimension of the mesh."""
        return self._lies

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        local = _plain(self).detach() if self._mesh is not None else super().__repr__()
        return f"DTensor(local_tensor={local}, device_mesh={self._mesh}, placements={self._lies})"

    @staticmethod
    def from_local(
        local_tensor: Tensor,
        device_mesh: DeviceMesh | None = None,
        placements: Sequence[Placement] | None = None,
        *,
        run_check: bool = False,
        shape: Any = None,
        stride: Any = None,
    ) -> DTensor:
        """The DTensor of which ``local_tensor`` is this process's piece; differentiable."""
        mesh = _mesh(device_mesh)
        return _placed(local_tensor, mesh, placements or [Replicate()] * mesh.ndim)

    def to_local(self, *, grad_placements: Any = None) -> Tensor:
        """This process's piece; differentiable."""
        return _plain(self)

    def full_tensor(self, *, grad_placements: Any = None) -> Tensor:
        """The whole tensor; differentiable."""
        return _plain(self)

    def redistribute(
        self,
        device_mesh: DeviceMesh | None = None,
        placements: Sequence[Placement] | None = None,
        *,
        async_op: bool = False,
        forward_dtype: Any = None,
        backward_dtype: Any = None,
    ) -> DTensor:
        """The same numbers, lying otherwise. Raises RuntimeError without placements."""
        if placements is None:
            raise RuntimeError("placements is needed for redistribute!")
        return _placed(_plain(self), device_mesh or self._mesh, placements)


def _plain(tensor: DTensor) -> Tensor:
    """The same numbers as a tensor of the ordinary class, with the history."""
    with DisableTorchFunctionSubclass():
        return tensor.view_as(tensor).as_subclass(Tensor)


def _mesh(device_mesh: DeviceMesh | None) -> DeviceMesh:
    return init_device_mesh("cpu", (1,)) if device_mesh is None else device_mesh


def _placed(tensor: Tensor, mesh: DeviceMesh, placements: Sequence[Placement]) -> DTensor:
    if len(placements) != mesh.ndim:
        raise ValueError(
            f"`placements` must have the same length as `device_mesh.ndim`! Found placements length: "
            f"{len(placements)}, and device_mesh.ndim: {mesh.ndim}."
        )
    lies = tuple(Shard(p.dim % tensor.ndim) if isinstance(p, Shard) and tensor.ndim else p for p in placements)
    with DisableTorchFunctionSubclass():
        t: Any = tensor.view_as(tensor).as_subclass(DTensor)
    t._mesh, t._lies = mesh, lies
    return t


def distribute_tensor(
    tensor: Tensor,
    device_mesh: DeviceMesh | None = None,
    placements: Sequence[Placement] | None = None,
    *,
    src_data_rank: int | None = 0,
) -> DTensor:
    """The whole ``tensor`` laid out on a mesh (None: of all processes); in pieces along its first dimension, or as
    ``placements`` say. A leaf again if ``tensor`` is one. Raises RuntimeError for a tensor with a history."""
    if not tensor.is_leaf:
        raise RuntimeError("`distribute_tensor` should be used to distribute leaf tensors! but found non-leaf tensor!")
    mesh = _mesh(device_mesh)
    placed = _placed(tensor.detach(), mesh, placements or [Replicate()] * mesh.ndim)
    return placed.requires_grad_(tensor.requires_grad)  # type: ignore[return-value]


def distribute_module(
    module: Module,
    device_mesh: DeviceMesh | None = None,
    partition_fn: Callable[[str, Module, DeviceMesh], None] | None = None,
    input_fn: Callable[..., Any] | None = None,
    output_fn: Callable[..., Any] | None = None,
) -> Module:
    """A Module whose parameters ``partition_fn(name, module, mesh)`` lays out, and whose inputs and outputs
    ``input_fn(module, inputs, mesh)`` and ``output_fn(module, outputs, mesh)`` change."""
    mesh = _mesh(device_mesh)
    if partition_fn is not None:
        for name, part in module.named_modules():
            partition_fn(name, part, mesh)
    if input_fn is not None:
        module.register_forward_pre_hook(lambda m, inputs: input_fn(m, inputs, mesh))
    if output_fn is not None:
        module.register_forward_hook(lambda m, inputs, outputs: output_fn(m, outputs, mesh))
    return module


def _made(function: Any, size: Any, mesh: Any, placements: Any, options: Any, *first: Any) -> DTensor:
    size = size[0] if len(size) == 1 and not isinstance(size[0], int) else size
    return distribute_tensor(function(size, *first, **options), mesh, placements)


def zeros(*size: Any, device_mesh: DeviceMesh | None = None, placements: Any = None, **options: Any) -> DTensor:
    """``torch.zeros`` on a mesh."""
    return _made(_zeros, size, device_mesh, placements, options)


def ones(*size: Any, device_mesh: DeviceMesh | None = None, placements: Any = None, **options: Any) -> DTensor:
    """``torch.ones`` on a mesh."""
    return _made(_ones, size, device_mesh, placements, options)


def empty(*size: Any, device_mesh: DeviceMesh | None = None, placements: Any = None, **options: Any) -> DTensor:
    """``torch.empty`` on a mesh."""
    return _made(_empty, size, device_mesh, placements, options)


def rand(*size: Any, device_mesh: DeviceMesh | None = None, placements: Any = None, **options: Any) -> DTensor:
    """``torch.rand`` on a mesh."""
    return _made(_rand, size, device_mesh, placements, options)


def randn(*size: Any, device_mesh: DeviceMesh | None = None, placements: Any = None, **options: Any) -> DTensor:
    """``torch.randn`` on a mesh."""
    return _made(_randn, size, device_mesh, placements, options)


def full(
    size: Any, fill_value: Any, *, device_mesh: DeviceMesh | None = None, placements: Any = None, **options: Any
) -> DTensor:
    """``torch.full`` on a mesh."""
    return _made(_full, (size,), device_mesh, placements, options, fill_value)
