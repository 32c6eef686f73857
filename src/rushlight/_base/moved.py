"""Modules without a file: names that moved, for pickles that hold them (``import rushlight.<old>`` still finds what is
there now), and PyTorch's modules whose names lie elsewhere (``identity.py``)."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec

from . import identity

MOVED = {
    "rushlight._devices": "rushlight._base.devices",
    "rushlight._dtypes": "rushlight._base.dtypes",
    "rushlight._formats": "rushlight._base.formats",
    "rushlight._size": "rushlight._base.size",
    "rushlight._ops.generator": "rushlight._ops.random.generator",
    "rushlight._ops.promotion": "rushlight._ops.tensors.finfo_result_type",
    "rushlight._ops.storage": "rushlight._ops.tensors.storage",
    "rushlight.tensor_types": "rushlight._tensor.types",
    "rushlight.vision.transforms._modes": "rushlight.vision._pixels.modes",
}


class _Moved:
    """Finder and loader of such names; an old one becomes a module that holds what the new one holds."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in MOVED or (name.startswith(identity.OURS) and identity.has_part(name)):
            return ModuleSpec(name, _Moved)
        return None

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        if module.__name__ not in MOVED:
            identity.fill_part(module)
            return
        vars(module).update({k: v for k, v in vars(import_module(MOVED[module.__name__])).items() if k[:2] != "__"})


def install():
    """Have the import system ask for old names where it finds no module."""
    sys.meta_path.append(_Moved)
