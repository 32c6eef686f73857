"""Checkpoints in PyTorch's file format, both directions: written atomically, read as data and never executed.

``save`` and ``load`` are the two entrances. From the outside in: ``_archive`` and ``_writer`` (the zip file),
``_legacy`` (the format before it), ``_machine`` (pickle opcodes as data), ``_tables`` and ``_more`` (what
files may construct), ``_safe`` (what users vouch for), ``_storages`` and ``_tensors`` (bytes and tensors),
``_pickler`` (objects to opcodes).
"""

from __future__ import annotations

from ._load import load
from ._safe import add_safe_globals, clear_safe_globals, get_safe_globals, safe_globals
from ._save import save

__all__ = ["add_safe_globals", "clear_safe_globals", "get_safe_globals", "load", "safe_globals", "save"]
