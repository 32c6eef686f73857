"""Activations: functions of each element whose gradients are ops of their own.

An activation is named in ``_arrays/elementwise/activation.py``, where its derivative stands too; the numbers it takes
are operands. Second derivatives stand here, made of differentiable operations.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..._arrays.elementwise.elementwise import elementwise_kernel
from ..._base import dtypes
from ..._core import IN_PLACE, Op, apply, apply_to, result_type
from ..._face.autocast import LOWER
from ..._face.public import public, unary_function
from ..common.arguments import check_fits
from ..common.pointwise import FloatPointwise, Pointwise, flat, into, refuse, tied
from .exp_log_sin import exp
from .where import where

if TYPE_CHECKING:
    from ..._face.types import Real, Tensor


# relu, sigmoid, tanh: their gradients are ops too, with one pass over the memory -------------------------------------


class Relu(Pointwise):
    function = label = "relu"
    refused = (3,)
    analytic = False
    rules = (lambda g, out: apply(RELU_GRAD, g, out),)

    def compute_dtype(self, x):
        if x.dtype.category == 0:
            raise RuntimeError("Boolean inputs not supported for relu")
        return super().compute_dtype(x)


class ReluGrad(Pointwise):
    """g where y > 0, else 0; operands g, y."""

    name, function, inputs = "Threshold", "relu_backward", ("g", "y")
    rules = (lambda gg, y: apply(RELU_GRAD, gg, y), flat)


class Sigmoid(FloatPointwise):
    function = "sigmoid"
    rules = (lambda g, out: apply(SIGMOID_GRAD, g, out),)


class SigmoidGrad(Pointwise):
    """g * (1 - y) * y; operands g, y."""

    name, function, inputs = "SigmoidBackward", "sigmoid_backward", ("g", "y")
    rules = (lambda gg, y: apply(SIGMOID_GRAD, gg, y), lambda gg, g, y: gg * g * (1 - 2 * y))


class Tanh(FloatPointwise):
    function = "tanh"
    rules = (lambda g, out: apply(TANH_GRAD, g, out),)


class TanhGrad(Pointwise):
    """g * (1 - y * y); operands g, y."""

    name, function, inputs = "TanhBackward", "tanh_backward", ("g", "y")
    rules = (lambda gg, y: apply(TANH_GRAD, gg, y), lambda gg, g, y: gg * g * (-2 * y))


RELU, SIGMOID, TANH = Relu.of(), Sigmoid.of(), Tanh.of()
RELU_GRAD, SIGMOID_GRAD, TANH_GRAD = ReluGrad.of(), SigmoidGrad.of(), TanhGrad.of()


@unary_function(RELU, inplace="torch Tensor functional")
def relu(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """x where it is positive, else 0, elementwise.

    >>> relu(torch.tensor([-1., 2.]))
    tensor([0., 2.])
    """


@unary_function(SIGMOID, "torch Tensor functional special.expit", inplace=True)
def sigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """1 / (1 + exp(-x)), elementwise.
    Integers become the default floating dtype.

    >>> sigmoid(torch.tensor([0., 2.]))
    tensor([0.5000, 0.8808])
    """


@unary_function(TANH, "torch Tensor functional", inplace=True)
def tanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The hyperbolic tangent of x, elementwise.
    Integers become the default floating dtype.

    >>> tanh(torch.tensor([0., 1.]))
    tensor([0.0000, 0.7616])
    """


