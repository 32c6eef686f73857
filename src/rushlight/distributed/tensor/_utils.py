"""Which piece of a tensor a process has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .placement_types import Shard, _StridedShard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..device_mesh import DeviceMesh
    from .placement_types import Placement

__all__ = ["compute_local_shape_and_global_offset"]


def compute_local_shape_and_global_offset(
    global_shape: Sequence[int], mesh: DeviceMesh, placements: Sequence[Placement], skip_offset: bool = False
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The shape of this process's piece of a tensor of ``global_shape``, and where in the tensor it begins (``()`` with
    ``skip_offset``, or for a process outside the mesh). An empty piece begins behind the end.

    >>> everything = torch.distributed.tensor.Replicate()
    >>> _compute_local_shape_and_global_offset((4, 3), (1,), (0,), [everything])
    ((4, 3), (0, 0))
    """
    place = mesh.get_coordinate()
    if place is None:
        return (0,), ()
    return _compute_local_shape_and_global_offset(global_shape, mesh.shape, place, placements, skip_offset)


def _compute_local_shape_and_global_offset(
    global_shape: Sequence[int],
    mesh_shape: Sequence[int],
    my_coordinate: Sequence[int],
    placements: Sequence[Placement],
    skip_offset: bool = False,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The same for place ``my_coordinate`` of a mesh of any shape; the tensor is cut by one of its dimensions at a
    time."""
    has: list[Sequence[int]] = [range(n) for n in global_shape]
    for length, rank, placement in zip(mesh_shape, my_coordinate, placements, strict=False):
        if isinstance(placement, (Shard, _StridedShard)):
            if placement.dim >= len(has):
                raise AssertionError(f"Sharding dim {placement.dim} greater than tensor ndim {len(has)}")
            old = has[placement.dim]
            has[placement.dim] = [old[i] for i in placement._indices(len(old), length, rank)]
    offsets = [indices[0] if indices else n for indices, n in zip(has, global_shape, strict=True)]
    return tuple(map(len, has)), () if skip_offset else tuple(offsets)
