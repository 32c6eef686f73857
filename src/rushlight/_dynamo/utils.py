"""Counters of the compiler, which has nothing to count."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

__all__ = ["compile_times", "counters", "is_compile_supported"]

counters: defaultdict[str, Counter[str]] = defaultdict(Counter)


def is_compile_supported(device_type: Any) -> bool:
    """Whether ``torch.compile`` can be used for a kind of device."""
    return str(device_type) in ("cpu", "meta")


def compile_times(repr: str = "str", aggregate: bool = False) -> Any:
    """How long compiling took: nothing was compiled."""
    return "" if repr == "str" else ([], [])
