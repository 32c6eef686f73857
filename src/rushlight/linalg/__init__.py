"""Linear algebra: ``torch.linalg``. All functions take batches of matrices in the last two dimensions."""

from __future__ import annotations

from .._base.errors import LinAlgError
from .._base.errors import MissingName as _MissingName
from .._face.public import face as _face
from .._tensor.tensor import Tensor

_functions, __getattr__ = _face("linalg", globals(), lambda name: _MissingName("torch.linalg", name, __dir__))
__all__ = ["LinAlgError", "Tensor", *_functions]


def __dir__() -> list[str]:
    return sorted({*globals(), *_functions})
