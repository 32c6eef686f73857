"""Where downloads lie, under the names that torchvision has for its own use and others import."""

from __future__ import annotations

import os

from ..hub import get_dir, load_state_dict_from_url

__all__ = ["load_state_dict_from_url"]

_HOME = os.path.join(os.path.dirname(get_dir()), "datasets", "vision")
