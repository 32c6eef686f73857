"""Data sets, the orders in which they are read, and the DataLoader that makes batches of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._base.errors import MissingName
from . import _utils, dataloader, dataset, distributed, sampler
from .dataloader import *
from .dataloader import _DatasetKind
from .dataset import *
from .distributed import DistributedSampler
from .sampler import *

if TYPE_CHECKING:
    from typing import Any

if not TYPE_CHECKING:  # checkers follow the imports
    __all__ = [
        "DistributedSampler",
        "_DatasetKind",
        "_utils",
        "dataloader",
        "dataset",
        "distributed",
        "sampler",
        *dataloader.__all__,
        *dataset.__all__,
        *sampler.__all__,
    ]


if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        raise MissingName("torch.utils.data", name, __all__)
