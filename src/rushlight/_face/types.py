"""Types that annotations name; type checkers read them, programs never load this module."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias, TypeVar

if TYPE_CHECKING:
    from os import PathLike
    from typing import IO

    from .._base.devices import device as device
    from .._base.dtypes import dtype as dtype
    from .._base.formats import layout as layout
    from .._base.formats import memory_format as memory_format
    from .._base.size import Size as Size
    from .._ops.random.generator import Generator as Generator
    from .._tensor.tensor import Tensor as Tensor

Number: TypeAlias = bool | int | float | complex
Real: TypeAlias = bool | int | float  # of an argument that refuses complex numbers by their value
Ints: TypeAlias = int | Sequence[int]  # a size or a dimension, or several
Sizes: TypeAlias = int | Sequence[int | None] | None  # as Ints; None leaves a size as it is
Tensors: TypeAlias = "tuple[Tensor, ...] | list[Tensor]"
Device: TypeAlias = "device | str | int | None"
FileLike: TypeAlias = "str | PathLike[str] | IO[bytes]"
MapLocation: TypeAlias = "Callable[[Any, str], Any] | device | str | dict[str, str] | None"
Index: TypeAlias = Any  # what stands between brackets: ints, slices, None, ..., tensors, lists, and tuples of these

F = TypeVar("F", bound=Callable[..., Any])  # what a decorator takes and gives back
T = TypeVar("T")
P = ParamSpec("P")
