"""``torch.utils.deterministic``: whether new memory is filled where results shall not depend on chance.

It is an attribute of the module: ``torch.utils.deterministic.fill_uninitialized_memory = False``. Nothing here computes
with memory that was not set, so it makes no difference.
"""

from __future__ import annotations

__all__ = ["fill_uninitialized_memory"]

fill_uninitialized_memory = True