@public("functional.relu")
def functional_relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(0, x) of each element; ``inplace``: overwrite the input.

    >>> torch.nn.functional.relu(torch.tensor([-1.0, 2.0]))
    tensor([0., 2.])
    """
    return apply_to(IN_PLACE if inplace else None, RELU, input)


# Those whose derivatives stand in _arrays --------------------------------------------------------------------------

# compiled functions of the same meaning: of the activation itself, of its gradient (g, x)
_COMPILED = {
    "Gelu": ("gelu", "gelu_backward"),
    "GeluTanh": ("gelu_tanh", "gelu_tanh_backward"),
    "Silu": ("silu", "silu_backward"),
    "Elu": ("elu", None),
    "LeakyRelu": ("leaky_relu", "leaky_relu_backward"),
    "Hardtanh": ("clamp", "hardtanh_backward"),
    "Softplus": ("softplus", None),
}
_KINDS = {"GeluTanh": "Gelu"}  # node names that differ from the function's


class Activation(Op):
    """``function`` (a name of ACTIVATIONS) of each element; inputs x and its numbers. ``name``: what the node shows."""

    __slots__ = ("function", "name")
    takes_out = exact_out = True
    saves = ((0,),)

    def infer(self, x, *numbers):
        refuse(
            (x,),
            f"{self.name.lower()}_cpu",
            {"Threshold": (0, 3), "Hardtanh": (0, 3), "Silu": (0, 1)}.get(self.function, (0, 1, 3)),
        )
        return x

    def kernel(self, x, *numbers):
        name = _COMPILED.get(self.function, (None,))[0]
        return elementwise_kernel(name, x.dtype) if name else None

    def forward(self, xp, x, *numbers, out=None):
        return into(xp, xp.activation(self.function, 0, x, *numbers), out)

    def vjp(self, need, grads, saved, specs):
        numbers = saved[1 : len(specs)]
        return apply(Slope.of(self.function), grads[0], saved[0], *numbers), *([None] * len(numbers))


class Slope(Pointwise):
    """g times the derivative of ``function`` (a name of ACTIVATIONS) at x; inputs g, x and the function's numbers."""

    __slots__ = ("function",)
    saves = ((1,), (0, 1))

    @property
    def name(self):
        return _KINDS.get(self.function, self.function) + "Backward"

    def compute_dtype(self, g, x, *numbers):
        return result_type(g, x)

    def kernel(self, g, x, *numbers):
        name = _COMPILED.get(self.function, (None, None))[1]
        return elementwise_kernel(name, x.dtype) if name else None

    def forward(self, xp, g, x, *numbers, out=None):
        return xp.mul(g, xp.activation(self.function, 1, x, *numbers), out)

    def vjp(self, need, grads, saved, specs):
        gg, g, x, numbers = grads[0], saved[0], saved[1], saved[2 : len(specs)]
        of_g = apply(self, gg, x, *numbers) if need[0] else None
        of_x = None
        if need[1]:
            second = _SECOND.get(self.function)
            of_x = flat(gg) if second is None else gg * g * second(x, *numbers)
        return of_g, of_x, *([None] * len(numbers))


def _gelu_tanh_2(x):
    k = math.sqrt(2 / math.pi)
    t, u1, u2 = tanh(k * (x + 0.044715 * x * x * x)), k * (1 + 3 * 0.044715 * x * x), 6 * 0.044715 * k * x
    s = 1 - t * t
    return s * u1 + 0.5 * x * s * (u2 - 2 * t * u1 * u1)


def _silu_2(x):
    s = sigmoid(x)
    return s * (1 - s) * (2 + x * (1 - 2 * s))


def _mish_2(x):
    t, s = tanh(softplus(x)), sigmoid(x)
    return (1 - t * t) * s * (2 + x * (1 - s) - 2 * x * t * s)


def _elu_2(x, alpha, scale, input_scale):
    return where(x < 0, exp(x.clamp(max=0) * input_scale) * (alpha * scale * input_scale**2), 0)


def _softplus_2(x, beta, threshold):
    s = sigmoid(x * beta)
    return where(x * beta > threshold, 0, beta * s * (1 - s))


# Second derivatives, of Tensors: so there are derivatives of any order. Those of the others are zero almost everywhere.
_SECOND = {
    "Gelu": lambda x: exp(x * x * -0.5) * (1 / math.sqrt(2 * math.pi)) * (2 - x * x),
    "GeluTanh": _gelu_tanh_2,
    "Silu": _silu_2,
    "Mish": _mish_2,
    "Elu": _elu_2,
    "Softplus": _softplus_2,
    "LogSigmoid": lambda x: -sigmoid(x) * sigmoid(-x),
    "Hardswish": lambda x: (x.abs() < 3).to(x._dtype) / 3,
}


