"""``torch.torch_version``: a version that compares as versions do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import zip_longest

__all__ = ["TorchVersion"]

_PRE = {"a": -3, "alpha": -3, "b": -2, "beta": -2, "rc": -1, "c": -1, "dev": -4}


class TorchVersion(str):
    """A string that compares as a version, with strings, tuples of numbers and versions of ``packaging``.

    >>> TorchVersion("1.10.0a") > (1, 2), TorchVersion("2.13.0") >= "2.9"
    (True, True)
    """

    __slots__ = ()

    def __lt__(self, other: object) -> bool:
        return _compare(self, other) < 0

    def __le__(self, other: object) -> bool:
        return _compare(self, other) <= 0

    def __gt__(self, other: object) -> bool:
        return _compare(self, other) > 0

    def __ge__(self, other: object) -> bool:
        return _compare(self, other) >= 0

    def __eq__(self, other: object) -> bool:
        return _compare(self, other) == 0

    def __ne__(self, other: object) -> bool:
        return _compare(self, other) != 0

    __hash__ = str.__hash__


def _compare(version, other):
    """Below, at or above 0, as ``version`` is older than, as old as or newer than ``other``."""
    text = other if isinstance(other, str) else ".".join(map(str, other)) if isinstance(other, Iterable) else str(other)
    mine, theirs = _parts(str(version)), _parts(str(text))
    if mine is None or theirs is None:  # what is no version compares as text
        mine, theirs = ((str(version),), (str(text),))
        return (mine > theirs) - (mine < theirs)
    for a, b in zip_longest(mine[0], theirs[0], fillvalue=0):
        if a != b:
            return a - b
    return (mine[1] > theirs[1]) - (mine[1] < theirs[1])


def _parts(text):
    """(numbers of the release, what comes before or after it), or None for what is no version."""
    kinds = "a|alpha|b|beta|c|rc|dev"
    found = re.fullmatch(rf"v?(\d+(?:\.\d+)*)[-_.]?({kinds})?[-_.]?(\d*)(?:\.?(dev|post)\d*)?(\+\S*)?", text)
    if found is None:
        return None
    release, kind, number, _, local = found.groups()
    return [int(n) for n in release.split(".")], (_PRE.get(kind, 0), int(number or 0), local or "")
