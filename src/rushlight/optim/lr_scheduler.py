"""Schedules of the learning rate. Call ``scheduler.step()`` after each epoch (or batch), after ``optimizer.step()``."""

from __future__ import annotations

from ._schedules import combined, cycles, plateau, simple
from ._schedules.base import LRScheduler
from ._schedules.combined import *
from ._schedules.cycles import *
from ._schedules.plateau import *
from ._schedules.simple import *

__all__ = ["LRScheduler", *combined.__all__, *cycles.__all__, *plateau.__all__, *simple.__all__]
