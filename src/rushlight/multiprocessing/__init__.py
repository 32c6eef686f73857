"""Python's ``multiprocessing``, whose processes share the memory of tensors that they send each other.

Everything of Python's module is here too. A tensor that goes through a Queue or into a Process moves into shared
memory, and what one process writes the others see; one whose memory other tensors view is copied there.

>>> get_sharing_strategy()
'file_descriptor'
"""

from __future__ import annotations

import multiprocessing as _python
from multiprocessing import *
from typing import TYPE_CHECKING

from .reductions import init_reductions
from .spawn import (
    ProcessContext,
    ProcessException,
    ProcessExitedException,
    ProcessRaisedException,
    SpawnContext,
    spawn,
    start_processes,
)

if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "ProcessContext",
    "ProcessException",
    "ProcessExitedException",
    "ProcessRaisedException",
    "SpawnContext",
    "get_all_sharing_strategies",
    "get_sharing_strategy",
    "init_reductions",
    "set_sharing_strategy",
    "spawn",
    "start_processes",
]
__all__ += _python.__all__

_STRATEGIES = ("file_descriptor", "file_system")
_strategy = [_STRATEGIES[0]]


def get_all_sharing_strategies() -> set[str]:
    """The words that ``set_sharing_strategy`` takes."""
    return set(_STRATEGIES)


def get_sharing_strategy() -> str:
    """What ``set_sharing_strategy`` was last told."""
    return _strategy[0]


def set_sharing_strategy(new_strategy: str) -> None:
    """How tensors are shared. Memory goes by descriptors of anonymous files with either word, so that no file of a
    name is left behind. Raises AssertionError for another word."""
    if new_strategy not in _STRATEGIES:
        raise AssertionError(
            f"invalid sharing strategy {new_strategy!r}, expected one of {get_all_sharing_strategies()}"
        )
    _strategy[0] = new_strategy


def __getattr__(name: str) -> Any:
    return getattr(_python, name)


init_reductions()
