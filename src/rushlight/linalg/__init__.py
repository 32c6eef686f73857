"""Linear algebra: ``torch.linalg``. All functions take batches of matrices in the last two dimensions."""

from __future__ import annotations

from .._base.errors import LinAlgError, MissingName
from .._face.public import face
from .._tensor.tensor import Tensor

_functions, __getattr__ = face("linalg", globals(), lambda name: MissingName("torch.linalg", name, __dir__))
__all__ = ["LinAlgError", "Tensor", *_functions]


def __dir__():
    return sorted({*globals(), *_functions})
