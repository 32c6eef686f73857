"""Activations: functions of each element whose gradients are ops of their own.

An activation is named in ``_arrays/elementwise/activation.py``, where its derivatives stand too; the numbers it takes
are operands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._arrays.elementwise.activation import ACTIVATIONS
from ..._arrays.elementwise.elementwise import elementwise_kernel
from ..._base import dtypes
from ..._core import IN_PLACE, Op, Spec, Value, apply, apply_, apply_to, result_type
from ..._face.public import public
from ..common.arguments import check_fits, check_tensor
from ..common.out import stored
from ..common.pointwise import device_of, into, refuse
from .exp_log_sin import Relu, relu

if TYPE_CHECKING:
    from ..._tensor.tensor import Tensor

__all__ = [
    "ActivationMethods",
    "celu",
    "celu_",
    "elu",
    "elu_",
    "gelu",
    "glu",
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "hardtanh_",
    "leaky_relu",
    "leaky_relu_",
    "logsigmoid",
    "mish",
    "prelu",
    "relu",
    "relu6",
    "selu",
    "selu_",
    "silu",
    "softplus",
    "softshrink",
    "softsign",
    "tanhshrink",
    "threshold",
    "threshold_",
]

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
    takes_out = True
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
        return apply(Slope.of(self.function, 1), grads[0], saved[0], *numbers), *([None] * len(numbers))


class Slope(Op):
    """g times the ``order``-th derivative of ``function`` at x; inputs g, x and the function's numbers."""

    __slots__ = ("function", "order")
    saves = ((1,), (0, 1))

    @property
    def name(self):
        return _KINDS.get(self.function, self.function) + "Backward"

    def compute_dtype(self, g, x, *numbers):
        return result_type(g, x)

    def infer(self, g, x, *numbers):
        return Spec(x.shape, result_type(g, x), device_of((g, x)))

    def kernel(self, g, x, *numbers):
        name = _COMPILED.get(self.function, (None, None))[1] if self.order == 1 else None
        return elementwise_kernel(name, x.dtype) if name else None

    def forward(self, xp, g, x, *numbers):
        return xp.mul(g, xp.activation(self.function, self.order, x, *numbers), None)

    def vjp(self, need, grads, saved, specs):
        gg, g, x, numbers = grads[0], saved[0], saved[1], saved[2 : len(specs)]
        of_g = apply(self, gg, x, *numbers) if need[0] else None
        of_x = None
        if need[1] and len(ACTIVATIONS[self.function]) > 2:  # else the second derivative is 0
            if self.order == 2:
                raise RuntimeError(f"the third derivative of {self.function.lower()} is not implemented")
            of_x = apply(Slope.of(self.function, 2), gg * g, x, *numbers)
        return of_g, of_x, *([None] * len(numbers))


def _run(function, input, inplace, *numbers, node=None):
    if not isinstance(input, Value):
        raise TypeError(
            f"{function.lower()}(): argument 'input' (position 1) must be Tensor, not {type(input).__name__}"
        )
    op = Activation.of(function, node or _KINDS.get(function, function))
    return apply_(op, input, input, *numbers) if inplace else apply(op, input, *numbers)


def gelu(input, *, approximate="none", out=None):
    """input times the normal distribution function of input; ``approximate='tanh'``: by a formula with tanh.

    Raises RuntimeError for another ``approximate``. Hendrycks and Gimpel, arXiv:1606.08415.

    >>> gelu(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8413])
    """
    if approximate not in ("none", "tanh"):
        raise RuntimeError(f"approximate argument must be either none or tanh, got {approximate!r}")
    result = _run("Gelu" if approximate == "none" else "GeluTanh", input, False)
    return result if out is None else stored("gelu", out, result, exact=True)


def silu(input, inplace=False):
    """input times its sigmoid, elementwise. Elfwing et al., arXiv:1702.03118.

    >>> silu(torch.tensor([0., 1.]))
    tensor([0.0000, 0.7311])
    """
    return _run("Silu", input, inplace)


def mish(input, inplace=False):
    """input times tanh(softplus(input)), elementwise. Misra, arXiv:1908.08681.

    >>> mish(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8651])
    """
    return _run("Mish", input, inplace)


def elu(input, alpha=1.0, inplace=False):
    """input where it is positive, else alpha (exp(input) - 1). Clevert et al., arXiv:1511.07289.

    >>> elu(torch.tensor([-1., 1.]))
    tensor([-0.6321,  1.0000])
    """
    return _run("Elu", input, inplace, alpha, 1.0, 1.0)


def selu(input, inplace=False):
    """`elu` with the alpha and a factor that keep mean 0 and variance 1. Klambauer et al., arXiv:1706.02515.

    >>> selu(torch.tensor([-1., 1.]))
    tensor([-1.1113,  1.0507])
    """
    return _run("Elu", input, inplace, 1.6732632423543772848170429916717, 1.0507009873554804934193349852946, 1.0)


