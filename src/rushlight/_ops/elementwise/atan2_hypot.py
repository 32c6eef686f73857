"""Functions of two and three tensors, elementwise: angles, logarithms of sums, interpolation, multiply-and-add."""

from __future__ import annotations

import math

import numpy as np

from ..._arrays.errstate import quiet
from ..._core import OUT, Spec, Value, apply, apply_, apply_out, result_type
from ..common.arguments import check_fits, check_tensor
from ..common.pointwise import FloatPointwise, Pointwise, conj, float_type, in_place, into, refuse, wrapped
from ..tensors.full import zeros_of
from .arithmetic import Mul
from .compare import eq
from .exp_log_sin import exp, exp2, log
from .pow import pow
from .where_clamp import where

__all__ = [
    "PairMethods",
    "addcdiv",
    "addcmul",
    "arctan2",
    "atan2",
    "copysign",
    "gcd",
    "heaviside",
    "hypot",
    "lcm",
    "ldexp",
    "lerp",
    "logaddexp",
    "logaddexp2",
    "nextafter",
    "xlogy",
]


class Atan2(FloatPointwise):
    """The angle of the point (y, x); operands y, x."""

    function = "atan2"
    saves = ((0, 1), (0, 1))

    def compute_dtype(self, *specs):
        refuse(specs, "atan2_cpu", (3,), always=True)
        return float_type(*specs)

    def vjp(self, need, grads, saved, specs):
        g, y, x = grads[0], saved[0], saved[1]
        inverse = (y * y + x * x).reciprocal()
        inverse = where(eq(inverse, math.inf), zeros_of(inverse), inverse)
        return g * x * inverse if need[0] else None, g * -y * inverse if need[1] else None


class _Numpy(Pointwise):
    """An op whose array function is NumPy's, called without ``out``; ``refused``: the categories of dtypes it lacks."""

    refused: tuple = (0, 1, 3)

    def compute_dtype(self, *specs):
        refuse(specs, f"{self.function}_cpu", self.refused, always=True)
        return result_type(*specs)

    def kernel(self, *specs):
        return None

    @quiet
    def forward(self, xp, x, y, out=None):
        return into(xp, getattr(xp, self.function)(*wrapped((x, y))), out)


class Hypot(_Numpy):
    """sqrt(x² + y²)."""

    function = "hypot"
    saves = ((0, OUT), (1, OUT))

    def vjp(self, need, grads, saved, specs):
        g, h = grads[0], saved[OUT]
        return g * (saved[0] / h) if need[0] else None, g * (saved[1] / h) if need[1] else None


class Logaddexp(_Numpy):
    """log(exp(x) + exp(y))."""

    function, refused = "logaddexp", (0, 1)
    saves = ((0, OUT), (1, OUT))

    @quiet
    def forward(self, xp, x, y, out=None):
        if x.dtype.kind == "c":
            return into(xp, log_of_sum(xp, x, y), out)
        return into(xp, xp.logaddexp(x, y), out)

    def vjp(self, need, grads, saved, specs):
        g, r = grads[0], saved[OUT]
        gx = g * conj(exp(saved[0] - r), specs[0]) if need[0] else None
        return gx, g * conj(exp(saved[1] - r), specs[1]) if need[1] else None


def log_of_sum(xp, x, y):
    """log(exp(x) + exp(y)) of complex arrays: the larger taken out."""
    first = x.real >= y.real
    large, small = xp.where(first, x, y), xp.where(first, y, x)
    return large + xp.log(1 + xp.exp(xp.subtract(small, large)))


class Logaddexp2(_Numpy):
    """log2(2**x + 2**y)."""

    function = "logaddexp2"
    saves = ((0, OUT), (1, OUT))

    def vjp(self, need, grads, saved, specs):
        g, r = grads[0], saved[OUT]
        return g * exp2(saved[0] - r) if need[0] else None, g * exp2(saved[1] - r) if need[1] else None


