"""Functions of three tensors, elementwise: interpolation, and products and quotients added to a sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._core import Spec, Value, apply_to, result_type
from ..._face.public import public
from ..common.arguments import check_fits
from ..common.pointwise import Pointwise, refuse

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor


class Lerp(Pointwise):
    """x + weight * (y - x); operands x, y, weight (variant 0: a number, 1: a tensor)."""

    __slots__ = ("variant",)
    function, inputs = "lerp", ("x", "y", "weight")
    rules = (lambda g, weight: g * (1 - weight), lambda g, weight: g * weight, lambda g, x, y: g * (y - x))

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

    function, compiled, inputs = "addcmul", "addcmul", ("x", "a", "b", "value")
    rules: tuple = (lambda g: g, lambda g, b, value: g * b * value, lambda g, a, value: g * a * value, None)
    operands = ("self", "tensor1", "tensor2", "value")

    def compute_dtype(self, x, a, b, value):
        refuse((x, a, b), "addcmul_cpu_out", (0,))
        return result_type(x, a, b)

    def forward(self, xp, x, a, b, value, out=None):
        whole = (x if isinstance(x, xp.ndarray) else a).dtype.kind in "iu"
        return xp.addcmul(x, a, b, int(value) if whole else value, out)


class Addcdiv(Addcmul):
    """x + value * a / b; operands x, a, b, value (a number)."""

    function, compiled = "addcdiv", "addcdiv"
    rules = (lambda g: g, lambda g, b, value: g * (value / b), lambda g, a, b, value: -g * (a * value) / (b * b), None)

    def compute_dtype(self, x, a, b, value):
        if result_type(a, b).category < 2:
            raise RuntimeError(
                "Integer division with addcdiv is no longer supported, and in a future release addcdiv will perform a "
                "true division of tensor1 and tensor2. Convert to a floating dtype first, or write input + value * "
                "torch.div(tensor1, tensor2, rounding_mode='trunc')"
            )
        return result_type(x, a, b)

    def forward(self, xp, x, a, b, value, out=None):
        return xp.addcdiv(x, a, b, value, out)


@public(inplace="Tensor")
def lerp(input: Tensor, end: Tensor, weight: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input + weight * (end - input), elementwise; ``weight`` is a number or a tensor.

    Raises RuntimeError if the dtypes differ, NotImplementedError for integers.

    >>> lerp(torch.tensor([0., 10.]), torch.tensor([1., 20.]), 0.5)
    tensor([ 0.5000, 15.0000])
    """
    return apply_to(out, Lerp.of(int(isinstance(weight, Value))), input, end, weight)


@public(inplace="Tensor", older="input value tensor1 tensor2")
def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1, out: Tensor | None = None) -> Tensor:
    """input + value * tensor1 * tensor2, elementwise.

    >>> addcmul(torch.tensor([1.]), torch.tensor([2.]), torch.tensor([3.]), value=10)
    tensor([61.])
    """
    if input._dtype.category == 1:
        check_fits(value, input._dtype)
    return apply_to(out, Addcmul.of(), input, tensor1, tensor2, value)


@public(inplace="Tensor", older="input value tensor1 tensor2")
def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1, out: Tensor | None = None) -> Tensor:
    """input + value * tensor1 / tensor2, elementwise. Raises RuntimeError for the quotient of integers.

    >>> addcdiv(torch.tensor([1.]), torch.tensor([3.]), torch.tensor([2.]), value=10)
    tensor([16.])
    """
    return apply_to(out, Addcdiv.of(), input, tensor1, tensor2, value)
