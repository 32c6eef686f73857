"""Schedules of the learning rate. Call ``scheduler.step()`` after each epoch (or batch), after ``optimizer.step()``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._schedules.base import EPOCH, LRScheduler, _enable_get_lr_call, _initial_mode, _LRScheduler  # noqa: F401 - names that programs use
from ._schedules.base import per_group as _format_param  # noqa: F401 - as above
from ._schedules.base import set_value as _update_param_group_val  # noqa: F401
from ._schedules.base import values as _param_groups_val_list  # noqa: F401
from ._schedules.combined import *
from ._schedules.cycles import *
from ._schedules.plateau import *
from ._schedules.simple import *

EPOCH_DEPRECATION_WARNING = EPOCH

if not TYPE_CHECKING:  # checkers follow the imports
    __all__ = [name for name, value in globals().items() if isinstance(value, type) and name[0] != "_"]
