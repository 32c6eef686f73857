"""The older name of ``torch.ao.quantization``: names can be imported, and say so when they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


def __getattr__(name: str) -> Any:
    from .ao import quantization

    return getattr(quantization, name)


def __dir__() -> list[str]:
    from .ao import quantization

    return dir(quantization)
