"""Normalisation of examples: over the last dimensions, over groups of channels, over neighbouring channels."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from ..._base import dtypes
from ..._core import OUT, Op, Spec, apply, state
from ..._face.public import public
from ..common.kernels import bound, of_floats
from ..common.pointwise import refuse
from ..common.sizes import as_tuple
from .avg_pool import avg_pool2d
from .batch_norm import GRADS, differentiable_grads, measured, statistics_type
from .pad import pad

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..._face.types import Tensor


class RowNorm(Op):
    """Parts of x normalised each by its own mean and variance; further outputs: the means, and 1 / sqrt(var + eps).
    Inputs x, weight, bias (or None), eps (a number)."""

    saves = (GRADS, (0, OUT - 1, OUT - 2), ())
    operands = ("input", "weight", "bias")

    def compute_dtype(self, x, weight, bias, eps):
        return x.dtype

    def infer(self, x, weight, bias, eps):
        refuse((x,), f"{type(self).__name__}KernelImpl", (0, 1, 3))
        for s in (weight, bias):
            if s is not None and s.dtype is not x.dtype and s.dtype is not statistics_type(x.dtype):
                raise RuntimeError(f"expected scalar type {x.dtype.cpp} but found {s.dtype.cpp}")
        rows, _, _ = self.layout(x.shape)
        stat = Spec((rows,), statistics_type(x.dtype), x.device)
        return x, stat, stat

    def kernel(self, x, weight, bias, eps):
        rows, inner, _ = self.layout(x.shape)
        return bound("row_norm", (rows, inner)) if of_floats(x, weight, bias) else None

    def forward(self, xp, x, weight, bias, eps):
        rows, inner, _ = self.layout(x.shape)
        return xp.row_norm(x, weight, bias, eps, rows, inner)

    def vjp(self, need, grads, saved, specs):
        g, (x, weight), eps = grads[0], saved[:2], saved[3]
        rows, inner, size = self.layout(specs[0].shape)
        if state.grad:
            results = self._differentiable(g, x, weight, eps, rows, inner, size)
        else:
            shape = next((s.shape for s in specs[1:3] if s is not None), (size,))
            op = RowNormGrad.of(self.name, inner, shape)
            results = apply(op, g, x, weight, saved[OUT - 1], saved[OUT - 2])
        return *(r if n else None for r, n in zip(results, need[:3], strict=True)), None

    def _differentiable(self, g, x, weight, eps, rows, inner, size):
        # (repeats, parts that differ in weight, stretches, inner): the second and third axes are the weight's
        length = x._array.size // (rows or 1)
        stretches = length // (inner or 1)
        shape = (rows * stretches // size, size // stretches, stretches, inner)
        w = None if weight is None else weight.reshape(1, *shape[1:3], 1)
        gx, gw, gb = differentiable_grads(g.reshape(shape), x.reshape(shape), w, (2, 3), (0, 3), eps)
        of = (size,) if weight is None else weight.shape
        return gx.reshape(x.shape), gw.reshape(of), gb.reshape(of)


class LayerNorm(RowNorm):
    """Normalises over the last ``dims`` dimensions."""

    __slots__ = ("dims",)
    name = "NativeLayerNorm"

    def layout(self, shape):
        """The number of parts, the length of a stretch that shares a weight, the number of weights."""
        first = len(shape) - self.dims
        return prod(shape[:first]), 1, prod(shape[first:])


class GroupNorm(RowNorm):
    """Normalises ``groups`` groups of channels of each example."""

    __slots__ = ("groups",)
    name = "NativeGroupNorm"
    follows = (0,)

    def layout(self, shape):
        """As LayerNorm's."""
        return shape[0] * self.groups, prod(shape[2:]), shape[1]


