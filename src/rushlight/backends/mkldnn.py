"""oneDNN, which isn't there: our own kernels compute. Its switches can be set, as scripts do, and change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._switches import Precision, checked_precision, switched

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import Any, Literal, Self

__all__ = [
    "VERBOSE_OFF",
    "VERBOSE_ON",
    "VERBOSE_ON_CREATION",
    "allow_tf32",
    "conv",
    "deterministic",
    "enabled",
    "flags",
    "fp32_precision",
    "is_acl_available",
    "is_available",
    "matmul",
    "rnn",
    "set_flags",
    "verbose",
]

VERBOSE_OFF, VERBOSE_ON, VERBOSE_ON_CREATION = 0, 1, 2
enabled, deterministic = True, False
allow_tf32: bool | None = None
fp32_precision = "none"
matmul, conv, rnn = Precision(), Precision(), Precision()


def is_available() -> bool:
    """Whether oneDNN is there: False."""
    return False


def is_acl_available() -> bool:
    """Whether Arm's library is there: False."""
    return False


class verbose:
    """Context manager: have oneDNN say what it computes; it computes nothing."""

    def __init__(self, level: int) -> None:
        self.level = level

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> Literal[False]:
        return False


def set_flags(
    _enabled: bool | None = None,
    _deterministic: bool | None = None,
    _allow_tf32: bool | None = None,
    _fp32_precision: str = "none",
) -> tuple[Any, ...]:
    """Set switches (None: leave as it is); returns what they were."""
    new = {
        "enabled": _enabled,
        "deterministic": _deterministic,
        "allow_tf32": _allow_tf32,
        "fp32_precision": checked_precision(_fp32_precision),
    }
    before = tuple(globals()[name] for name in new)
    globals().update({name: value for name, value in new.items() if value is not None})
    return before


def flags(
    enabled: bool = False, deterministic: bool = False, allow_tf32: bool | None = True, fp32_precision: str = "none"
) -> AbstractContextManager[None]:
    """Context manager: these switches inside, and what they were after it."""
    return switched(
        globals(),
        enabled=enabled,
        deterministic=deterministic,
        allow_tf32=allow_tf32,
        fp32_precision=checked_precision(fp32_precision),
    )
