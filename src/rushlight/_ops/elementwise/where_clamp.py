"""Choices between elements: where, the larger and the smaller of two, limits."""

from __future__ import annotations

from ..._base import dtypes
from ..._core import Spec, Value, apply, apply_, apply_out, broadcast, result_type
from ..common.arguments import check_fits, check_tensor
from ..common.pointwise import Pointwise, device_of, into
from ..tensors.full import Full, zeros_of
from .arithmetic import MUL
from .bitwise_logical import bitwise_and, bitwise_or
from .compare import eq, ge, gt, le, lt

__all__ = [
    "SelectMethods",
    "clamp",
    "clamp_",
    "clamp_max",
    "clamp_max_",
    "clamp_min",
    "clamp_min_",
    "clip",
    "clip_",
    "fmax",
    "fmin",
    "maximum",
    "minimum",
    "nan_to_num",
    "nan_to_num_",
    "where",
]


class Where(Pointwise):
    """x where the condition is true, else y; operands condition (bool), x, y."""

    exact_out = True
    function, compiled = "where", "where"
    saves = ((), (0,), (0,))
    operands = ("condition", "self", "other")
    casts = (1, 2)

    def compute_dtype(self, condition, x, y):
        return result_type(x, y)

    def infer(self, condition, x, y):
        if condition.dtype is not dtypes.bool_:
            raise RuntimeError(
                f"where expected condition to be a boolean tensor, but got a tensor with dtype {condition.dtype.cpp}: "
                "compare, "
                "as in where(x != 0, ...)"
            )
        return Spec(broadcast(condition.shape, x.shape, y.shape), result_type(x, y), condition.device)

    def forward(self, xp, condition, x, y, out=None):
        dtype = next(a.dtype for a in (x, y) if isinstance(a, xp.ndarray))
        x, y = (a if isinstance(a, xp.ndarray) else xp.asarray(a, dtype) for a in (x, y))
        return xp.where(condition, x, y) if out is None else xp.where(condition, x, y, out)

    def vjp(self, need, grads, saved, specs):
        g, zero = grads[0], 0
        return (None, where(saved[0], g, zero) if need[1] else None, where(saved[0], zero, g) if need[2] else None)


WHERE = Where.of()


def where(condition, input=None, other=None, *, out=None):
    """``input`` where the condition is true, else ``other``, elementwise. With the condition alone: the places where it
    is true, one index tensor per dimension.

    condition: a bool tensor; input, other: tensors or numbers. Shapes broadcast, the two dtypes promote.
    Raises RuntimeError if the condition isn't bool.

    >>> where(torch.tensor([True, False]), torch.tensor([1, 2]), 0)
    tensor([1, 0])
    """
    check_tensor(condition, "where", "condition")
    if input is None and other is None:
        return condition.nonzero(as_tuple=True)
    if condition._dtype is dtypes.uint8:
        import warnings

        warnings.warn(
            "where received a uint8 condition tensor. This behavior is deprecated and will be removed in a future "
            "version of "
            "PyTorch. Use a boolean condition instead.",
            UserWarning,
            stacklevel=2,
        )
        condition = condition.to(dtypes.bool_)
    if not isinstance(input, Value) and not isinstance(other, Value):
        kinds = dtypes.get_default_dtype()
        if not (isinstance(input, float) or isinstance(other, float)):
            kinds = dtypes.bool_ if isinstance(input, bool) and isinstance(other, bool) else dtypes.int64
        if isinstance(input, complex) or isinstance(other, complex):
            kinds = dtypes.get_default_dtype().to_complex()
        input = apply(Full.of((), kinds, condition._device), input)
    input, other = _converted(input, other), _converted(other, input)
    return apply(WHERE, condition, input, other) if out is None else apply_out(WHERE, out, condition, input, other)


