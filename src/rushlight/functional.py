"""Functions of ``torch`` by the module in which PyTorch keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._base.errors import MissingName

if TYPE_CHECKING:
    from typing import Any

    from . import atleast_1d as atleast_1d
    from . import atleast_2d as atleast_2d
    from . import atleast_3d as atleast_3d
    from . import block_diag as block_diag
    from . import broadcast_shapes as broadcast_shapes
    from . import broadcast_tensors as broadcast_tensors
    from . import cartesian_prod as cartesian_prod
    from . import cdist as cdist
    from . import chain_matmul as chain_matmul
    from . import einsum as einsum
    from . import istft as istft
    from . import lu as lu
    from . import meshgrid as meshgrid
    from . import norm as norm
    from . import pca_lowrank as pca_lowrank
    from . import split as split
    from . import stft as stft
    from . import svd_lowrank as svd_lowrank
    from . import tensordot as tensordot
    from . import unique as unique
    from . import unique_consecutive as unique_consecutive
    from . import unravel_index as unravel_index

_NAMES = (
    "atleast_1d atleast_2d atleast_3d broadcast_shapes broadcast_tensors cartesian_prod block_diag cdist chain_matmul "
    "einsum istft lu norm meshgrid pca_lowrank split stft svd_lowrank tensordot unique unique_consecutive unravel_index"
).split()

if not TYPE_CHECKING:  # checkers see the names of torch

    def __getattr__(name: str) -> Any:
        if name == "__all__":
            return list(_NAMES)
        if name in _NAMES:
            from importlib import import_module

            return getattr(import_module(__package__), name)
        raise MissingName("torch.functional", name, _NAMES)

    def __dir__() -> list[str]:
        return list(_NAMES)