def _activation(function, input, *numbers, inplace=False, out=None, node=None):
    op = Activation.of(function, node or _KINDS.get(function, function))
    return apply_to(IN_PLACE if inplace else out, op, input, *numbers)


@public("functional", python="")
def gelu(input: Tensor, *, approximate: str = "none", out: Tensor | None = None) -> Tensor:
    """input times the normal distribution function of input; ``approximate='tanh'``: by a formula with tanh.

    Raises RuntimeError for another ``approximate``. Hendrycks and Gimpel, arXiv:1606.08415.

    >>> gelu(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8413])
    """
    if approximate not in ("none", "tanh"):
        raise RuntimeError(f"approximate argument must be either none or tanh, got {approximate!r}")
    return _activation("Gelu" if approximate == "none" else "GeluTanh", input, out=out)


@public("functional")
def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """input times its sigmoid, elementwise. Elfwing et al., arXiv:1702.03118.

    >>> silu(torch.tensor([0., 1.]))
    tensor([0.0000, 0.7311])
    """
    return _activation("Silu", input, inplace=inplace)


@public("functional")
def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """input times tanh(softplus(input)), elementwise. Misra, arXiv:1908.08681.

    >>> mish(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8651])
    """
    return _activation("Mish", input, inplace=inplace)


@public("functional")
def elu(input: Tensor, alpha: Real = 1.0, inplace: bool = False) -> Tensor:
    """input where it is positive, else alpha (exp(input) - 1). Clevert et al., arXiv:1511.07289.

    >>> elu(torch.tensor([-1., 1.]))
    tensor([-0.6321,  1.0000])
    """
    return _activation("Elu", input, alpha, 1.0, 1.0, inplace=inplace)


@public("torch functional")
def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """`elu` with the alpha and a factor that keep mean 0 and variance 1. Klambauer et al., arXiv:1706.02515.

    >>> selu(torch.tensor([-1., 1.]))
    tensor([-1.1113,  1.0507])
    """
    return _activation(
        "Elu", input, 1.6732632423543772848170429916717, 1.0507009873554804934193349852946, 1.0, inplace=inplace
    )


@public("torch functional")
def celu(input: Tensor, alpha: Real = 1.0, inplace: bool = False) -> Tensor:
    """input where it is positive, else alpha (exp(input / alpha) - 1). Raises RuntimeError for alpha 0. Barron,
    arXiv:1704.07483.

    >>> celu(torch.tensor([-1., 1.]), 2.0)
    tensor([-0.7869,  1.0000])
    """
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    return _activation("Elu", input, alpha, 1.0, 1.0 / alpha, node="Celu", inplace=inplace)


@public("functional")
def leaky_relu(input: Tensor, negative_slope: Real = 0.01, inplace: bool = False) -> Tensor:
    """input where it is positive, else negative_slope times it.

    >>> leaky_relu(torch.tensor([-1., 1.]), 0.1)
    tensor([-0.1000,  1.0000])
    """
    return _activation("LeakyRelu", input, negative_slope, inplace=inplace)


@public("functional")
def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """input, limited to min_val ... max_val. Raises ValueError if the former is the larger.

    >>> hardtanh(torch.tensor([-3., 0.5]))
    tensor([-1.0000,  0.5000])
    """
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    if input._dtype is dtypes.bool_:
        raise RuntimeError("Bool inputs not supported for hardtanh: convert with .float() or .int()")
    if input._dtype is dtypes.uint8 and min_val < 0:
        raise RuntimeError("cannot do hardtanh on an unsigned type with negative limits")
    return _activation("Hardtanh", input, min_val, max_val, inplace=inplace)


@public("functional")
def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """input, limited to 0 ... 6.

    >>> relu6(torch.tensor([-3., 9.]))
    tensor([0., 6.])
    """
    kind = float if input.dtype.category >= 2 else int
    return _activation("Hardtanh", input, kind(0), kind(6), inplace=inplace)


@public("functional")
def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """input times `hardsigmoid` of it. Howard et al., arXiv:1905.02244.

    >>> hardswish(torch.tensor([-3., 1.]))
    tensor([-0.0000, 0.6667])
    """
    return _activation("Hardswish", input, inplace=inplace)