class Xlogy(FloatPointwise):
    """x * log(y), 0 where x is 0."""

    function = "xlogy"
    saves = ((0, 1), (0, 1))

    def compute_dtype(self, *specs):
        refuse(specs, "xlogy_cpu", (3,))
        return float_type(*specs)

    def vjp(self, need, grads, saved, specs):
        g, x, y = grads[0], saved[0], saved[1]
        gx = gy = None
        if need[0]:
            ln = log(y) if isinstance(y, Value) else log(g.new_full((), y))
            gx = g * where(eq(x, 0) & (y <= 0), zeros_of(g), ln)
        if need[1]:
            gy = g * x / y
        return gx, gy


class XlogyOfNumber(Xlogy):
    name = "Xlogy"
    node_name = "XlogyBackward1"


class XlogyNumber(Xlogy):
    name = "Xlogy"
    node_name = "XlogyBackward2"


class Copysign(FloatPointwise):
    """The size of x with the sign of y."""

    function = "copysign"
    saves = ((0, OUT), ())

    def compute_dtype(self, *specs):
        refuse(specs, "copysign_cpu", (3,), always=True)
        return float_type(*specs)

    def kernel(self, *specs):
        return None

    def forward(self, xp, x, y, out=None):
        return into(xp, xp.copysign(x, y), out)

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        turned = where(eq(saved[0], 0), zeros_of(g), g * (saved[OUT] / saved[0])) if need[0] else None
        return turned, zeros_of(g) if need[1] else None


class CopysignNumber(Copysign):
    name = "Copysign"
    node_name = "CopysignBackward1"


class Heaviside(_Numpy):
    """0 where x < 0, 1 where x > 0, y where x is 0."""

    exact_out = True
    function, refused = "heaviside", ()

    def compute_dtype(self, *specs):
        if specs[0].dtype.category == 3:
            raise RuntimeError("heaviside is not yet implemented for complex tensors.")
        return _Numpy.compute_dtype(self, *specs)

    def forward(self, xp, x, y, out=None):
        return into(xp, xp.where(x == 0, y, x > 0).astype(y.dtype), out)


class Gcd(_Numpy):
    function, refused = "gcd", (0, 2, 3)


class Lcm(_Numpy):
    function, refused = "lcm", (0, 2, 3)

    @quiet
    def forward(self, xp, x, y, out=None):
        return into(xp, xp.abs(xp.lcm(*wrapped((x, y)))), out)


class Nextafter(_Numpy):
    """The next number after x in the direction of y."""

    function = "nextafter"
    saves = ((0, 1), ())

    def kernel(self, x, y):
        dtype = result_type(x, y)
        return {"float16": _next_half, "bfloat16": _next_bfloat}.get(dtype.name)

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        gx = where(saved[0] == saved[1], 0, g) if need[0] else None
        return gx, zeros_of(g) if need[1] else None


@quiet
def _next_half(x, y, out):
    """The next float16; arrays of float32 that hold float16."""
    return np.asarray(np.nextafter(x.astype(np.float16), y.astype(np.float16)), np.float32)


@quiet
def _next_bfloat(x, y, out):
    """The next bfloat16; arrays of float32 that hold bfloat16, whose bits are the upper half of theirs."""
    x, y = np.broadcast_arrays(x, y)
    bits = np.ascontiguousarray(x).view(np.int32) >> 16
    away = np.where((y > x) == (x > 0), bits + 1, bits - 1)
    least = np.where(np.signbit(y), np.int32(-0x7FFF), np.int32(1))  # next to 0
    bits = np.where(np.asarray(x) == 0, least, away)
    moved = (bits.astype(np.int32) << 16).view(np.float32)
    return np.where(x == y, y, np.where(np.isnan(x) | np.isnan(y), x + y, moved)).reshape(x.shape)


class Ldexp(Mul):
    """x * y, where y is 2 to some power."""


ATAN2 = Atan2.of()


def _run(op, out, *operands):
    return apply(op, *operands) if out is None else apply_out(op, out, *operands)


