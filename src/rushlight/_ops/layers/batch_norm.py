"""Normalisation of channels over batches, or over each example."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from ..._base import dtypes
from ..._core import OUT, Op, Spec, apply, state
from ..._face.public import public
from ..common.kernels import bound, of_floats
from ..common.pointwise import refuse
from ..reductions.var_std_cov import var_mean

if TYPE_CHECKING:
    from ..._face.types import Tensor

GRADS = (0, 1, OUT - 1, OUT - 2)  # what the gradients use: x, weight, mean, rstd


def statistics_type(t):
    return dtypes.float32 if t.is_reduced else t


_REDUCED = {"float16": dtypes.float16, "uint16": dtypes.bfloat16}  # by the names of their arrays' dtypes


def _widened(xp, arrays):
    """16-bit floats as float32, since ops that write get their arrays as they are; and how to get back."""
    dtype = _REDUCED.get(arrays[0].dtype.name)
    if dtype is None:
        return arrays, None
    kinds = [None if a is None else _REDUCED.get(a.dtype.name) for a in arrays]
    return [a if k is None else xp.cast(a, k, dtypes.float32) for a, k in zip(arrays, kinds, strict=True)], dtype


class BatchNorm(Op):
    """Each channel normalised by the running statistics or, when ``training``, by its own mean and variance;
    ``updates``: towards these the running ones move by ``momentum``. Further outputs: the mean and 1 / sqrt(var + eps)
    that were used.

    Inputs x (N, C, ...), weight, bias (C,) or None, running_mean, running_var (C,) or None, momentum, eps (numbers).
    """

    __slots__ = ("training", "updates")
    name = "NativeBatchNorm"
    raw = True
    follows = (0,)
    saves = (GRADS, (0, OUT - 1, OUT - 2), ())
    operands = ("input", "weight", "bias", "running_mean", "running_var")
    listed = 3

    @property
    def function(self):
        return "batch_norm_train" if self.training else "batch_norm_eval"

    @property
    def writes(self):
        return (3, 4) if self.updates else ()

    def infer(self, x, weight, bias, running_mean, running_var, momentum, eps):
        refuse((x,), "batch_norm", (0, 1, 3))
        channels = x.shape[1]
        for s, what in zip((weight, bias, running_mean, running_var), self.operands[1:], strict=True):
            if s is not None and s.numel != channels:
                raise RuntimeError(
                    f"{what} should contain {channels} elements not {s.numel}: x {x.shape} has {channels} channels"
                )
            if s is not None and s.dtype is not x.dtype and s.dtype is not statistics_type(x.dtype):
                raise RuntimeError(
                    f"mixed dtype (CPU): all inputs must share same datatype. x is {x.dtype}, {what} {s.dtype}; "
                    "convert one with .to(dtype)"
                )
        stat = Spec((channels,), statistics_type(x.dtype), x.device)
        return x, stat, stat

    def kernel(self, x, weight, bias, running_mean, running_var, momentum, eps):
        floats = [s for s in (weight, bias, running_mean, running_var) if s is not None]
        return bound(self.function, ()) if of_floats(x, *floats) else None

    def forward(self, xp, x, weight, bias, running_mean, running_var, momentum, eps):
        arrays = (x, weight, bias, running_mean, running_var)
        (wide, weight, bias, mean, var), dtype = _widened(xp, arrays)
        y, *stats = getattr(xp, self.function)(wide, weight, bias, mean, var, momentum, eps)
        if dtype is not None:
            y = xp.narrow(y, dtype)
            if self.writes:
                for old, new in ((running_mean, mean), (running_var, var)):
                    if old is not None and old is not new:
                        old[...] = xp.narrow(new, dtype)
        return y, *stats

    def vjp(self, need, grads, saved, specs):
        g, (x, weight), eps = grads[0], saved[:2], saved[6]
        if state.grad:  # the gradient of the gradient follows from plain arithmetic
            results = self._differentiable(g, x, weight, saved, eps)
        else:
            results = apply(BatchNormGrad.of(self.training), g, x, weight, saved[OUT - 1], saved[OUT - 2])
        return *(r if n else None for r, n in zip(results, need[:3], strict=True)), None, None, None, None

    def _differentiable(self, g, x, weight, saved, eps):
        dims = (0, *range(2, x.ndim))
        per_channel = (1, -1, *[1] * (x.ndim - 2))
        if self.training:
            w = None if weight is None else weight.view(per_channel)
            gx, gw, gb = differentiable_grads(g, x, w, dims, dims, eps)
            return gx, gw.flatten(), gb.flatten()
        mean, rstd = saved[OUT - 1].view(per_channel), saved[OUT - 2].view(per_channel)
        scale = rstd if weight is None else rstd * weight.view(per_channel)
        return g * scale, (g * (x - mean) * rstd).sum(dims), g.sum(dims)


class BatchNormGrad(Op):
    """The gradients of x, weight and bias; inputs g, x, weight, mean, rstd."""

    __slots__ = ("training",)
    name = "NativeBatchNormBackward"
    visible = 3
    saves = ()

    def compute_dtype(self, g, x, *others):
        return x.dtype

    def infer(self, g, x, weight, mean, rstd):
        one = Spec(x.shape[1:2], x.dtype if weight is None else weight.dtype, x.device)
        return x, one, one

    def kernel(self, g, x, weight, mean, rstd):
        return bound("batch_norm_backward", (self.training,)) if of_floats(g, x, weight, mean, rstd) else None

    def forward(self, xp, g, x, weight, mean, rstd):
        return xp.batch_norm_backward(g, x, weight, mean, rstd, self.training)


def differentiable_grads(g, x, weight, dims, sum_dims, eps):
    """The gradients of x, weight and bias where x is normalised over ``dims``, by arithmetic that has gradients itself.

    ``weight`` broadcasts to x or is None; the last two results are sums over ``sum_dims`` that keep them as size 1.
    """
    count = prod(x.shape[d] for d in dims)
    centred = x - x.sum(dims, True) / count
    rstd = ((centred * centred).sum(dims, True) / count + eps).rsqrt()
    normal = centred * rstd
    gn = g if weight is None else g * weight
    gx = rstd * (gn - gn.sum(dims, True) / count - normal * ((gn * normal).sum(dims, True) / count))
    return gx, (g * normal).sum(sum_dims, True), g.sum(sum_dims, True)


BATCH_NORM, BATCH_NORM_TRAIN = BatchNorm.of(False, False), BatchNorm.of(True, False)
BATCH_NORM_UPDATE = BatchNorm.of(True, True)


# Functions ----------------------------------------------------------------------------------------------------------


@public("functional")
def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Each channel less its mean over its standard deviation, then times weight plus bias.

    input (N, C, ...) or (N, C), all others (C,) or None. When ``training``, mean and variance are the batch's, and
    running_mean and running_var (if given) move towards them by ``momentum`` in place (the variance being the unbiased
    one); else these two are used.
    Raises ValueError if there is one value per channel to train on, or eps isn't positive, RuntimeError for sizes and
    dtypes that don't fit.
    Ioffe and Szegedy, arXiv:1502.03167.

    >>> batch_norm(torch.tensor([[1.], [3.]]), None, None, training=True)
    tensor([[-1.0000],
            [ 1.0000]])
    """
    if training and eps <= 0:
        raise ValueError(f"batch_norm eps must be positive during training, but got {eps}")
    shape = input._array.shape
    if training and len(shape) > 1 and shape[0] * prod(shape[2:]) == 1:
        raise ValueError(
            f"Expected more than 1 value per channel when training, got input size {input.shape}: its variance is 0; "
            "use a larger batch, drop the last small one (drop_last=True), or call eval()"
        )
    return batch_normed(input, running_mean, running_var, weight, bias, training, momentum, eps)


