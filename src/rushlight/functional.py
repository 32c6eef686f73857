"""Functions of ``torch`` by the module in which PyTorch keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._base.errors import MissingName

if TYPE_CHECKING:
    from typing import Any

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
