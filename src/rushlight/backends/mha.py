"""Whether attention layers may take their short way in evaluation; here there is one way."""

from __future__ import annotations

__all__ = ["get_fastpath_enabled", "set_fastpath_enabled"]

_chosen = [True]


def get_fastpath_enabled() -> bool:
    """What ``set_fastpath_enabled`` was last told."""
    return _chosen[0]


def set_fastpath_enabled(value: bool) -> None:
    """Allow the short way or not."""
    _chosen[0] = value