def _converted(x, other):
    """An int as the integer dtype of ``other`` has it: negative ones wrap around in unsigned dtypes."""
    if not isinstance(x, int) or not isinstance(other, Value) or other._dtype.category != 1:
        return x
    check_fits(x, other._dtype)
    return x % 256**other._dtype.itemsize if other._dtype.name.startswith("uint") else x


def where_(self, condition, other):
    """``where(condition, self, other)``."""
    return where(condition, self, other)


# The larger and the smaller -------------------------------------------------------------------------------------------


class Maximum(Pointwise):
    """The larger of x and y, nan if one is. Equal elements share the gradient."""

    function = "maximum"
    saves = ((0, 1), (0, 1))

    def compute_dtype(self, *specs):
        t = result_type(*specs)
        if t.category == 3:
            raise RuntimeError(f"{self.function} not implemented for complex tensors.")
        return t

    def wins(self, x, y):
        """Where the result is x, and not y as well."""
        return gt(x, y)

    def vjp(self, need, grads, saved, specs):
        g, x, y = grads[0], saved[0], saved[1]
        shared = where(eq(x, y), apply(MUL, g, 0.5), g)
        gx = where(self.wins(y, x), zeros_of(g), shared) if need[0] else None
        return gx, where(self.wins(x, y), zeros_of(g), shared) if need[1] else None


class Minimum(Maximum):
    """The smaller of x and y, nan if one is."""

    function = "minimum"

    def wins(self, x, y):
        return lt(x, y)


class Fmax(Maximum):
    """The larger of x and y; where one is nan, the other."""

    function = "fmax"

    def kernel(self, *specs):
        return None

    def forward(self, xp, x, y, out=None):
        return into(xp, getattr(xp, self.function)(x, y), out)

    def vjp(self, need, grads, saved, specs):
        g, x, y = grads[0], saved[0], saved[1]
        mine = bitwise_or(ge(x, y) if self.function == "fmax" else le(x, y), y.isnan())
        gx = where(mine, g, zeros_of(g)) if need[0] else None
        return gx, where(mine, zeros_of(g), g) if need[1] else None


class Fmin(Fmax):
    """The smaller of x and y; where one is nan, the other."""

    function = "fmin"


MAXIMUM, MINIMUM, FMAX, FMIN = Maximum.of(), Minimum.of(), Fmax.of(), Fmin.of()


def _pair(op, function, out, input, other):
    check_tensor(input, function)
    check_tensor(other, function, "other", 2)
    return apply(op, input, other) if out is None else apply_out(op, out, input, other)


def maximum(input, other, *, out=None):
    """The larger of two tensors, elementwise; nan where one is. Raises TypeError for numbers: use ``clamp``.

    >>> maximum(torch.tensor([1, 5]), torch.tensor([3, 4]))
    tensor([3, 5])
    """
    return _pair(MAXIMUM, "maximum", out, input, other)


def minimum(input, other, *, out=None):
    """The smaller of two tensors, elementwise; nan where one is. Raises TypeError for numbers: use ``clamp``.

    >>> minimum(torch.tensor([1, 5]), torch.tensor([3, 4]))
    tensor([1, 4])
    """
    return _pair(MINIMUM, "minimum", out, input, other)


def fmax(input, other, *, out=None):
    """The larger of two tensors, elementwise; where one is nan, the other.

    >>> fmax(torch.tensor([1., float("nan")]), torch.tensor([3., 4.]))
    tensor([3., 4.])
    """
    return _pair(FMAX, "fmax", out, input, other)


def fmin(input, other, *, out=None):
    """The smaller of two tensors, elementwise; where one is nan, the other.

    >>> fmin(torch.tensor([1., float("nan")]), torch.tensor([3., 4.]))
    tensor([1., 4.])
    """
    return _pair(FMIN, "fmin", out, input, other)


# Limits ---------------------------------------------------------------------------------------------------------------


