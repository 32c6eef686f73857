"""DLPack: memory shared with the arrays of other libraries."""

from __future__ import annotations

from .._face.public import function
from .._ops.tensors.dlpack import DLDeviceType, to_dlpack

__all__ = ["DLDeviceType", "from_dlpack", "to_dlpack"]

from_dlpack = function("torch", "from_dlpack")