@public("functional")
def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """input / 6 + 1 / 2, limited to 0 ... 1.

    >>> hardsigmoid(torch.tensor([-3., 0.]))
    tensor([0.0000, 0.5000])
    """
    return _activation("Hardsigmoid", input, inplace=inplace)


@public("functional", python="")
def softplus(input: Tensor, beta: Real = 1.0, threshold: Real = 20.0, *, out: Tensor | None = None) -> Tensor:
    """log(1 + exp(beta input)) / beta; input itself where beta input > threshold.

    >>> softplus(torch.tensor([0., 30.]))
    tensor([ 0.6931, 30.0000])
    """
    return _activation("Softplus", input, beta, threshold, out=out)


@public("functional", python="")
def softshrink(input: Tensor, lambd: Real = 0.5, *, out: Tensor | None = None) -> Tensor:
    """input, moved towards 0 by lambd. Raises RuntimeError for a negative lambd.

    >>> softshrink(torch.tensor([0.3, 1.]))
    tensor([0.0000, 0.5000])
    """
    if lambd < 0:
        raise RuntimeError(f"lambda must be greater or equal to 0, but found to be {lambd}.")
    return _activation("Softshrink", input, lambd, out=out)


@public("torch Tensor functional", python="")
def hardshrink(input: Tensor, lambd: Real = 0.5, *, out: Tensor | None = None) -> Tensor:
    """input where it is beyond lambd on either side, else 0.

    >>> hardshrink(torch.tensor([0.3, 1.]))
    tensor([0., 1.])
    """
    return _activation("Hardshrink", input, lambd, out=out)


@public("functional")
def tanhshrink(input: Tensor) -> Tensor:
    """input - tanh(input), elementwise.

    >>> tanhshrink(torch.tensor([0., 1.]))
    tensor([0.0000, 0.2384])
    """
    return input - input.tanh()


