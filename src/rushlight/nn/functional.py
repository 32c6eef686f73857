"""The functions behind the layers, with PyTorch's names and signatures: parameters are arguments, nothing is kept."""

from __future__ import annotations

from .._base.errors import MissingName as _MissingName
from .._face.public import face as _face

__all__, __getattr__ = _face("functional", globals(), lambda name: _MissingName("torch.nn.functional", name, __dir__))


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
