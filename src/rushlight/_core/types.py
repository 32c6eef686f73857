"""Which core runs: the compiled types of csrc/waist, or with RUSHLIGHT_CORE=python their readable reference."""

from __future__ import annotations

import os

from .value import Node, Storage, Value

__all__ = ["NATIVE", "Node", "Storage", "Value"]

NATIVE = os.environ.get("RUSHLIGHT_CORE", "native") != "python"