@public("functional", python="", known_as="log_sigmoid")
def logsigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of the sigmoid, exact where that is near 0.

    >>> logsigmoid(torch.tensor([0., -100.]))
    tensor([  -0.6931, -100.0000])
    """
    return _activation("LogSigmoid", input, out=out)


@public("torch functional")
def threshold(input: Tensor, threshold: Real, value: Real, inplace: bool = False) -> Tensor:
    """input where it is above the threshold, else value.

    >>> threshold(torch.tensor([0.3, 1.]), 0.5, -1.0)
    tensor([-1.,  1.])
    """
    if input._dtype.category < 2:
        check_fits(threshold, input._dtype)
        check_fits(value, input._dtype)
    return _activation("Threshold", input, threshold, value, inplace=inplace)


@public("functional")
def softsign(input: Tensor) -> Tensor:
    """input / (1 + |input|), elementwise.

    >>> softsign(torch.tensor([-1., 3.]))
    tensor([-0.5000,  0.7500])
    """
    return input / (input.abs() + 1)


@public("functional")
def elu_(input: Tensor, alpha: Real = 1.0) -> Tensor:
    """``elu``, written into the tensor itself. Returns the tensor."""
    return elu(input, alpha, inplace=True)


@public("torch functional")
def selu_(input: Tensor) -> Tensor:
    """``selu``, written into the tensor itself. Returns the tensor."""
    return selu(input, inplace=True)


@public("torch functional")
def celu_(input: Tensor, alpha: Real = 1.0) -> Tensor:
    """``celu``, written into the tensor itself. Returns the tensor."""
    return celu(input, alpha, inplace=True)


@public("functional")
def leaky_relu_(input: Tensor, negative_slope: Real = 0.01) -> Tensor:
    """``leaky_relu``, written into the tensor itself. Returns the tensor."""
    return leaky_relu(input, negative_slope, inplace=True)


@public("functional")
def hardtanh_(input: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """``hardtanh``, written into the tensor itself. Returns the tensor."""
    return hardtanh(input, min_val, max_val, inplace=True)


@public("torch functional")
def threshold_(input: Tensor, threshold: Real, value: Real) -> Tensor:
    """``threshold``, written into the tensor itself. Returns the tensor."""
    return _threshold(input, threshold, value, inplace=True)


_threshold = threshold  # behind arguments of that name


# Those with two operands --------------------------------------------------------------------------------------------


def _of_weight(g, x, weight):
    return tied("PreluKernel", apply(NEGATIVE_PART, g, x) * x, weight)


class Prelu(Pointwise):
    """x where it is positive, else weight times x; inputs x, weight (broadcasts to x)."""

    name, inputs = "PreluKernel", ("x", "weight")
    rules = (lambda g, x, weight: apply(PRELU_GRAD, g, x, weight), _of_weight)

    def compute_dtype(self, x, weight):
        return x.dtype

    def infer(self, x, weight):
        refuse((x,), "prelu_cpu", (0, 1, 3))
        if weight.dtype is not x.dtype:
            raise RuntimeError(f"prelu: Type promoting not supported. Got {x.dtype.name} and {weight.dtype.name}")
        return super().infer(x, weight)

    def forward(self, xp, x, weight, out=None):
        return xp.leaky_relu(x, weight, out)


class PreluGrad(Pointwise):
    """g where x is positive, else weight times g; inputs g, x, weight."""

    name, inputs = "PreluKernelBackward", ("g", "x", "weight")
    rules = (
        lambda gg, x, weight: apply(PRELU_GRAD, gg, x, weight),
        flat,
        lambda gg, g, x: apply(NEGATIVE_PART, gg, x) * g,
    )

    def forward(self, xp, g, x, weight, out=None):
        return xp.leaky_relu_backward(g, x, weight, out)


class NegativePart(Pointwise):
    """g where x is not positive, else 0; inputs g, x."""

    name, inputs = "Threshold", ("g", "x")
    rules = (lambda gg, x: apply(NEGATIVE_PART, gg, x), flat)

    def forward(self, xp, g, x, out=None):
        return into(xp, xp.where(x > 0, 0, g), out)


PRELU, PRELU_GRAD, NEGATIVE_PART = Prelu.of(), PreluGrad.of(), NegativePart.of()


@public("torch Tensor functional", autocast=LOWER, python="")
def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """input where it is positive, else weight times it.

    input (N, C, ...), weight (C,) or (1,) or (). Raises RuntimeError if sizes don't fit. He et al., arXiv:1502.01852.

    >>> prelu(torch.tensor([-1., 1.]), torch.tensor([0.25]))
    tensor([-0.2500,  1.0000])
    """
    n = weight._array.size
    if n != 1:
        if input.ndim == 0:
            raise RuntimeError("Not allow zero-dim input tensor.")
        channels = input.shape[1] if input.ndim >= 2 else 1
        if channels != n:
            raise RuntimeError(
                f"Mismatch of parameter numbers and input channel size. Found parameter numbers = {n} and channel size "
                f"= {channels}."
            )
    if weight.ndim > 1:
        raise RuntimeError(f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {weight.ndim}")
    if n != 1:
        weight = weight.view(
            [-1 if i == 1 else 1 for i in range(max(input.ndim, 2))][: input.ndim] if input.ndim > 1 else [-1]
        )
    elif weight.ndim and input.ndim != 1:
        weight = weight.view([1] * input.ndim)
    return apply(PRELU, input, weight)


@public("functional")
def glu(input: Tensor, dim: int = -1) -> Tensor:
    """The first half of input along ``dim`` times the sigmoid of the second. Raises RuntimeError for an odd size.
    Dauphin et al., arXiv:1612.08083.

    >>> glu(torch.tensor([1., 2., 0., 0.]))
    tensor([0.5000, 1.0000])
    """
    if input.ndim == 0:
        raise RuntimeError("glu does not support 0-dimensional tensors")
    size = input.shape[dim]
    if size % 2:
        raise RuntimeError(f"Halving dimension must be even, but dimension {dim % input.ndim} is size {size}")
    return input.narrow(dim, 0, size // 2) * input.narrow(dim, size // 2, size // 2).sigmoid()
