"""Lengths of dimensions that may vary."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, ClassVar

__all__ = ["Dim", "ShapesCollection"]


class _Hint:
    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


class Dim:
    """A dimension whose length may vary from ``min`` to ``max``: ``Dim("batch", max=64)``; or one of ``Dim.AUTO``,
    ``Dim.DYNAMIC`` and ``Dim.STATIC``. Raises ValueError for bounds that leave no length.

    >>> Dim("batch", min=1, max=8)
    Dim('batch', min=1, max=8)
    """

    AUTO: ClassVar[Any] = _Hint("_DimHint.AUTO")
    DYNAMIC: ClassVar[Any] = _Hint("_DimHint.DYNAMIC")
    STATIC: ClassVar[Any] = _Hint("_DimHint.STATIC")

    def __init__(self, name: str, *, min: int | None = None, max: int | None = None) -> None:
        self.min = 0 if min is None else min
        self.max = max
        if max is not None and max <= self.min:
            raise ValueError(f"Cannot create Dim with inconsistent min={min}, max={max}")
        if not name.isidentifier():
            raise ValueError(f"Dim name must be a valid identifier, got {name}")
        self.__name__ = name

    def __repr__(self) -> str:
        bounds = f", min={self.min}" + ("" if self.max is None else f", max={self.max}")
        return f"Dim({self.__name__!r}{bounds})"


class ShapesCollection:
    """Which dimensions of which tensors may vary, by the tensors: ``shapes[x] = {0: Dim("batch")}``."""

    def __init__(self) -> None:
        self._shapes: dict[int, Any] = {}

    def __setitem__(self, t: Any, shape: Any) -> None:
        self._shapes[id(t)] = shape

    def __getitem__(self, t: Any) -> Any:
        return self._shapes[id(t)]

    def __len__(self) -> int:
        return len(self._shapes)
