"""Affine maps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .. import functional as F
from .. import init
from ..parameter import Parameter, UninitializedParameter
from .lazy import LazyModuleMixin
from .module import Module
from .utils import add_parameter, reset_linear, weight_and_bias

if TYPE_CHECKING:
    from typing import Any

    from ..._face.types import Device, dtype
    from ..._tensor.tensor import Tensor

__all__ = ["Bilinear", "Identity", "LazyLinear", "Linear"]


class Identity(Module):
    """Gives back its input; takes and ignores any arguments of the layer in whose place it stands.

    >>> torch.nn.Identity(54, unused=True)(torch.ones(2))
    tensor([1., 1.])
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def forward(self, input: Tensor) -> Tensor:
        return input


class Linear(Module):
    """x W^T + b: input (*, in_features), output (*, out_features); weight (out_features, in_features), bias
    (out_features,).

    Both start uniform in ±1/sqrt(in_features).

    >>> torch.nn.Linear(20, 30)(torch.zeros(128, 20)).shape
    torch.Size([128, 30])
    """

    in_features: int
    out_features: int
    weight: Parameter
    bias: Parameter

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, device: Device = None, dtype: dtype | None = None
    ) -> None:
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        add_parameter(self, "weight", (out_features, in_features), device, dtype)
        add_parameter(self, "bias", (out_features,) if bias else None, device, dtype)
        self.reset_parameters()

    def _remedy(self, input):
        """What to write instead, for the note of an error with this input."""
        size, wanted = input.shape[-1], self.in_features
        if size == wanted:
            return ""
        if input.ndim == 2 and input.shape[0] * size == wanted:
            return (
                "the input has no batch dimension, and what flattened it took its first dimension for one: write "
                "x.unsqueeze(0) for what goes into the network"
            )
        if input.ndim > 2 and math.prod(input.shape[1:]) == wanted:
            return f"flatten the input first: x.flatten(1) has {wanted} features"
        return (
            f"the layer gets {size} features: write nn.Linear({size}, {self.out_features}), or change what comes "
            "before it"
        )

    def reset_parameters(self) -> None:
        """Draw weight and bias anew."""
        reset_linear(self)

    def forward(self, input: Tensor) -> Tensor:
        return F.linear(input, *weight_and_bias(self))

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class NonDynamicallyQuantizableLinear(Linear):
    """Linear, under the name that MultiheadAttention's last matrix has in PyTorch."""


class Bilinear(Module):
    """x1^T A x2 + b per output feature: inputs (*, in1_features) and (*, in2_features), output (*, out_features).

    >>> torch.nn.Bilinear(2, 3, 4)(torch.zeros(5, 2), torch.zeros(5, 3)).shape
    torch.Size([5, 4])
    """

    in1_features: int
    in2_features: int
    out_features: int
    weight: Parameter
    bias: Parameter

    def __init__(
        self,
        in1_features: int,
        in2_features: int,
        out_features: int,
        bias: bool = True,
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None:
        super().__init__()
        if in1_features <= 0:
            raise ValueError(f"in1_features must be > 0, but got {in1_features}")
        self.in1_features, self.in2_features, self.out_features = in1_features, in2_features, out_features
        add_parameter(self, "weight", (out_features, in1_features, in2_features), device, dtype)
        add_parameter(self, "bias", (out_features,) if bias else None, device, dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw weight and bias anew."""
        bound = 1 / math.sqrt(self.weight.shape[1])
        init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input1: Tensor, input2: Tensor) -> Tensor:
        return F.bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}"
        )


class LazyLinear(LazyModuleMixin, Linear):
    """Linear that takes in_features from its first input, and then is a Linear.

    >>> import warnings
    >>> with warnings.catch_warnings(action="ignore"):
    ...     torch.nn.LazyLinear(3)(torch.zeros(2, 5)).shape
    torch.Size([2, 3])
    """

    cls_to_become = Linear
    weight: UninitializedParameter
    bias: UninitializedParameter

    def __init__(self, out_features: int, bias: bool = True, device: Device = None, dtype: dtype | None = None) -> None:
        super().__init__(0, 0, False)
        self.weight = UninitializedParameter(device=device, dtype=dtype)
        self.out_features = out_features
        if bias:
            self.bias = UninitializedParameter(device=device, dtype=dtype)

    def _knows_its_size(self):
        return self.in_features != 0

    def initialize_parameters(self, input: Tensor) -> None:
        """Shapes from the input's last dimension."""
        if self.has_uninitialized_params():
            self.in_features = input.shape[-1]
            self.weight.materialize((self.out_features, self.in_features))
            if self.bias is not None:
                self.bias.materialize((self.out_features,))
            self.reset_parameters()
        if self.in_features == 0:  # the weight came from a file
            if input.shape[-1] != self.weight.shape[-1]:
                raise AssertionError(
                    f"The in_features inferred from input: {input.shape[-1]} is not equal to in_features from "
                    f"self.weight: {self.weight.shape[-1]}"
                )
            self.in_features = input.shape[-1]
