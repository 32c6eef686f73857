"""Checkpoints that several processes write into one folder; so far one process does."""

from __future__ import annotations

from .filesystem import FileSystemReader, FileSystemWriter
from .planner import DefaultLoadPlanner, DefaultSavePlanner
from .state_dict_loader import async_save, load, load_state_dict, save, save_state_dict
from .stateful import Stateful

__all__ = [
    "DefaultLoadPlanner",
    "DefaultSavePlanner",
    "FileSystemReader",
    "FileSystemWriter",
    "Stateful",
    "async_save",
    "load",
    "load_state_dict",
    "save",
    "save_state_dict",
]