def batch_normed(input, running_mean, running_var, weight, bias, training, momentum, eps):
    """``batch_norm``, of one value per channel too."""
    if input.ndim < 2:
        if input.ndim and not input.shape[0]:  # nothing, of no channels
            return batch_normed(
                input.view(0, 0), running_mean, running_var, weight, bias, training, momentum, eps
            ).view(0)
        raise RuntimeError(f"batch_norm: expected an input (N, C) or (N, C, ...), got shape {tuple(input.shape)}")
    if not training:
        for v, what in ((running_mean, "running_mean"), (running_var, "running_var")):
            if v is None:
                raise RuntimeError(
                    f"{what} must be defined in evaluation mode: give it, or normalise with training=True"
                )
        return apply(BATCH_NORM, input, weight, bias, running_mean, running_var, momentum, eps)
    if 0 in input.shape:  # nothing to measure: the running statistics stay
        running_mean = running_var = None
    if running_mean is None or running_var is None:
        if running_mean is not running_var:
            raise RuntimeError("batch_norm: give both running_mean and running_var, or neither")
        return apply(BATCH_NORM_TRAIN, input, weight, bias, None, None, momentum, eps)
    return apply(BATCH_NORM_UPDATE, input, weight, bias, running_mean, running_var, momentum, eps)


