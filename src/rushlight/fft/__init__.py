"""Discrete Fourier transforms: ``torch.fft``."""

from __future__ import annotations

from .._base.errors import MissingName
from .._face.public import face
from .._tensor.tensor import Tensor

_functions, __getattr__ = face("fft", globals(), lambda name: MissingName("torch.fft", name, __dir__))
__all__ = ["Tensor", *_functions]


def __dir__():
    return sorted({*globals(), *_functions})
