"""Special functions: ``torch.special``. Some are functions of ``torch`` too, here under their names in mathematics."""

from __future__ import annotations

from .._base.errors import MissingName as _MissingName
from .._face.public import face as _face
from .._tensor.tensor import Tensor

_functions, __getattr__ = _face("special", globals(), lambda name: _MissingName("torch.special", name, __dir__))
__all__ = ["Tensor", *_functions]


def __dir__() -> list[str]:
    return sorted({*globals(), *_functions})
