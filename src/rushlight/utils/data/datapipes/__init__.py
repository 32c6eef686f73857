"""``torch.utils.data.datapipes``: not here; its classes are what packages mention, and PyTorch itself gave it up."""

from __future__ import annotations

from ...._base.errors import MissingName

__all__: list[str] = []


def __getattr__(name: str) -> object:
    raise MissingName("torch.utils.data.datapipes", name, __all__)
