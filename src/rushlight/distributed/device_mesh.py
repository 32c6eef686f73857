"""Processes as a grid: DeviceMesh. So far the grid has one place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .._distributed.world import get_rank, get_world_size, init_process_group, is_initialized
from .._ops.tensors.tensor_from_numpy import as_tensor

if TYPE_CHECKING:
    from typing import Any, Self

    from .._distributed.group import ProcessGroup
    from .._tensor.tensor import Tensor

__all__ = ["DeviceMesh", "init_device_mesh"]


class DeviceMesh:
    """A grid of processes by their ranks: ``mesh`` (a tensor of ints), with names of its dimensions. ``mesh["dp"]`` is
    the part along a dimension.

    Raises: RuntimeError for ranks that no process has.
    """

    def __init__(
        self,
        device_type: str,
        mesh: Any = None,
        *,
        mesh_dim_names: tuple[str, ...] | None = None,
        _init_backend: bool = True,
        **more: Any,
    ) -> None:
        if not is_initialized():
            init_process_group()
        self.device_type = device_type
        self.mesh: Tensor = as_tensor(mesh)
        self.mesh_dim_names = tuple(mesh_dim_names) if mesh_dim_names else None
        if self.mesh.numel() and int(self.mesh.max()) >= get_world_size():
            raise RuntimeError(
                f"Mesh should not be bigger than default world size {get_world_size()}, but found {self.mesh.numel()} "
                "ranks! rushlight's process groups have one process so far: make a mesh of 1"
            )

    @property
    def shape(self) -> tuple[int, ...]:
        """The grid's shape."""
        return tuple(self.mesh.shape)

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return self.mesh.ndim

    def size(self, mesh_dim: int | None = None) -> int:
        """The number of places, or the length of a dimension."""
        return self.mesh.numel() if mesh_dim is None else self.mesh.shape[mesh_dim]

    def get_rank(self) -> int:
        """This process's number among all."""
        return get_rank()

    def get_coordinate(self) -> tuple[int, ...] | None:
        """This process's place in the grid; None if it is not in it."""
        found = (self.mesh == get_rank()).nonzero()
        return tuple(found[0].tolist()) if len(found) else None

    def get_local_rank(self, mesh_dim: int | str | None = None) -> int:
        """This process's place along a dimension (None: the only one)."""
        if mesh_dim is None and self.ndim > 1:
            raise RuntimeError(f"Found the DeviceMesh have {self.ndim} dimensions: name one of them")
        place = self.get_coordinate()
        assert place is not None
        return place[self._index(mesh_dim)] if place else 0

    def _index(self, mesh_dim: int | str | None) -> int:
        if not isinstance(mesh_dim, str):
            return mesh_dim or 0
        if mesh_dim not in (self.mesh_dim_names or ()):
            raise KeyError(f"Invalid mesh_dim_name {mesh_dim!r}: the mesh has {self.mesh_dim_names}")
        return (self.mesh_dim_names or ()).index(mesh_dim)

    def get_group(self, mesh_dim: int | str | None = None) -> ProcessGroup:
        """The process group along a dimension (None: the only one)."""
        from .._distributed.world import _get_default_group

        if mesh_dim is None and self.ndim > 1:
            raise RuntimeError(f"Found the DeviceMesh have {self.ndim} dimensions: name one of them")
        self._index(mesh_dim)
        return _get_default_group()  # of one process, so that all are the same

    def get_all_groups(self) -> list[ProcessGroup]:
        """The process groups along all dimensions."""
        return [self.get_group(i) for i in range(self.ndim)]

    @classmethod
    def from_group(
        cls, group: Any, device_type: str, mesh: Any = None, *, mesh_dim_names: tuple[str, ...] | None = None
    ) -> Self:
        """The grid of a group, or of one for each dimension."""
        from .._distributed.world import get_process_group_ranks

        ranks = get_process_group_ranks(group) if not isinstance(group, list) else mesh
        return cls(device_type, ranks if mesh is None else mesh, mesh_dim_names=mesh_dim_names)

    def _flatten(self, mesh_dim_name: str | None = None) -> DeviceMesh:
        names = (mesh_dim_name or "_".join(self.mesh_dim_names or ("flat",)),)
        return DeviceMesh(self.device_type, self.mesh.flatten(), mesh_dim_names=names)

    def __getitem__(self, mesh_dim_names: str | tuple[str, ...]) -> DeviceMesh:
        if not self.mesh_dim_names:
            raise RuntimeError("Cannot slice a DeviceMesh without mesh_dim_names!")
        names = (mesh_dim_names,) if isinstance(mesh_dim_names, str) else tuple(mesh_dim_names)
        place, own = self.get_coordinate() or (0,) * self.ndim, self.mesh_dim_names
        for name in names:
            self._index(name)
        rest = tuple(slice(None) if n in names else place[i] for i, n in enumerate(own))
        return DeviceMesh(self.device_type, self.mesh[rest], mesh_dim_names=names)

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, DeviceMesh)
            and self.device_type == other.device_type
            and self.shape == other.shape
            and self.mesh.tolist() == other.mesh.tolist()
            and self.mesh_dim_names == other.mesh_dim_names
        )

    def __hash__(self) -> int:
        return hash((self.device_type, self.shape, self.mesh_dim_names))

    def __repr__(self) -> str:
        if self.mesh_dim_names:
            sizes = ", ".join(f"{n}={k}" for n, k in zip(self.mesh_dim_names, self.shape, strict=True))
            return f"DeviceMesh(({sizes}), {self.device_type!r}, stride={tuple(self.mesh.stride())})"
        return f"DeviceMesh({self.shape}, {self.device_type!r}, stride={tuple(self.mesh.stride())})"


def init_device_mesh(
    device_type: str,
    mesh_shape: tuple[int, ...],
    *,
    mesh_dim_names: tuple[str, ...] | None = None,
    backend_override: Any = None,
) -> DeviceMesh:
    """A grid of all processes in this shape. Raises RuntimeError for names that don't fit, or for more than one
    process."""
    if mesh_dim_names is not None:
        if len(set(mesh_dim_names)) != len(mesh_dim_names):
            raise RuntimeError(f"Each mesh_dim_name must be unique: {mesh_dim_names}")
        if len(mesh_dim_names) != len(mesh_shape):
            raise RuntimeError(
                f"mesh_shape and mesh_dim_names should have same length! Found len(mesh_dim_names): "
                f"{len(mesh_dim_names)} and len(mesh_shape):{len(mesh_shape)}."
            )
    if device_type and not device_type.isalpha():
        raise RuntimeError(f"Device type with index is not supported but got {device_type}.")
    from .._ops.tensors.arange_linspace import arange

    ranks = arange(math.prod(mesh_shape)).reshape(tuple(mesh_shape))
    return DeviceMesh(device_type, ranks, mesh_dim_names=mesh_dim_names)
