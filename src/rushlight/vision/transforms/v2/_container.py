"""Transforms made of others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .... import multinomial, randperm, tensor
from ....nn import ModuleList
from ..._pixels.checks import check_probability
from .._draws import happens
from ._transform import Transform

__all__ = ["Compose", "RandomApply", "RandomChoice", "RandomOrder"]


class _Several(Transform):
    """Base: keeps ``transforms``. Raises: TypeError unless given a sequence, ValueError for an empty one."""

    _sequences: tuple = (Sequence,)

    def __init__(self, transforms: Sequence[Callable[..., Any]] | ModuleList) -> None:
        super().__init__()
        if not isinstance(transforms, self._sequences):
            raise TypeError(f"Argument transforms should be a sequence of callables. Got {type(transforms)}")
        if not transforms:
            raise ValueError("Pass at least one transform")
        self.transforms = transforms

    @staticmethod
    def _in_turn(transforms, inputs):
        several = len(inputs) > 1
        for t in transforms:
            outputs = t(*inputs)
            inputs = outputs if several else (outputs,)
        return inputs if several else inputs[0]

    def _lines(self):
        return "\n".join(f"    {t}" for t in self.transforms)


class Compose(_Several):
    """Several transforms, one after the other.

    >>> Compose([Compose([lambda x: x + 1]), lambda x: x * 2])(3)
    8
    """

    def forward(self, *inputs: Any) -> Any:
        return self._in_turn(self.transforms, inputs)

    def extra_repr(self) -> str:
        return self._lines()


class RandomApply(_Several):
    """All ``transforms`` with probability ``p``, or none."""

    _sequences = (Sequence, ModuleList)

    def __init__(self, transforms: Sequence[Callable[..., Any]] | ModuleList, p: float = 0.5) -> None:
        super().__init__(transforms)
        check_probability(p)
        self.p = p

    def forward(self, *inputs: Any) -> Any:
        return self._in_turn(self.transforms if happens(self.p) else (), inputs)

    def extra_repr(self) -> str:
        return self._lines()


class RandomChoice(_Several):
    """One of ``transforms``, drawn with weights ``p``. Raises: ValueError for another number of weights."""

    def __init__(self, transforms: Sequence[Callable[..., Any]], p: Sequence[float] | None = None) -> None:
        super().__init__(transforms)
        p = [1] * len(transforms) if p is None else p
        if len(p) != len(transforms):
            raise ValueError(f"Length of p doesn't match the number of transforms: {len(p)} != {len(transforms)}")
        self.p = [weight / sum(p) for weight in p]

    def forward(self, *inputs: Any) -> Any:
        return self.transforms[int(multinomial(tensor(self.p), 1))](*inputs)


class RandomOrder(_Several):
    """All ``transforms``, in random order."""

    def forward(self, *inputs: Any) -> Any:
        return self._in_turn([self.transforms[i] for i in randperm(len(self.transforms)).tolist()], inputs)
