"""Older names of ``torch.amp`` for 'cpu'."""

from __future__ import annotations

from ..._base.dtypes import bfloat16
from ...amp._older import older_autocast, older_scaler

__all__ = ["GradScaler", "autocast"]

autocast, GradScaler = older_autocast("cpu", bfloat16), older_scaler("cpu")
