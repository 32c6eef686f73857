"""Schedules of the learning rate. Call ``scheduler.step()`` after each epoch (or batch), after ``optimizer.step()``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._schedules.base import LRScheduler as LRScheduler
from ._schedules.combined import *
from ._schedules.cycles import *
from ._schedules.plateau import *
from ._schedules.simple import *

if not TYPE_CHECKING:  # checkers follow the imports
    __all__ = [name for name, value in globals().items() if isinstance(value, type)]
