"""Checkpoints from addresses, under the names that torchvision has for its own use and others import."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from urllib.parse import urlparse

from ..serialization import load
from .datasets.utils import download_url
from .models._weights import _check_hash, _torch_home

if TYPE_CHECKING:
    from typing import Any

__all__ = ["load_state_dict_from_url"]

_HOME = os.path.join(_torch_home(), "datasets", "vision")


def load_state_dict_from_url(
    url: str,
    model_dir: str | None = None,
    map_location: Any = None,
    progress: bool = True,
    check_hash: bool = False,
    file_name: str | None = None,
    weights_only: bool = False,
) -> dict[str, Any]:
    """What is in the checkpoint at ``url``, fetched the first time: ``torch.hub.load_state_dict_from_url``."""
    folder = model_dir or os.path.join(_torch_home(), "hub", "checkpoints")
    name = file_name or os.path.basename(urlparse(url).path)
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        download_url(url, folder, name)
        if check_hash and re.search(r"-([a-f0-9]+)\.", name):
            _check_hash(path)
    return load(path, map_location=map_location, weights_only=weights_only)
