"""DLPack: memory shared with the arrays of other libraries."""

from __future__ import annotations

from .._ops.tensors.dlpack import DLDeviceType, from_dlpack, to_dlpack

__all__ = ["DLDeviceType", "from_dlpack", "to_dlpack"]