class RowNormGrad(Op):
    """The gradients of x, weight and bias (both of shape ``shape``); inputs g, x, weight, mean, rstd."""

    __slots__ = ("of_name", "inner", "shape")
    visible = 3
    saves = ()

    @property
    def name(self):
        return self.of_name + "Backward"

    def compute_dtype(self, g, x, *others):
        return x.dtype

    def infer(self, g, x, weight, mean, rstd):
        one = Spec(self.shape, x.dtype if weight is None else weight.dtype, x.device)
        return x, one, one

    def kernel(self, g, x, weight, mean, rstd):
        return bound("row_norm_backward", (self.inner, self.shape)) if of_floats(g, x, weight, mean, rstd) else None

    def forward(self, xp, g, x, weight, mean, rstd):
        gx, gw, gb = xp.row_norm_backward(g, x, weight, mean, rstd, self.inner, prod(self.shape))
        return gx, gw.reshape(self.shape), gb.reshape(self.shape)


# Functions ----------------------------------------------------------------------------------------------------------


@public("functional")
def layer_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """input less its mean over its standard deviation, both over the last dimensions, then times weight plus bias.

    input (..., *normalized_shape); weight, bias: of shape normalized_shape, or None.
    Raises RuntimeError if shapes don't fit. Ba, Kiros and Hinton, arXiv:1607.06450.

    >>> layer_norm(torch.tensor([[1., 3.]]), (2,))
    tensor([[-1.0000,  1.0000]])
    """
    shape = _normal_shape(input, normalized_shape)
    for v, what in ((weight, "weight"), (bias, "bias")):
        if v is not None and tuple(v.shape) != shape:
            raise RuntimeError(
                f"Expected {what} to be of same shape as normalized_shape, but got {what} of shape {list(v.shape)} and "
                f"normalized_shape = {list(shape)}"
            )
    return apply(LayerNorm.of(len(shape)), input, weight, bias, eps)


def _normal_shape(input, normalized_shape):
    shape = tuple(int(n) for n in as_tuple(normalized_shape))
    if not shape:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element"
        )
    if tuple(input.shape[-len(shape) :]) != shape or input.ndim < len(shape):
        wanted = ", ".join(["*", *map(str, shape)])
        raise RuntimeError(
            f"Given normalized_shape={list(shape)}, expected input with shape [{wanted}], but got input of "
            f"size{list(input.shape)}"
        )
    return shape


@public("functional")
def group_norm(
    input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-5
) -> Tensor:
    """Groups of channels of each example less their mean over their standard deviation, then times weight plus bias.

    input (N, C, ...), weight, bias (C,) or None; ``num_groups`` divides C.
    Raises RuntimeError if it doesn't, or sizes don't fit. Wu and He, arXiv:1803.08494.

    >>> group_norm(torch.tensor([[1., 3., 5., 7.]]), 2)
    tensor([[-1.0000,  1.0000, -1.0000,  1.0000]])
    """
    if input.ndim < 2:
        raise RuntimeError(f"Expected at least 2 dimensions for input tensor but received {input.ndim}")
    channels = input.shape[1]
    if num_groups < 1 or channels % num_groups:
        raise RuntimeError(
            "Expected number of channels in input to be divisible by num_groups, but got input of shape "
            f"{list(input.shape)} and num_groups={num_groups}"
        )
    for v, what in ((weight, "weight"), (bias, "bias")):
        if v is not None and tuple(v.shape) != (channels,):
            raise RuntimeError(
                f"Expected {what} to be a vector of size equal to the number of channels in input, but got {what} of "
                f"shape {list(v.shape)} and input of shape {list(input.shape)}"
            )
    return apply(GroupNorm.of(int(num_groups)), input, weight, bias, eps)


@public("functional torch")
def rms_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None, eps: float | None = None
) -> Tensor:
    """input over the root of its mean square over the last dimensions, then times weight.

    input (..., *normalized_shape), weight of shape normalized_shape or None; ``eps``: by default the dtype's.
    Raises RuntimeError if shapes don't fit. Zhang and Sennrich, arXiv:1910.07467.

    >>> rms_norm(torch.tensor([[3., 3.]]), (2,))
    tensor([[1., 1.]])
    """
    shape = _normal_shape(input, normalized_shape)
    if eps is None:
        eps = {"float64": 2.0**-52, "float16": 2.0**-10, "bfloat16": 2.0**-7}.get(input.dtype.name, 2.0**-23)
    dims = tuple(range(input.ndim - len(shape), input.ndim))
    x = input.to(dtypes.float32) if input.dtype.is_reduced else input
    y = x * ((x * x).sum(dims, True) / prod(shape) + eps).rsqrt()
    y = y if y.dtype is input.dtype else y.to(input.dtype)
    return y if weight is None else y * weight


