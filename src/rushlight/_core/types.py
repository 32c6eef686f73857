"""Which core runs: the compiled types of csrc/waist, or with RUSHLIGHT_CORE=python their readable reference."""

from __future__ import annotations

import os

from .._native import ext
from . import value

__all__ = ["NATIVE", "Node", "OpBase", "Storage", "Value"]

NATIVE = os.environ.get("RUSHLIGHT_CORE", "python") != "python"

_source = ext if NATIVE else value
Node, OpBase, Storage, Value = _source.Node, _source.OpBase, _source.Storage, _source.Value
if NATIVE:
    Value.result_class = None
