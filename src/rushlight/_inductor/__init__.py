"""The name of PyTorch's code generator: its modes and switches. No code is generated; programs run as they are
written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._compiling import MODES
from . import config as config

if TYPE_CHECKING:
    from typing import Any

__all__ = ["config", "list_mode_options", "list_options"]


def list_mode_options(mode: str | None = None, dynamic: bool | None = None) -> dict[str, Any]:
    """The switches that each mode of ``torch.compile`` sets, or those of one."""
    return dict(MODES) if mode is None else MODES[mode]


def list_options() -> list[str]:
    """The names of the switches."""
    return sorted(config.get_config_copy())  # type: ignore[attr-defined]