class Clamp(Pointwise):
    """x, not below low and not above high; operands x, low, high (numbers, or None for no limit)."""

    node_name, function = "ClampBackward1", "clamp"
    exact_out = True
    optional = True
    saves = ((0, 1, 2), (0, 1, 2), (0, 1, 2))

    def compute_dtype(self, *specs):
        if specs[0].dtype.category == 3:
            raise NotImplementedError(f"{self.name.lower()} is not supported for complex types, got {specs[0].dtype}")
        return result_type(*specs)

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        x, low, high = saved
        gx = g
        if need[0]:
            inside = ge(x, low) if low is not None else None
            if high is not None:
                below = le(x, high)
                inside = below if inside is None else bitwise_and(inside, below)
            gx = where(inside, g, zeros_of(g))
        glow = ghigh = None
        if need[1]:
            free = lt(x, low) if high is None else bitwise_and(lt(x, low), lt(low, high))
            glow = where(free, g, zeros_of(g))
        if need[2]:
            beyond = gt(x, high) if low is None else bitwise_or(gt(x, high), lt(high, low))
            ghigh = where(beyond, g, zeros_of(g))
        return gx, glow, ghigh


class ClampTensors(Clamp):
    """Clamp between tensors."""

    name = "Clamp"

    node_name = "ClampBackward0"


class ClampMin(Clamp):
    node_name = "ClampMinBackward0"


class ClampMinTensor(ClampMin):
    name = "ClampMin"
    node_name = "ClampMinBackward1"


class ClampMax(Clamp):
    node_name = "ClampMaxBackward0"


class ClampMaxTensor(ClampMax):
    name = "ClampMax"
    node_name = "ClampMaxBackward1"


CLAMP, CLAMP_TENSORS = Clamp.of(), ClampTensors.of()
CLAMP_MIN, CLAMP_MIN_TENSOR, CLAMP_MAX, CLAMP_MAX_TENSOR = (
    ClampMin.of(),
    ClampMinTensor.of(),
    ClampMax.of(),
    ClampMaxTensor.of(),
)


def _clamp_record(input, min, max):
    numbers = [v for v in (min, max) if v is not None and not isinstance(v, Value)]
    if any(isinstance(v, complex) for v in numbers):
        raise RuntimeError("value cannot be converted to type double without overflow: clamp() takes no complex limits")
    if input._dtype.category < 2 and not any(isinstance(v, float) for v in numbers):
        for v in numbers:
            check_fits(v, dtypes.int64 if input._dtype is dtypes.bool_ else input._dtype)
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    low, high = isinstance(min, Value), isinstance(max, Value)
    if low != high and min is not None and max is not None:
        raise TypeError(
            "clamp() received an invalid combination of arguments: min and max must be both numbers or both tensors; "
            "make the "
            "number a tensor with torch.tensor(...)"
        )
    return CLAMP_TENSORS if low or high else CLAMP


def _run(op, out, *operands):
    return apply(op, *operands) if out is None else apply_out(op, out, *operands)


def clamp(input, min=None, max=None, *, out=None):
    """Elements below ``min`` become min, those above ``max`` become max (which wins if min > max); None: no limit.

    min, max: both numbers, or both tensors that broadcast. Raises RuntimeError without either.

    >>> clamp(torch.tensor([-1., 0.5, 2.]), 0, 1)
    tensor([0.0000, 0.5000, 1.0000])
    """
    check_tensor(input, "clamp")
    return _run(_clamp_record(input, min, max), out, input, min, max)


def clamp_(input, min=None, max=None):
    """``clamp``, written into the tensor itself. Returns the tensor."""
    check_tensor(input, "clamp_")
    return apply_(_clamp_record(input, min, max), input, input, min, max)


def clamp_min(input, min, *, out=None):
    """Elements below ``min`` (a number or tensor) become min.

    >>> clamp_min(torch.tensor([-1., 2.]), 0)
    tensor([0., 2.])
    """
    check_tensor(input, "clamp_min")
    return _run(CLAMP_MIN_TENSOR if isinstance(min, Value) else CLAMP_MIN, out, input, min, None)


