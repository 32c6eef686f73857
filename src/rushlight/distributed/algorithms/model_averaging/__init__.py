"""Parameters of several processes that become their mean now and then."""

from __future__ import annotations

from . import averagers as averagers

__all__ = ["averagers"]