def celu(input, alpha=1.0, inplace=False):
    """input where it is positive, else alpha (exp(input / alpha) - 1). Raises RuntimeError for alpha 0. Barron,
    arXiv:1704.07483.

    >>> celu(torch.tensor([-1., 1.]), 2.0)
    tensor([-0.7869,  1.0000])
    """
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    return _run("Elu", input, inplace, alpha, 1.0, 1.0 / alpha, node="Celu")


def leaky_relu(input, negative_slope=0.01, inplace=False):
    """input where it is positive, else negative_slope times it.

    >>> leaky_relu(torch.tensor([-1., 1.]), 0.1)
    tensor([-0.1000,  1.0000])
    """
    return _run("LeakyRelu", input, inplace, negative_slope)


def hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False):
    """input, limited to min_val ... max_val. Raises ValueError if the former is the larger.

    >>> hardtanh(torch.tensor([-3., 0.5]))
    tensor([-1.0000,  0.5000])
    """
    check_tensor(input, "hardtanh")
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    if input._dtype is dtypes.bool_:
        raise RuntimeError("Bool inputs not supported for hardtanh: convert with .float() or .int()")
    if input._dtype is dtypes.uint8 and min_val < 0:
        raise RuntimeError("cannot do hardtanh on an unsigned type with negative limits")
    return _run("Hardtanh", input, inplace, min_val, max_val)


def relu6(input, inplace=False):
    """input, limited to 0 ... 6.

    >>> relu6(torch.tensor([-3., 9.]))
    tensor([0., 6.])
    """
    check_tensor(input, "relu6")
    return (
        _run("Hardtanh", input, inplace, 0, 6)
        if input.dtype.category < 2
        else _run("Hardtanh", input, inplace, 0.0, 6.0)
    )


def hardswish(input, inplace=False):
    """input times `hardsigmoid` of it. Howard et al., arXiv:1905.02244.

    >>> hardswish(torch.tensor([-3., 1.]))
    tensor([-0.0000, 0.6667])
    """
    return _run("Hardswish", input, inplace)


def hardsigmoid(input, inplace=False):
    """input / 6 + 1 / 2, limited to 0 ... 1.

    >>> hardsigmoid(torch.tensor([-3., 0.]))
    tensor([0.0000, 0.5000])
    """
    return _run("Hardsigmoid", input, inplace)


def softplus(input, beta=1.0, threshold=20.0, *, out=None):
    """log(1 + exp(beta input)) / beta; input itself where beta input > threshold.

    >>> softplus(torch.tensor([0., 30.]))
    tensor([ 0.6931, 30.0000])
    """
    result = _run("Softplus", input, False, beta, threshold)
    return result if out is None else stored("softplus", out, result, exact=True)


def softshrink(input, lambd=0.5, *, out=None):
    """input, moved towards 0 by lambd. Raises RuntimeError for a negative lambd.

    >>> softshrink(torch.tensor([0.3, 1.]))
    tensor([0.0000, 0.5000])
    """
    if lambd < 0:
        raise RuntimeError(f"lambda must be greater or equal to 0, but found to be {lambd}.")
    result = _run("Softshrink", input, False, lambd)
    return result if out is None else stored("softshrink", out, result, exact=True)


def hardshrink(input, lambd=0.5, *, out=None):
    """input where it is beyond lambd on either side, else 0.

    >>> hardshrink(torch.tensor([0.3, 1.]))
    tensor([0., 1.])
    """
    result = _run("Hardshrink", input, False, lambd)
    return result if out is None else stored("hardshrink", out, result, exact=True)


def tanhshrink(input):
    """input - tanh(input), elementwise.

    >>> tanhshrink(torch.tensor([0., 1.]))
    tensor([0.0000, 0.2384])
    """
    check_tensor(input, "tanhshrink")
    return input - input.tanh()


def logsigmoid(input, *, out=None):
    """The logarithm of the sigmoid, exact where that is near 0.

    >>> logsigmoid(torch.tensor([0., -100.]))
    tensor([  -0.6931, -100.0000])
    """
    result = _run("LogSigmoid", input, False)
    return result if out is None else stored("logsigmoid", out, result, exact=True)


def threshold(input, threshold, value, inplace=False):
    """input where it is above the threshold, else value.

    >>> threshold(torch.tensor([0.3, 1.]), 0.5, -1.0)
    tensor([-1.,  1.])
    """
    check_tensor(input, "threshold")
    if input._dtype.category < 2:
        check_fits(threshold, input._dtype)
        check_fits(value, input._dtype)
    return _run("Threshold", input, inplace, threshold, value)


