"""What the modules of backends have in common: switches that are set for a while, and the precision of float32."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_PRECISIONS = ("none", "ieee", "tf32", "bf16")


def checked_precision(value: str) -> str:
    """A word for how exact float32 is. Raises RuntimeError for another."""
    if value not in _PRECISIONS:
        raise RuntimeError(f"Unknown precision: {value}: use one of {', '.join(_PRECISIONS)}")
    return value


class Precision:
    """How exact float32 may be in some operations. It always is exact here; the word is kept."""

    __slots__ = ("_precision",)
    _precision: str

    def __init__(self, precision: str = "none") -> None:
        self._precision = precision

    @property
    def fp32_precision(self) -> str:
        """'none', 'ieee', 'tf32' or 'bf16'."""
        return self._precision

    @fp32_precision.setter
    def fp32_precision(self, value: str) -> None:
        self._precision = checked_precision(value)

    def __setattr__(self, name: str, value: Any) -> None:
        if not hasattr(type(self), name):
            raise AttributeError("Unknown attribute " + name)
        object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError("Unknown attribute " + name)


@contextmanager
def switched(module: dict[str, Any], **values: Any) -> Iterator[None]:
    """Other values of a module's globals inside."""
    before = {name: module[name] for name in values}
    module.update(values)
    try:
        yield
    finally:
        module.update(before)
