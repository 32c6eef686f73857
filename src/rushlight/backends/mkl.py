"""Intel's MKL, which isn't there: our own kernels compute."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Literal, Self

__all__ = ["VERBOSE_OFF", "VERBOSE_ON", "is_available", "verbose"]

VERBOSE_OFF, VERBOSE_ON = 0, 1


def is_available() -> bool:
    """Whether MKL is there: False."""
    return False


class verbose:
    """Context manager: have MKL say what it computes; it computes nothing."""

    def __init__(self, enable: int) -> None:
        self.enable = enable

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> Literal[False]:
        return False
