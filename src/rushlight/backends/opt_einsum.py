"""The package opt_einsum, which ``einsum`` does without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._switches import switched

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import Any

__all__ = ["enabled", "flags", "get_opt_einsum", "is_available", "set_flags", "strategy"]

enabled = False
strategy: str | None = None


def is_available() -> bool:
    """Whether ``einsum`` uses opt_einsum: False."""
    return False


def get_opt_einsum() -> Any:
    """The package, if ``einsum`` uses it: None."""
    return None


def set_flags(_enabled: bool | None = None, _strategy: str | None = None) -> tuple[Any, ...]:
    """Set the switch and the strategy; returns what they were. Raises ValueError: the package isn't used."""
    before = (enabled, strategy)
    if _enabled or _strategy is not None:
        raise ValueError("opt_einsum is not used here: einsum chooses its order itself; leave the switch off")
    return before


def flags(enabled: bool | None = None, strategy: str | None = None) -> AbstractContextManager[None]:
    """Context manager: switch and strategy inside. Raises ValueError for others than off: the package isn't used."""
    set_flags(enabled, strategy)
    return switched(globals())