def clamp_max(input, max, *, out=None):
    """Elements above ``max`` (a number or tensor) become max.

    >>> clamp_max(torch.tensor([-1., 2.]), 0)
    tensor([-1.,  0.])
    """
    check_tensor(input, "clamp_max")
    return _run(CLAMP_MAX_TENSOR if isinstance(max, Value) else CLAMP_MAX, out, input, None, max)


def clamp_min_(input, min):
    """``clamp_min``, written into the tensor itself. Returns the tensor."""
    return apply_(CLAMP_MIN_TENSOR if isinstance(min, Value) else CLAMP_MIN, input, input, min, None)


def clamp_max_(input, max):
    """``clamp_max``, written into the tensor itself. Returns the tensor."""
    return apply_(CLAMP_MAX_TENSOR if isinstance(max, Value) else CLAMP_MAX, input, input, None, max)


clip, clip_ = clamp, clamp_


class NanToNum(Pointwise):
    """nan and the infinities replaced; operands x, nan, posinf, neginf (numbers; None: the dtype's largest and lowest).
    ``limits``: those of the dtype."""

    __slots__ = ("dtype",)
    exact_out = True
    saves = ((0,), (), (), ())

    def infer(self, x, *numbers):
        return Spec(x.shape, x.dtype, device_of((x,)))

    def compute_dtype(self, x, *numbers):
        return x.dtype

    def forward(self, xp, x, nan, posinf, neginf, out=None):
        if x.dtype.kind not in "fc":
            return into(xp, x.copy(), out)
        largest = 3.3895313892515355e38 if self.dtype is dtypes.bfloat16 else float(xp.finfo(self.dtype.np).max)
        posinf, neginf = largest if posinf is None else posinf, -largest if neginf is None else neginf
        return into(xp, xp.nan_to_num(x, nan=0.0 if nan is None else nan, posinf=posinf, neginf=neginf), out)

    def vjp(self, need, grads, saved, specs):
        return where(saved[0].isfinite(), grads[0], zeros_of(grads[0])), None, None, None


def _check_real(function, *numbers):
    for k, (name, v) in enumerate(zip(("nan", "posinf", "neginf"), numbers, strict=True)):
        if isinstance(v, (complex, Value)):
            raise TypeError(f"{function}(): argument '{name}' (position {k + 2}) must be float, not {type(v).__name__}")


def nan_to_num(input, nan=None, posinf=None, neginf=None, *, out=None):
    """nan replaced by ``nan`` (0), the infinities by ``posinf`` and ``neginf`` (the dtype's largest and lowest number).

    >>> nan_to_num(torch.tensor([1., float("nan")]))
    tensor([1., 0.])
    """
    check_tensor(input, "nan_to_num")
    _check_real("nan_to_num", nan, posinf, neginf)
    return _run(NanToNum.of(input._dtype), out, input, nan, posinf, neginf)


def nan_to_num_(input, nan=None, posinf=None, neginf=None):
    """``nan_to_num``, written into the tensor itself. Returns the tensor."""
    check_tensor(input, "nan_to_num_")
    _check_real("nan_to_num_", nan, posinf, neginf)
    return apply_(NanToNum.of(input._dtype), input, input, nan, posinf, neginf)


class SelectMethods:
    """Methods of Tensor: choices."""

    __slots__ = ()
    where, maximum, minimum, fmax, fmin = where_, maximum, minimum, fmax, fmin
    clamp, clamp_, clip, clip_ = clamp, clamp_, clip, clip_
    clamp_min, clamp_min_, clamp_max, clamp_max_ = clamp_min, clamp_min_, clamp_max, clamp_max_
    nan_to_num, nan_to_num_ = nan_to_num, nan_to_num_
