"""DistributedSampler: each of several processes sees its own share of the data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ._utils.core import Generator, randperm
from .sampler import Sampler

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .dataset import Dataset

__all__ = ["DistributedSampler"]


class DistributedSampler(Sampler[int]):
    """The indices that fall to process ``rank`` of ``num_replicas``; all shares have the same length.

    Args: ``shuffle`` (bool) with ``seed``, the same in all processes: call ``set_epoch`` before each pass for a new
    order; ``drop_last`` (bool): drop the tail instead of repeating the first indices to make the shares equal.
    ``num_replicas`` and ``rank`` that are left out are those of the process group.
    Raises: ValueError if there is no such group, or for a rank outside 0 … num_replicas - 1.

    Example::

        >>> list(DistributedSampler(range(5), num_replicas=2, rank=1, shuffle=False))
        [1, 3, 0]
    """

    def __init__(
        self,
        dataset: Dataset[Any],
        num_replicas: int | None = None,
        rank: int | None = None,
        shuffle: bool = True,
        seed: int = 0,
        drop_last: bool = False,
    ) -> None:
        if num_replicas is None or rank is None:
            from ..._distributed.world import get_rank, get_world_size

            num_replicas = get_world_size() if num_replicas is None else num_replicas
            rank = get_rank() if rank is None else rank
        if rank >= num_replicas or rank < 0:
            raise ValueError(f"Invalid rank {rank}, rank should be in the interval [0, {num_replicas - 1}]")
        self.dataset = dataset
        self.num_replicas = num_replicas
        self.rank = rank
        self.epoch = 0
        self.drop_last = drop_last
        length = len(dataset)  # type: ignore[arg-type]
        if drop_last and length % num_replicas != 0:
            length -= num_replicas
        self.num_samples = math.ceil(length / num_replicas)
        self.total_size = self.num_samples * num_replicas
        self.shuffle = shuffle
        self.seed = seed

    def __iter__(self) -> Iterator[int]:
        n = len(self.dataset)  # type: ignore[arg-type]
        if self.shuffle:
            generator = Generator()
            generator.manual_seed(self.seed + self.epoch)
            indices = randperm(n, generator=generator).tolist()
        else:
            indices = list(range(n))
        if self.drop_last:
            indices = indices[: self.total_size]
        else:
            missing = self.total_size - len(indices)
            indices += (indices * math.ceil(missing / len(indices)))[:missing]
        return iter(indices[self.rank : self.total_size : self.num_replicas])

    def __len__(self) -> int:
        return self.num_samples

    def set_epoch(self, epoch: int) -> None:
        """Shuffle differently from now on: the order depends on ``seed + epoch``."""
        self.epoch = epoch
