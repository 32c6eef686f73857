"""Older names of ``torch.amp`` for 'cuda'."""

from __future__ import annotations

from ..._base.dtypes import float16
from ...amp._older import older_autocast, older_functions, older_scaler

__all__ = ["GradScaler", "amp_definitely_not_available", "autocast", "custom_bwd", "custom_fwd"]

autocast, GradScaler = older_autocast("cuda", float16), older_scaler("cuda")
custom_fwd, custom_bwd = older_functions("cuda")


def amp_definitely_not_available() -> bool:
    """Whether there is no GPU to compute in mixed precision on: True."""
    return True
