"""Decorators that log calls of process groups; here calls are what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__: list[str] = []

F = TypeVar("F", bound="Callable[..., Any]")


def _exception_logger(func: F) -> F:
    """The function."""
    return func


_time_logger = _exception_logger
