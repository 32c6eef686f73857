"""SyntheticDigits: as many coloured pictures of digits as one likes, without a download."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from . import _digits
from .vision import PictureArray, pick

if TYPE_CHECKING:
    from typing import Any

    from .._types import Change

__all__ = ["SyntheticDigits"]

_BLOCK = 256  # pictures drawn together
_KEPT = 2**16  # a data set of up to so many pictures keeps those it has drawn (200 MB); a longer one draws them anew


class SyntheticDigits(PictureArray):
    """32×32 colour pictures of digits at random places, turned by up to ±20°, in many sizes, shapes and colours, with
    noise.

    Picture ``i`` depends only on ``seed``, ``train`` and ``i``: it is the same on every machine, whatever the length
    and the order of reading. Training and test pictures never share their random numbers.

    Args: ``train`` (bool); ``transform``, ``target_transform``: as for the other data sets; ``size``: how many pictures
    (default 10,000 for training, 2,000 for the test); ``seed`` (int).
    Attributes: ``data``: uint8 (N, 32, 32, 3); ``targets``: list of the digits; ``classes``, ``class_to_idx``.

    Example::

        >>> digits = SyntheticDigits(size=3)
        >>> digits.data.shape, digits.targets
        ((3, 32, 32, 3), [1, 6, 1])
    """

    classes = [str(d) for d in range(10)]

    def __init__(
        self,
        train: bool = True,
        transform: Change | None = None,
        target_transform: Change | None = None,
        size: int | None = None,
        seed: int = 0,
    ) -> None:
        super().__init__(None, transform=transform, target_transform=target_transform)
        self.train = train
        self.seed = seed
        self.size = (10_000 if train else 2_000) if size is None else size
        if self.size < 0:
            raise ValueError(f"SyntheticDigits: size must not be negative, got {size}")
        self.targets = _digits.labels(seed, train, np.arange(self.size)).tolist()
        self._forget()

    def _forget(self):
        self._drawn = None  # pictures, and per block whether they are there
        self._there = np.zeros(-(-self.size // _BLOCK), bool)

    @property
    def class_to_idx(self) -> dict[str, int]:
        """{"0": 0, …}"""
        return {name: i for i, name in enumerate(self.classes)}

    @property
    def data(self) -> np.ndarray:
        """All pictures: uint8 (N, 32, 32, 3). Drawn on first use, at 20,000 to 25,000 a second."""
        return self._pixels(np.arange(self.size))

    def _pixels(self, indices):
        indices = np.asarray(indices, np.int64)
        if len(indices) and not (-self.size <= indices.min() and indices.max() < self.size):
            raise IndexError(f"SyntheticDigits: index {indices.tolist()} out of range for {self.size} pictures")
        indices = np.where(indices < 0, indices + self.size, indices)
        if self.size > _KEPT:
            return _digits.draw(self.seed, self.train, indices)
        if self._drawn is None:
            planes = np.empty((self.size, 3, _digits.SIDE, _digits.SIDE), np.uint8)
            self._drawn = planes.transpose(0, 2, 3, 1)
        blocks = indices // _BLOCK
        if not self._there[blocks].all():
            for b in np.unique(blocks[~self._there[blocks]]).tolist():
                wanted = np.arange(b * _BLOCK, min((b + 1) * _BLOCK, self.size))
                self._drawn[wanted] = _digits.draw(self.seed, self.train, wanted)
                self._there[b] = True
        return pick(self._drawn, indices.tolist())

    def __getstate__(self) -> dict[str, Any]:
        return {k: v for k, v in self.__dict__.items() if k not in ("_drawn", "_there")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._forget()

    def __len__(self) -> int:
        return self.size

    def extra_repr(self) -> str:
        return f"Split: {'Train' if self.train else 'Test'}\nSeed: {self.seed}"
