"""Data sets, the orders in which they are read, and the DataLoader that makes batches of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._base.errors import MissingName
from . import _utils
from . import dataloader as dataloader
from . import dataset as dataset
from . import distributed as distributed
from . import sampler as sampler
from .dataloader import *
from .dataloader import _DatasetKind
from .dataset import *
from .distributed import *
from .sampler import *

if TYPE_CHECKING:
    from typing import Any

if not TYPE_CHECKING:  # checkers follow the imports, and see the names that are there
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

    def __getattr__(name: str) -> Any:
        raise MissingName("torch.utils.data", name, __all__)
