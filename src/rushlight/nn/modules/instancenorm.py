"""Normalisation of single channels of single examples."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from ..._base.exports import defined_in
from .. import functional as F
from .batchnorm import _LazyNormBase, _NormBase

if TYPE_CHECKING:
    from ..._face.types import Device, dtype
    from ..._tensor.tensor import Tensor


class _InstanceNorm(_NormBase):
    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: Device = None,
        dtype: dtype | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        single = self.input_dims[0]  # dimensions of one example
        at = input.ndim - single
        if input.shape[at] != self.num_features:
            if self.affine:
                raise ValueError(
                    f"expected input's size at dim={at} to match num_features ({self.num_features}), but got: "
                    f"{input.shape[at]}."
                )
            warnings.warn(
                f"input's size at dim={at} does not match num_features. You can silence this warning by not passing in "
                "num_features, which is not used because affine=False",
                stacklevel=2,
            )
        x = input if at else input.unsqueeze(0)
        y = F.instance_norm(
            x,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training or not self.track_running_stats,
            0.0 if self.momentum is None else self.momentum,
            self.eps,
        )
        return y if at else y.squeeze(0)


class InstanceNorm1d(_InstanceNorm):
    """Within each example and channel of (N, C, L) or (C, L). Parameters as in InstanceNorm2d.

    >>> torch.nn.InstanceNorm1d(3)(torch.ones(2, 3, 5)).shape
    torch.Size([2, 3, 5])
    """

    input_dims = (2, 3)


class InstanceNorm2d(_InstanceNorm):
    """Within each example and channel of (N, C, H, W) or (C, H, W): (x - mean) / sqrt(var + eps) * weight + bias.
    Ulyanov et al., arXiv:1607.08022. Parameters as in BatchNorm2d, but by default without weights and running numbers.

    >>> torch.nn.InstanceNorm2d(3)(torch.ones(2, 3, 5, 5)).shape
    torch.Size([2, 3, 5, 5])
    """

    input_dims = (3, 4)


class InstanceNorm3d(_InstanceNorm):
    """Within each example and channel of (N, C, D, H, W) or (C, D, H, W). Parameters as in InstanceNorm2d.

    >>> torch.nn.InstanceNorm3d(3)(torch.ones(2, 3, 2, 2, 2)).shape
    torch.Size([2, 3, 2, 2, 2])
    """

    input_dims = (4, 5)


class LazyInstanceNorm1d(_LazyNormBase, InstanceNorm1d):
    """InstanceNorm1d that takes num_features from its first input, and then is an InstanceNorm1d."""

    cls_to_become = InstanceNorm1d


class LazyInstanceNorm2d(_LazyNormBase, InstanceNorm2d):
    """InstanceNorm2d that takes num_features from its first input, and then is an InstanceNorm2d."""

    cls_to_become = InstanceNorm2d


class LazyInstanceNorm3d(_LazyNormBase, InstanceNorm3d):
    """InstanceNorm3d that takes num_features from its first input, and then is an InstanceNorm3d."""

    cls_to_become = InstanceNorm3d


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