@public("functional")
def local_response_norm(input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Tensor:
    """input over (k + alpha * mean of squares of the ``size`` channels around)^beta; input (N, C, ...).

    Raises ValueError for fewer than 3 dimensions. Krizhevsky, Sutskever and Hinton (2012).

    >>> torch.nn.functional.local_response_norm(torch.ones(1, 1, 1), 1, alpha=1.0, beta=1.0)
    tensor([[[0.5000]]])
    """
    if input.ndim < 3:
        raise ValueError(f"Expected 3D or higher dimensionality input (got {input.ndim} dimensions)")
    if not input.numel():
        return input
    n, c = input.shape[:2]
    squares = pad((input * input).reshape(n, 1, c, -1), (0, 0, size // 2, (size - 1) // 2))
    mean = avg_pool2d(squares, (size, 1), 1).reshape(input.shape)
    return input / mean.mul(alpha).add(k).pow(beta)


@public("torch.layer_norm")
def torch_layer_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
    cudnn_enable: bool = True,
) -> Tensor:
    """`nn.functional.layer_norm`.

    >>> torch.layer_norm(torch.tensor([[1.0, 3.0]]), (2,))
    tensor([[-1.0000,  1.0000]])
    """
    if not isinstance(normalized_shape, (tuple, list)):
        raise TypeError(
            "layer_norm(): argument 'normalized_shape' (position 2) must be tuple of ints, not "
            f"{type(normalized_shape).__name__}"
        )
    return layer_norm(input, normalized_shape, weight, bias, eps)


@public("torch.group_norm")
def torch_group_norm(
    input: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
    cudnn_enabled: bool = True,
) -> Tensor:
    """`nn.functional.group_norm`.

    >>> torch.group_norm(torch.tensor([[1.0, 3.0, 5.0, 7.0]]), 2)
    tensor([[-1.0000,  1.0000, -1.0000,  1.0000]])
    """
    return group_norm(input, num_groups, weight, bias, eps)


@public("torch")
def native_layer_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None, bias: Tensor | None, eps: float
) -> tuple[Tensor, Tensor, Tensor]:
    """(`layer_norm`, the means, 1 / sqrt(variance + eps)); the latter two have 1 for each normalised dimension, and no
    gradient.

    >>> torch.native_layer_norm(torch.tensor([[1.0, 3.0]]), (2,), None, None, 0.0)
    (tensor([[-1.,  1.]]), tensor([[2.]]), tensor([[1.]]))
    """
    y = torch_layer_norm(input, normalized_shape, weight, bias, eps)
    dims = tuple(range(input.ndim - len(normalized_shape), input.ndim))
    mean, rstd = measured(input.detach(), dims, eps, input._dtype if weight is None else weight._dtype)
    return y, mean, rstd


@public("torch")
def native_group_norm(
    input: Tensor, weight: Tensor | None, bias: Tensor | None, N: int, C: int, HxW: int, group: int, eps: float
) -> tuple[Tensor, Tensor, Tensor]:
    """(`group_norm`, the means, 1 / sqrt(variance + eps)); the latter two are (N, group). The input has N C HxW
    elements.

    Raises RuntimeError if it hasn't.

    >>> torch.native_group_norm(torch.tensor([[1.0, 3.0]]), None, None, 1, 2, 1, 1, 0.0)
    (tensor([[-1.,  1.]]), tensor([[2.]]), tensor([[1.]]))
    """
    y = group_norm(input, group, weight, bias, eps)
    if input._array.size != N * C * HxW:
        raise RuntimeError(
            f"Expected X.numel() == N * C * HxW to be true: {input._array.size} elements, N={N}, C={C}, HxW={HxW}"
        )
    x = input.reshape(N, group, C // group * HxW)
    mean, rstd = measured(x, (2,), eps, input._dtype if weight is None else weight._dtype)
    return y, mean.squeeze(2), rstd.squeeze(2)
