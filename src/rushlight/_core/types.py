"""Which core runs: the compiled types of csrc/waist, or with RUSHLIGHT_CORE=python their readable reference."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .._native import ext
from . import value

NATIVE = os.environ.get("RUSHLIGHT_CORE", "native") != "python"

if TYPE_CHECKING:
    from .._tensor.tensor import Tensor as Value  # which every Value outside the tests of this package is
    from .value import Node, OpBase, Storage
elif NATIVE:
    Node, OpBase, Storage, Value = ext.Node, ext.OpBase, ext.Storage, ext.Value
    Value.result_class = None
else:
    Node, OpBase, Storage, Value = value.Node, value.OpBase, value.Storage, value.Value
