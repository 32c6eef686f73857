"""Normalisation within each example: of layers, and of groups of channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module
from .utils import add_parameter, tuple_of

if TYPE_CHECKING:
    from ..._face.types import Device, Ints, dtype
    from ..._tensor.tensor import Tensor

__all__ = ["CrossMapLRN2d", "GroupNorm", "LayerNorm", "LocalResponseNorm", "RMSNorm"]


class _Affine(Module):
    """What the norms with weights of any shape share."""

    weight: Parameter
    bias: Parameter

    def _add_affine(self, shape, weight, bias, device, dtype):
        for name, wanted in (("weight", weight), ("bias", bias)):
            if wanted is not None:
                add_parameter(self, name, shape if wanted else None, device, dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set the weight to 1, the bias to 0."""
        if self.weight is not None:
            init.ones_(self.weight)
        bias = self._parameters.get("bias")
        if bias is not None:
            init.zeros_(bias)


class LayerNorm(_Affine):
    """Over the last dimensions, ``normalized_shape``: (x - mean) / sqrt(var + eps) * weight + bias.
    Ba, Kiros and Hinton, arXiv:1607.06450.

    >>> torch.nn.LayerNorm(4)(torch.ones(2, 4)).shape
    torch.Size([2, 4])
    """

    def __init__(
        self,
        normalized_shape: Ints,
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None:
        super().__init__()
        self.normalized_shape = tuple_of(normalized_shape, 1)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        self._add_affine(self.normalized_shape, elementwise_affine, elementwise_affine and bias, device, dtype)

    def forward(self, input: Tensor) -> Tensor:
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}, "
            f"bias={self.bias is not None}"
        )


class RMSNorm(_Affine):
    """Over the last dimensions, ``normalized_shape``: x / sqrt(mean(x^2) + eps) * weight; ``eps`` None: the smallest
    step of the dtype at 1. Zhang and Sennrich, arXiv:1910.07467.

    >>> torch.nn.RMSNorm(4)(torch.ones(2, 4)).shape
    torch.Size([2, 4])
    """

    def __init__(
        self,
        normalized_shape: Ints,
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None:
        super().__init__()
        self.normalized_shape = tuple_of(normalized_shape, 1)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        self._add_affine(self.normalized_shape, elementwise_affine, None, device, dtype)

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class GroupNorm(_Affine):
    """Within each example and group of channels: (x - mean) / sqrt(var + eps) * weight + bias, with a weight per
    channel. Wu and He, arXiv:1803.08494.

    >>> torch.nn.GroupNorm(3, 6)(torch.ones(2, 6, 4, 4)).shape
    torch.Size([2, 6, 4, 4])
    """

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: Device = None,
        dtype: dtype | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        if num_channels % num_groups != 0:
            raise ValueError(f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})")
        self.num_groups = num_groups
        self.num_channels = num_channels
        self.eps = eps
        self.affine = affine
        self._add_affine((num_channels,), affine, affine and bias, device, dtype)

    def forward(self, input: Tensor) -> Tensor:
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )


class LocalResponseNorm(Module):
    """x over (k + alpha * mean of squares of the ``size`` channels around)^beta, for (N, C, *). Krizhevsky et al.,
    2012.

    >>> torch.nn.LocalResponseNorm(2)(torch.ones(1, 3, 4)).shape
    torch.Size([1, 3, 4])
    """

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        super().__init__()
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.k = k

    def forward(self, input: Tensor) -> Tensor:
        return F.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


class CrossMapLRN2d(LocalResponseNorm):
    """The older form of LocalResponseNorm, for pictures (N, C, H, W). As PyTorch's, it counts the first channel among
    the neighbours of every channel from (size + 1) // 2 on; its gradients are those of what it computes.

    >>> torch.nn.CrossMapLRN2d(3)(torch.ones(1, 4, 2, 2)).shape
    torch.Size([1, 4, 2, 2])
    """

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1) -> None:
        super().__init__(size, alpha, beta, k)

    def forward(self, input: Tensor) -> Tensor:
        if input.ndim != 4:
            raise ValueError(f"CrossMapLRN2d: Expected input to be 4D, got {input.ndim}D instead.")
        channels, reach = input.shape[1], int((self.size - 1) / 2 + 1)
        counts = input.new_tensor(
            [[abs(i - j) < reach or (j == 0 and i >= reach) for j in range(channels)] for i in range(channels)]
        )
        squares = (counts @ input.square().flatten(2)).view_as(input)
        return input * (squares * (self.alpha / self.size) + self.k) ** -self.beta
