"""Process groups: several processes that train together. So far a group has one process, which really works: groups,
exchanges, stores, DistributedDataParallel; a second process is refused in words.

>>> is_available(), is_initialized()
(True, False)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._base.errors import MissingName
from . import distributed_c10d
from .distributed_c10d import *  # noqa: F403
from .distributed_c10d import (
    _all_gather_base,
    _broadcast_coalesced,
    _coalescing_manager,
    _CoalescingManager,
    _reduce_scatter_base,
)

if TYPE_CHECKING:
    from typing import Any

__all__ = sorted(distributed_c10d.__all__)
