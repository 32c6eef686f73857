"""Padding around signals, pictures and volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._base.exports import defined_in
from .. import functional as F
from .module import Module
from .utils import Generic, Size, tuple_of

if TYPE_CHECKING:
    from typing import Any

    from ..._tensor.tensor import Tensor
    from ..common_types import _size_2_t, _size_4_t, _size_6_t  # noqa: F401  (between brackets)


class _Pad(Module, Generic[Size]):
    """``padding``: one number for all sides, or (before, after) of the last dimension, then of the one before it,
    ..."""

    n_dims: int
    mode = "constant"
    padding: tuple[int, ...]

    def __init__(self, padding: Size | int) -> None:
        super().__init__()
        self.padding = tuple_of(padding, 2 * self.n_dims)

    def forward(self, input: Tensor) -> Tensor:
        if self.mode == "circular" and input.ndim not in (self.n_dims + 1, self.n_dims + 2):
            raise ValueError(f"expected {self.n_dims + 1}D or {self.n_dims + 2}D input (got {input.ndim}D input)")
        return F.pad(input, self.padding, self.mode)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class _ConstantPadNd(_Pad[Size]):
    value: float

    def __init__(self, padding: Size | int, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class _CircularPadNd(_Pad[Size]):
    mode = "circular"


class _ReflectionPadNd(_Pad[Size]):
    mode = "reflect"


class _ReplicationPadNd(_Pad[Size]):
    mode = "replicate"


class _ZeroPad:
    """Before a ConstantPad among the bases: its value is 0."""

    padding: tuple[int, ...]

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)  # type: ignore[call-arg]

    def extra_repr(self) -> str:
        return f"{self.padding}"


class CircularPad1d(_CircularPadNd["_size_2_t"]):
    """Around the last 1 dimension of (N, C, L) or (C, L) stands what stands at the other side.

    >>> torch.nn.CircularPad1d(1)(torch.zeros(1, 1, 3)).shape
    torch.Size([1, 1, 5])
    """

    n_dims = 1


class CircularPad2d(_CircularPadNd["_size_4_t"]):
    """Around the last 2 dimensions of (N, C, H, W) or (C, H, W) stands what stands at the other side.

    >>> torch.nn.CircularPad2d(1)(torch.zeros(1, 1, 3, 3)).shape
    torch.Size([1, 1, 5, 5])
    """

    n_dims = 2


class CircularPad3d(_CircularPadNd["_size_6_t"]):
    """Around the last 3 dimensions of (N, C, D, H, W) or (C, D, H, W) stands what stands at the other side.

    >>> torch.nn.CircularPad3d(1)(torch.zeros(1, 1, 3, 3, 3)).shape
    torch.Size([1, 1, 5, 5, 5])
    """

    n_dims = 3


class ReflectionPad1d(_ReflectionPadNd["_size_2_t"]):
    """Around the last 1 dimension of (N, C, L) or (C, L) stand the elements beyond the edge, mirrored.

    >>> torch.nn.ReflectionPad1d(1)(torch.zeros(1, 1, 3)).shape
    torch.Size([1, 1, 5])
    """

    n_dims = 1


class ReflectionPad2d(_ReflectionPadNd["_size_4_t"]):
    """Around the last 2 dimensions of (N, C, H, W) or (C, H, W) stand the elements beyond the edge, mirrored.

    >>> torch.nn.ReflectionPad2d(1)(torch.zeros(1, 1, 3, 3)).shape
    torch.Size([1, 1, 5, 5])
    """

    n_dims = 2


class ReflectionPad3d(_ReflectionPadNd["_size_6_t"]):
    """Around the last 3 dimensions of (N, C, D, H, W) or (C, D, H, W) stand the elements beyond the edge, mirrored.

    >>> torch.nn.ReflectionPad3d(1)(torch.zeros(1, 1, 3, 3, 3)).shape
    torch.Size([1, 1, 5, 5, 5])
    """

    n_dims = 3


class ReplicationPad1d(_ReplicationPadNd["_size_2_t"]):
    """Around the last 1 dimension of (N, C, L) or (C, L) stands the edge.

    >>> torch.nn.ReplicationPad1d(1)(torch.zeros(1, 1, 3)).shape
    torch.Size([1, 1, 5])
    """

    n_dims = 1


class ReplicationPad2d(_ReplicationPadNd["_size_4_t"]):
    """Around the last 2 dimensions of (N, C, H, W) or (C, H, W) stands the edge.

    >>> torch.nn.ReplicationPad2d(1)(torch.zeros(1, 1, 3, 3)).shape
    torch.Size([1, 1, 5, 5])
    """

    n_dims = 2


class ReplicationPad3d(_ReplicationPadNd["_size_6_t"]):
    """Around the last 3 dimensions of (N, C, D, H, W) or (C, D, H, W) stands the edge.

    >>> torch.nn.ReplicationPad3d(1)(torch.zeros(1, 1, 3, 3, 3)).shape
    torch.Size([1, 1, 5, 5, 5])
    """

    n_dims = 3


class ConstantPad1d(_ConstantPadNd["_size_2_t"]):
    """Around the last 1 dimension stands ``value``.

    >>> torch.nn.ConstantPad1d(1, 3.5)(torch.zeros(1, 1, 3)).shape
    torch.Size([1, 1, 5])
    """

    n_dims = 1


class ConstantPad2d(_ConstantPadNd["_size_4_t"]):
    """Around the last 2 dimensions stands ``value``.

    >>> torch.nn.ConstantPad2d(1, 3.5)(torch.zeros(1, 1, 3, 3)).shape
    torch.Size([1, 1, 5, 5])
    """

    n_dims = 2


class ConstantPad3d(_ConstantPadNd["_size_6_t"]):
    """Around the last 3 dimensions stands ``value``.

    >>> torch.nn.ConstantPad3d(1, 3.5)(torch.zeros(1, 1, 3, 3, 3)).shape
    torch.Size([1, 1, 5, 5, 5])
    """

    n_dims = 3


class ZeroPad1d(_ZeroPad, ConstantPad1d):
    """Around the last 1 dimension stands zero.

    >>> torch.nn.ZeroPad1d(1)(torch.zeros(1, 1, 3)).shape
    torch.Size([1, 1, 5])
    """


class ZeroPad2d(_ZeroPad, ConstantPad2d):
    """Around the last 2 dimensions stands zero.

    >>> torch.nn.ZeroPad2d(1)(torch.zeros(1, 1, 3, 3)).shape
    torch.Size([1, 1, 5, 5])
    """


class ZeroPad3d(_ZeroPad, ConstantPad3d):
    """Around the last 3 dimensions stands zero.

    >>> torch.nn.ZeroPad3d(1)(torch.zeros(1, 1, 3, 3, 3)).shape
    torch.Size([1, 1, 5, 5, 5])
    """


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
