"""``torch.utils.model_zoo``: the older place of ``torch.hub.load_state_dict_from_url``."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["load_url"]


def load_url(*args: Any, **kwargs: Any) -> dict[str, Any]:
    """``torch.hub.load_state_dict_from_url``: weights fetched once and kept."""
    return import_module("rushlight.hub").load_state_dict_from_url(*args, **kwargs)