def _pair(name, op, sentence, example, result):
    def function(input, other, *, out=None):
        check_tensor(input, name)
        check_tensor(other, name, "other", 2)
        return apply(op, input, other) if out is None else apply_out(op, out, input, other)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""{sentence}

    input, other: tensors; shapes broadcast, dtypes promote. Raises TypeError for numbers.

    >>> {name}({example})
    {result}
    """
    return function


atan2 = _pair(
    "atan2",
    ATAN2,
    "The angle (radians, -pi to pi) of the point (other, input), elementwise.",
    "torch.tensor([1.]), torch.tensor([1.])",
    "tensor([0.7854])",
)
arctan2 = atan2
hypot = _pair(
    "hypot", Hypot.of(), "sqrt(input² + other²), elementwise.", "torch.tensor([3.]), torch.tensor([4.])", "tensor([5.])"
)
logaddexp = _pair(
    "logaddexp",
    Logaddexp.of(),
    "log(exp(input) + exp(other)), elementwise, without overflow.",
    "torch.tensor([1000.]), torch.tensor([1000.])",
    "tensor([1000.6932])",
)
logaddexp2 = _pair(
    "logaddexp2",
    Logaddexp2.of(),
    "log2(2**input + 2**other), elementwise, without overflow.",
    "torch.tensor([1.]), torch.tensor([1.])",
    "tensor([2.])",
)
gcd = _pair(
    "gcd",
    Gcd.of(),
    "The greatest common divisor of integers, elementwise.",
    "torch.tensor([6]), torch.tensor([4])",
    "tensor([2])",
)
lcm = _pair(
    "lcm",
    Lcm.of(),
    "The least common multiple of integers, elementwise.",
    "torch.tensor([6]), torch.tensor([4])",
    "tensor([12])",
)
nextafter = _pair(
    "nextafter",
    Nextafter.of(),
    "The next floating-point number after input towards other, elementwise.",
    "torch.tensor([0.]), torch.tensor([1.])",
    "tensor([1.4013e-45])",
)


def heaviside(input, values, *, out=None):
    """0 where input < 0, 1 where input > 0, and ``values`` where it is 0, elementwise. Raises RuntimeError if dtypes
    differ.

    >>> heaviside(torch.tensor([-1., 0., 2.]), torch.tensor([0.5]))
    tensor([0.0000, 0.5000, 1.0000])
    """
    check_tensor(input, "heaviside")
    if not isinstance(values, Value):
        raise TypeError(
            f"heaviside(): argument 'values' (position 2) must be Tensor, not {type(values).__name__}: write "
            f"torch.tensor({values!r})"
        )
    if input._dtype is not values._dtype:
        raise RuntimeError("heaviside is not yet implemented for tensors with different dtypes.")
    return _run(Heaviside.of(), out, input, values)


def _xlogy_record(x, y):
    return (
        Xlogy
        if isinstance(x, Value) and isinstance(y, Value)
        else XlogyOfNumber
        if isinstance(y, Value)
        else XlogyNumber
    ).of()


def xlogy(input, other, *, out=None):
    """input * log(other), elementwise, and 0 where input is 0 (unless other is nan). One of the two may be a number.

    >>> xlogy(torch.tensor([0., 2.]), torch.tensor([0., 1.]))
    tensor([0., 0.])
    """
    return _run(_xlogy_record(input, other), out, input, other)


def copysign(input, other, *, out=None):
    """The size of ``input`` with the sign of ``other`` (a tensor or a number), elementwise.

    >>> copysign(torch.tensor([1., -2.]), -1)
    tensor([-1., -2.])
    """
    check_tensor(input, "copysign")
    return _run((Copysign if isinstance(other, Value) else CopysignNumber).of(), out, input, other)


def ldexp(input, other, *, out=None):
    """input * 2**other, elementwise.

    >>> ldexp(torch.tensor([1.]), torch.tensor([3]))
    tensor([8.])
    """
    check_tensor(input, "ldexp")
    check_tensor(other, "ldexp", "other", 2)
    return _run(Ldexp.of(), out, input, pow(2.0, other))


def ldexp_(self, other):
    """``ldexp``, written into the tensor itself. Returns the tensor."""
    return apply_(Ldexp.of(), self, self, pow(2.0, other))


def heaviside_(self, values):
    """``heaviside``, written into the tensor itself. Returns the tensor."""
    check_tensor(values, "heaviside_", "values")
    if self._dtype is not values._dtype:
        raise RuntimeError("heaviside is not yet implemented for tensors with different dtypes.")
    return apply_(Heaviside.of(), self, self, values)


# Three operands -------------------------------------------------------------------------------------------------------


class Lerp(Pointwise):
    """x + weight * (y - x); operands x, y, weight (a number)."""

    function = "lerp"
    saves = ((2,), (2,), (0, 1))

    def compute_dtype(self, x, y, weight):
        if x.dtype is not y.dtype:
            raise RuntimeError(f"expected dtype {_name(x)} for `end` but got dtype {_name(y)}")
        if not weight.weak and not weight.shape:  # a 0-d weight takes part in type promotion
            common = result_type(x, y, weight)
            refuse((Spec((), common),), "lerp_kernel_tensor", (0, 1))
            return common
        if not weight.weak and weight.dtype is not x.dtype:
            raise RuntimeError(f"expected dtype {_name(x)} for `weight` but got dtype {_name(weight)}")
        refuse((x,), "lerp_kernel_scalar" if weight.weak else "lerp_kernel_tensor", (0, 1))
        return x.dtype

    def vjp(self, need, grads, saved, specs):
        g, weight = grads[0], conj(saved[2], specs[2])
        gx = g * (1 - weight) if need[0] else None
        gy = g * weight if need[1] else None
        return gx, gy, g * conj(saved[1] - saved[0], specs[0]) if need[2] else None


class LerpTensor(Lerp):
    """Lerp with a tensor of weights."""

    name = "Lerp"

    node_name = "LerpBackward1"


def _name(spec):
    return {
        "float32": "float",
        "float64": "double",
        "int64": "long int",
        "int32": "int",
        "float16": "c10::Half",
        "bfloat16": "c10::BFloat16",
        "uint8": "unsigned char",
        "int8": "signed char",
        "int16": "short int",
        "complex64": "c10::complex<float>",
        "complex128": "c10::complex<double>",
    }.get(spec.dtype.name, spec.dtype.name)


class Addcmul(Pointwise):
    """x + value * a * b; operands x, a, b, value (a number)."""

    function, compiled = "addcmul", "addcmul"
    saves = ((), (2, 3), (1, 3), ())
    operands = ("self", "tensor1", "tensor2", "value")

    def compute_dtype(self, x, a, b, value):
        refuse((x, a, b), "addcmul_cpu_out", (0,))
        return result_type(x, a, b)

    def forward(self, xp, x, a, b, value, out=None):
        whole = (x if isinstance(x, xp.ndarray) else a).dtype.kind in "iu"
        return xp.addcmul(x, a, b, int(value) if whole else value, out)

    def vjp(self, need, grads, saved, specs):
        g, value = grads[0], conj(saved[3], specs[3])
        ga = g * conj(saved[2], specs[2]) * value if need[1] else None
        return g, ga, g * conj(saved[1], specs[1]) * value if need[2] else None, None


class Addcdiv(Addcmul):
    """x + value * a / b; operands x, a, b, value (a number)."""

    function, compiled = "addcdiv", "addcdiv"
    saves = ((), (2, 3), (1, 2, 3), ())

    def compute_dtype(self, x, a, b, value):
        if result_type(a, b).category < 2:
            raise RuntimeError(
                "Integer division with addcdiv is no longer supported, and in a future release addcdiv will perform a "
                "true "
                "division of tensor1 and tensor2. Convert to a floating dtype first, or write input + value * "
                "torch.div(tensor1, tensor2, rounding_mode='trunc')"
            )
        return result_type(x, a, b)

    def forward(self, xp, x, a, b, value, out=None):
        return xp.addcdiv(x, a, b, value, out)

    def vjp(self, need, grads, saved, specs):
        g, b, value = grads[0], conj(saved[2], specs[2]), conj(saved[3], specs[3])
        ga = g * (value / b) if need[1] else None
        return g, ga, -g * (conj(saved[1], specs[1]) * value) / (b * b) if need[2] else None, None


ADDCMUL, ADDCDIV = Addcmul.of(), Addcdiv.of()


def lerp(input, end, weight, *, out=None):
    """input + weight * (end - input), elementwise; ``weight`` is a number or a tensor.

    Raises RuntimeError if the dtypes differ, NotImplementedError for integers.

    >>> lerp(torch.tensor([0., 10.]), torch.tensor([1., 20.]), 0.5)
    tensor([ 0.5000, 15.0000])
    """
    return _run((LerpTensor if isinstance(weight, Value) else Lerp).of(), out, input, end, weight)


def lerp_(self, end, weight):
    """``lerp``, written into the tensor itself. Returns the tensor."""
    return apply_((LerpTensor if isinstance(weight, Value) else Lerp).of(), self, self, end, weight)


def _check_value(value, x):
    if x._dtype.category == 1:
        check_fits(value, x._dtype)


def addcmul(input, tensor1, tensor2, *, value=1, out=None):
    """input + value * tensor1 * tensor2, elementwise.

    >>> addcmul(torch.tensor([1.]), torch.tensor([2.]), torch.tensor([3.]), value=10)
    tensor([61.])
    """
    check_tensor(tensor2, "addcmul", "tensor2", 3)
    _check_value(value, input)
    return _run(ADDCMUL, out, input, tensor1, tensor2, value)


def addcdiv(input, tensor1, tensor2, *, value=1, out=None):
    """input + value * tensor1 / tensor2, elementwise. Raises RuntimeError for the quotient of integers.

    >>> addcdiv(torch.tensor([1.]), torch.tensor([3.]), torch.tensor([2.]), value=10)
    tensor([16.])
    """
    check_tensor(tensor2, "addcdiv", "tensor2", 3)
    return _run(ADDCDIV, out, input, tensor1, tensor2, value)


def addcmul_(self, tensor1, tensor2, *, value=1):
    """``addcmul``, written into the tensor itself. Returns the tensor."""
    check_tensor(tensor2, "addcmul_", "tensor2", 2)
    _check_value(value, self)
    return apply_(ADDCMUL, self, self, tensor1, tensor2, value)


def addcdiv_(self, tensor1, tensor2, *, value=1):
    """``addcdiv``, written into the tensor itself. Returns the tensor."""
    check_tensor(tensor2, "addcdiv_", "tensor2", 2)
    return apply_(ADDCDIV, self, self, tensor1, tensor2, value)


def xlogy_(self, other):
    """``xlogy``, written into the tensor itself. Returns the tensor."""
    return apply_(_xlogy_record(self, other), self, self, other)


class PairMethods:
    """Methods of Tensor: functions of two and three tensors."""

    __slots__ = ()
    atan2, arctan2, hypot, logaddexp, logaddexp2 = atan2, arctan2, hypot, logaddexp, logaddexp2
    atan2_ = arctan2_ = in_place(ATAN2, "atan2_", numbers=False)
    hypot_ = in_place(Hypot.of(), "hypot_", numbers=False)
    gcd, lcm, nextafter, heaviside, xlogy, copysign, ldexp = (gcd, lcm, nextafter, heaviside, xlogy, copysign, ldexp)
    gcd_, lcm_, nextafter_ = (
        in_place(Gcd.of(), "gcd_", numbers=False),
        in_place(Lcm.of(), "lcm_", numbers=False),
        in_place(Nextafter.of(), "nextafter_", numbers=False),
    )
    copysign_, xlogy_ = in_place(Copysign.of(), "copysign_"), xlogy_
    ldexp_, heaviside_ = ldexp_, heaviside_
    lerp, lerp_, addcmul, addcmul_, addcdiv, addcdiv_ = lerp, lerp_, addcmul, addcmul_, addcdiv, addcdiv_