@public("functional")
def instance_norm(
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Each channel of each example less its mean over its standard deviation, then times weight plus bias.

    input (N, C, ...); the others (C,) or None. Running statistics, if given, move towards the mean over the examples
    when ``use_input_stats``, else they are what is used.
    Raises ValueError for one value per channel, RuntimeError for sizes that don't fit. Ulyanov et al.,
    arXiv:1607.08022.

    >>> instance_norm(torch.tensor([[[1., 3.]]]))
    tensor([[[-1.0000,  1.0000]]])
    """
    if use_input_stats and prod(input.shape[2:]) == 1:
        raise ValueError(f"Expected more than 1 spatial element when training, got input size {input.shape}")
    if not use_input_stats and (running_mean is None or running_var is None):
        raise RuntimeError("Expected running_mean and running_var to be defined when use_input_stats is false")
    return instance_normed(input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps)


def instance_normed(input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps):
    """``instance_norm``, of one value per channel too."""
    n, c = input.shape[:2]
    repeated = [None if v is None else v.expand(n, c).reshape(n * c) for v in (running_mean, running_var, weight, bias)]
    x = input.contiguous().view(1, n * c, *input.shape[2:])
    y = batch_normed(x, *repeated, use_input_stats, momentum, eps)
    if use_input_stats:
        for old, new in zip((running_mean, running_var), repeated[:2], strict=True):
            if old is not None:
                old.copy_(new.view(n, c).sum(0) / n)
    return y.view(input.shape)


@public("torch.batch_norm")
def torch_batch_norm(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    training: bool,
    momentum: float,
    eps: float,
    cudnn_enabled: bool,
) -> Tensor:
    """`nn.functional.batch_norm` with weight and bias first; one value per channel is allowed, and becomes bias.

    >>> torch.batch_norm(torch.tensor([[1.0], [3.0]]), None, None, None, None, True, 0.1, 1e-5, False)
    tensor([[-1.0000],
            [ 1.0000]])
    """
    return batch_normed(input, running_mean, running_var, weight, bias, training, momentum, eps)


@public("torch.instance_norm")
def torch_instance_norm(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    use_input_stats: bool,
    momentum: float,
    eps: float,
    cudnn_enabled: bool,
) -> Tensor:
    """`nn.functional.instance_norm` with weight and bias first; one value per channel is allowed, and becomes bias.

    >>> torch.instance_norm(torch.tensor([[[1.0, 3.0]]]), None, None, None, None, True, 0.1, 1e-5, False)
    tensor([[[-1.0000,  1.0000]]])
    """
    if not use_input_stats and (running_mean is None or running_var is None):
        raise RuntimeError("Expected running_mean and running_var to be defined when use_input_stats is false")
    return instance_normed(input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps)


def measured(x, dims, eps, dtype):
    """The means over ``dims`` and 1 / sqrt(variance + eps), reduced dimensions kept, in ``dtype``."""
    wide = x.to(dtypes.float32) if x._dtype.is_reduced else x
    variance, mean = var_mean(wide, dims, correction=0, keepdim=True)
    return mean.to(dtype), (variance + eps).rsqrt().to(dtype)


# Normalisation with what it measured --------------------------------------------------------------------------------


@public("torch")
def native_batch_norm(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    training: bool,
    momentum: float,
    eps: float,
) -> tuple[Tensor, Tensor, Tensor]:
    """(`batch_norm`, the batch's means, 1 / sqrt(variance + eps)); the latter two are (C,), without a gradient, and
    empty when not ``training``.

    >>> torch.native_batch_norm(torch.tensor([[1.0], [3.0]]), None, None, None, None, True, 0.1, 0.0)[1:]
    (tensor([2.]), tensor([1.]))
    """
    y = batch_normed(input, running_mean, running_var, weight, bias, training, momentum, eps)
    dtype = input._dtype if weight is None else weight._dtype
    if not training:
        return y, input.new_empty(0, dtype=dtype), input.new_empty(0, dtype=dtype)
    x = input.detach().transpose(0, 1).flatten(1)
    mean, rstd = measured(x, (1,), eps, dtype)
    return y, mean.squeeze(1), rstd.squeeze(1)
