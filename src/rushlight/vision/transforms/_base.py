"""What the transforms have in common: how they print themselves, one function of ``functional`` as a class, chance."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from ...nn import Module
from . import functional as F
from ._draws import happens

if TYPE_CHECKING:
    from .._types import Picture


def listed(name, transforms, before=""):
    """The repr of a transform made of others."""
    return f"{name}({before}" + "".join(f"\n    {t}" for t in transforms) + "\n)"


class Shown(Module):
    """Base: prints the attributes named in ``_shown``."""

    _shown: tuple[str, ...] = ()

    def __repr__(self) -> str:
        values = [(n, getattr(self, n)) for n in self._shown]
        return f"{type(self).__name__}({', '.join(f'{n}={v.value if isinstance(v, Enum) else v}' for n, v in values)})"


class Applied(Shown):
    """Base: the function of ``functional`` named ``_function``, with the attributes named in ``_shown``."""

    _function = ""

    def forward(self, img: Picture) -> Picture:
        return getattr(F, self._function)(img, *(getattr(self, n) for n in self._shown))


class Sometimes(Applied):
    """Base of what happens with probability ``p``; ``_exact``: with ``p`` not rounded to float32."""

    _exact = False

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = p

    def forward(self, img: Picture) -> Picture:
        return super().forward(img) if happens(self.p, self._exact) else img

    def __repr__(self) -> str:
        return f"{type(self).__name__}({''.join(f'{n}={getattr(self, n)},' for n in self._shown)}p={self.p})"
