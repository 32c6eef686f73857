"""New tensors: from sizes and numbers, and from data. A face of _ops/creation.py and _ops/from_data.py."""

from __future__ import annotations

from . import tensor as _tensor  # noqa: F401  (the class of new tensors)
from ._ops.creation import (
    arange,
    empty,
    empty_like,
    empty_permuted,
    empty_strided,
    eye,
    full,
    full_like,
    linspace,
    logspace,
    ones,
    ones_like,
    range,
    scalar_tensor,
    zeros,
    zeros_like,
)
from ._ops.dlpack import from_dlpack
from ._ops.from_data import as_tensor, asarray, from_numpy, frombuffer, tensor

__all__ = [
    "arange",
    "as_tensor",
    "asarray",
    "empty",
    "empty_like",
    "empty_permuted",
    "empty_strided",
    "eye",
    "from_dlpack",
    "from_numpy",
    "frombuffer",
    "full",
    "full_like",
    "linspace",
    "logspace",
    "ones",
    "ones_like",
    "range",
    "scalar_tensor",
    "tensor",
    "zeros",
    "zeros_like",
]