def softsign(input):
    """input / (1 + |input|), elementwise.

    >>> softsign(torch.tensor([-1., 3.]))
    tensor([-0.5000,  0.7500])
    """
    check_tensor(input, "softsign")
    return input / (input.abs() + 1)


def _in_place(function):
    def f(input, *args):
        return function(input, *args, inplace=True)

    f.__name__ = f.__qualname__ = function.__name__ + "_"
    f.__doc__ = f"``{function.__name__}``, written into the tensor itself. Returns the tensor."
    return f


celu_, elu_, hardtanh_, leaky_relu_ = (_in_place(celu), _in_place(elu), _in_place(hardtanh), _in_place(leaky_relu))
selu_, threshold_ = _in_place(selu), _in_place(threshold)


# Those with two operands --------------------------------------------------------------------------------------------


class Prelu(Op):
    """x where it is positive, else weight times x; inputs x, weight (broadcasts to x)."""

    name = "PreluKernel"
    saves = ((0, 1), (0,))

    def compute_dtype(self, x, weight):
        return x.dtype

    def infer(self, x, weight):
        refuse((x,), "prelu_cpu", (0, 1, 3))
        if weight.dtype is not x.dtype:
            raise RuntimeError(f"prelu: Type promoting not supported. Got {x.dtype.name} and {weight.dtype.name}")
        return x

    def forward(self, xp, x, weight):
        return xp.leaky_relu(x, weight, None)

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        return (
            apply(PRELU_GRAD, g, saved[0], saved[1]) if need[0] else None,
            apply(NEGATIVE_PART, g, saved[0]) * saved[0] if need[1] else None,
        )


class PreluGrad(Op):
    """g where x is positive, else weight times g; inputs g, x, weight."""

    name = "PreluKernelBackward"
    saves = ((1, 2), (), (0, 1))

    def infer(self, g, x, weight):
        return g

    def forward(self, xp, g, x, weight):
        return xp.leaky_relu_backward(g, x, weight, None)

    def vjp(self, need, grads, saved, specs):
        gg = grads[0]
        return (
            apply(PRELU_GRAD, gg, saved[1], saved[2]) if need[0] else None,
            None,
            apply(NEGATIVE_PART, gg, saved[1]) * saved[0] if need[2] else None,
        )


class NegativePart(Op):
    """g where x is not positive, else 0; inputs g, x."""

    name = "Threshold"
    saves = ((1,), ())

    def infer(self, g, x):
        return g

    def forward(self, xp, g, x):
        return xp.where(x > 0, 0, g)

    def vjp(self, need, grads, saved, specs):
        return apply(NEGATIVE_PART, grads[0], saved[1]), None


PRELU, PRELU_GRAD, NEGATIVE_PART = Prelu.of(), PreluGrad.of(), NegativePart.of()


def prelu(input, weight):
    """input where it is positive, else weight times it.

    input (N, C, ...), weight (C,) or (1,) or (). Raises RuntimeError if sizes don't fit. He et al., arXiv:1502.01852.

    >>> prelu(torch.tensor([-1., 1.]), torch.tensor([0.25]))
    tensor([-0.2500,  1.0000])
    """
    check_tensor(input, "prelu")
    n = weight._array.size
    if n != 1:
        if input.ndim == 0:
            raise RuntimeError("Not allow zero-dim input tensor.")
        channels = input.shape[1] if input.ndim >= 2 else 1
        if channels != n:
            raise RuntimeError(
                f"Mismatch of parameter numbers and input channel size. Found parameter numbers = {n} and channel "
                "size = "
                f"{channels}."
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


def glu(input, dim=-1):
    """The first half of input along ``dim`` times the sigmoid of the second. Raises RuntimeError for an odd size.
    Dauphin et al., arXiv:1612.08083.

    >>> glu(torch.tensor([1., 2., 0., 0.]))
    tensor([0.5000, 1.0000])
    """
    check_tensor(input, "glu")
    if input.ndim == 0:
        raise RuntimeError("glu does not support 0-dimensional tensors")
    size = input.shape[dim]
    if size % 2:
        raise RuntimeError(f"Halving dimension must be even, but dimension {dim % input.ndim} is size {size}")
    return input.narrow(dim, 0, size // 2) * input.narrow(dim, size // 2, size // 2).sigmoid()


class ActivationMethods:
    """Methods of Tensor: activations."""

    __slots__ = ()
    hardshrink, prelu = hardshrink, prelu


@public("functional.relu")
def functional_relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(0, x) of each element; ``inplace``: overwrite the input.

    >>> import rushlight as torch
    >>> torch.nn.functional.relu(torch.tensor([-1.0, 2.0]))
    tensor([0., 2.])
    """
    return apply_to(IN_PLACE, Relu.of(), input) if inplace else relu(input)
