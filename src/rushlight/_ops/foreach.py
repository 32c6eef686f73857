"""``torch._foreach_*``: one function applied to every tensor of a list, with operands that are lists too, one number
for all or a number each.

A call of many small tensors costs little more than what it computes: every tensor goes straight to the op's plan, with
no public function between.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from .._core import IN_PLACE, Value
from .._face.public import HOMES, public
from .elementwise import activation, exp_log_sin
from .elementwise.abs_sign_round import abs as absolute
from .elementwise.arithmetic import add, div, mul, sub
from .elementwise.clamp_nan_to_num import clamp_max, clamp_min
from .elementwise.lerp_addcmul import addcdiv, addcmul, lerp
from .elementwise.pow import pow as power
from .linalg.matmul import mm
from .linalg.norm import vector_norm
from .reductions.max_min_argmax import max as maximum_of
from .reductions.sum_mean_prod import sum as sum_of
from .special import gamma
from .tensors.to_clone_copy import clone, copy_, zero_

if TYPE_CHECKING:
    from .._face.types import Number, Tensor, dtype, memory_format

_DECLARING = (activation, exp_log_sin, gamma)  # modules whose functions are found by their names below
_UNARY = (
    "abs acos asin atan ceil cos cosh erf erfc exp expm1 floor frac lgamma log log10 log1p log2 neg reciprocal round "
    "rsqrt sigmoid sign sin sinh sqrt tan tanh trunc"
).split()
_BINARY = {
    "add": add,
    "sub": sub,
    "mul": mul,
    "div": div,
    "clamp_min": clamp_min,
    "clamp_max": clamp_max,
    "maximum": clamp_min,
    "minimum": clamp_max,
    "pow": power,
}
_NUMBER = (int, float, complex)  # and bool


# Arguments ----------------------------------------------------------------------------------------------------------


def _given(tensors, function, name="self", position=1, sequence="tuple of Tensors"):
    """A list of tensors, checked."""
    if not isinstance(tensors, (list, tuple)):
        what = type(tensors).__name__
        raise TypeError(f"{function}(): argument '{name}' (position {position}) must be {sequence}, not {what}")
    for i, t in enumerate(tensors):
        if not isinstance(t, Value):
            raise TypeError(f"expected Tensor as element {i} in argument {position - 1}, but got {type(t).__name__}")
    return tensors


def _some(tensors, function):
    """A list of tensors with something in it."""
    _given(tensors, function)
    if not tensors:
        raise RuntimeError("Tensor list must have at least one tensor.")
    return tensors


def _as_many(tensors, others, function, name, position):
    _given(others, function, name, position)
    if len(others) != len(tensors):
        raise RuntimeError(f"Tensor lists must have the same number of tensors, got {len(tensors)} and {len(others)}")
    return others


def _no_form(function, *args, **kwargs):
    got = ", ".join([*(type(a).__name__ for a in args), *(f"{k}={type(v).__name__}" for k, v in kwargs.items())])
    return TypeError(
        f"{function}() received an invalid combination of arguments - got ({got}), but expected one of: a "
        "list of tensors and a number, a list of numbers, a list of tensors, or (for some functions) a 0-d tensor"
    )


def _each(tensors, operand, function, name, position):
    """The operand that goes with each tensor: from a number, a tensor without dimensions, or a list of either."""
    if isinstance(operand, _NUMBER):
        return [operand] * len(tensors)
    if isinstance(operand, Value):
        if operand._array.ndim:
            raise RuntimeError(
                f"scalar tensor expected to be 0 dim but it has {operand._array.ndim} dimensions and "
                f"{operand._array.size} elements."
            )
        return [operand] * len(tensors)
    if not isinstance(operand, (list, tuple)):
        raise _no_form(function, tensors, operand)
    if operand and isinstance(operand[0], Value):
        return _as_many(tensors, operand, function, name, position)
    for v in operand:
        if not isinstance(v, _NUMBER):
            raise _no_form(function, tensors, operand)
    if len(operand) != len(tensors):
        raise RuntimeError("Tensor list must have same number of elements as scalar list.")
    return operand


def _named(function, given, named, *names):
    """The one operand that was given by position or by any of its names."""
    found = [*given, *[named.pop(n) for n in names if n in named]]
    if len(found) != 1 or named:
        raise _no_form(function, *found, **named)
    return found[0]


# What is made of each function --------------------------------------------------------------------------------------


def _declare(function, name, doc):
    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    public("torch")(function)


def _forms(name):
    """A declared function, and its form that writes into the first operand."""
    plain = HOMES["torch"][name].function
    found = HOMES["Tensor"].get(f"{name}_")
    return plain, found.function if found is not None and not found.in_place else partial(plain, out=IN_PLACE)


def _unary(name):
    plain, in_place = _forms(name)

    def foreach(self: list[Tensor]) -> tuple[Tensor, ...]:
        return tuple([plain(t) for t in _some(self, f"_foreach_{name}")])

    def foreach_(self: list[Tensor]) -> list[Tensor]:
        for t in _some(self, f"_foreach_{name}_"):
            in_place(t)
        return self

    _declare(foreach, f"_foreach_{name}", f"``{name}`` of every tensor of a list. Result: a tuple of tensors.")
    _declare(foreach_, f"_foreach_{name}_", f"``{name}_`` of every tensor of a list. Returns the list.")


def _binary(name, plain):
    operand = "exponent" if name == "pow" else "other"
    names = ("scalar", "other", "scalars") if name != "pow" else ("exponent",)
    tensor_form = name in ("mul", "div")  # else a tensor without dimensions counts as its number
    with_alpha = name in ("add", "sub")

    def call(function, self, given, named, in_place):
        options = {"out": IN_PLACE} if in_place else {}
        alpha = named.pop("alpha", None) if with_alpha else None
        other = _named(function, given, named, *names)
        _some(self, function)
        if isinstance(other, Value) and not tensor_form and not other._array.ndim and not other.requires_grad:
            other = other.item() if alpha is None else other
        others = _each(self, other, function, operand, 2)
        if alpha is not None:
            if isinstance(other, _NUMBER) or not isinstance(others[0], Value):
                raise _no_form(function, self, other, alpha=alpha)
            options["alpha"] = alpha
        return [plain(t, o, **options) for t, o in zip(self, others, strict=True)]

    def foreach(self: Any, *other: Any, **named: Any) -> tuple[Tensor, ...]:
        if name == "pow" and isinstance(self, _NUMBER):  # one number to the power of each tensor
            exponents = _some(_named("_foreach_pow", other, named, *names), "_foreach_pow")
            return tuple([power(self, t) for t in exponents])
        return tuple(call(f"_foreach_{name}", self, other, named, False))

    def foreach_(self: list[Tensor], *other: Any, **named: Any) -> list[Tensor]:
        call(f"_foreach_{name}_", self, other, named, True)
        return self

    kinds = "a number, a list of numbers or a list of tensors" + (", or a tensor without dimensions" * tensor_form)
    alpha = "; ``alpha``: its factor, if it is tensors" if with_alpha else ""
    doc = f"``{name}`` of every tensor of a list with the operand that belongs to it: {kinds}{alpha}."
    errors = "Raises RuntimeError for lists of different lengths or without tensors."
    _declare(foreach, f"_foreach_{name}", f"{doc} Result: a tuple of tensors. {errors}")
    _declare(foreach_, f"_foreach_{name}_", f"{doc} Written into the tensors; returns the list. {errors}")


def _ternary(name, plain):
    """addcmul and addcdiv: two more lists, and a number, a list of numbers, or these in a tensor."""

    def values(function, self, given, named):
        if not given and not named:
            return [1] * len(self)
        value = _named(function, given, named, "value", "scalars")
        if isinstance(value, Value):
            if value._array.ndim != 1:
                raise RuntimeError(
                    f"Expected packed scalar Tensor to be of dimension 1. Got {value._array.ndim} instead."
                )
            if value._array.shape[0] != len(self):
                raise RuntimeError(
                    f"Expected length of scalars to match input of length {len(self)} but got "
                    f"{value._array.shape[0]} instead."
                )
            return value.tolist()
        return _each(self, value, function, "scalars", 4)

    def call(function, self, tensor1, tensor2, given, named, options):
        _some(self, function)
        first = _as_many(self, tensor1, function, "tensor1", 2)
        second = _as_many(self, tensor2, function, "tensor2", 3)
        rows = zip(self, first, second, values(function, self, given, named), strict=True)
        return [plain(t, a, b, value=v, **options) for t, a, b, v in rows]

    def foreach(
        self: list[Tensor], tensor1: list[Tensor], tensor2: list[Tensor], *value: Any, **named: Any
    ) -> tuple[Tensor, ...]:
        return tuple(call(f"_foreach_{name}", self, tensor1, tensor2, value, named, {}))

    def foreach_(
        self: list[Tensor], tensor1: list[Tensor], tensor2: list[Tensor], *value: Any, **named: Any
    ) -> list[Tensor]:
        call(f"_foreach_{name}_", self, tensor1, tensor2, value, named, {"out": IN_PLACE})
        return self

    doc = (
        f"``{name}`` of the tensors of three lists. ``value`` or ``scalars``: a number, a list of them or a tensor of "
        "one dimension with them."
    )
    _declare(foreach, f"_foreach_{name}", f"{doc} Result: a tuple of tensors.")
    _declare(foreach_, f"_foreach_{name}_", f"{doc} Written into the first list's tensors; returns the list.")


def _lerp(function, self, tensors1, given, named, options):
    weight = _named(function, given, named, "weight", "weights")
    _some(self, function)
    ends = _as_many(self, tensors1, function, "tensors1", 2)
    if isinstance(weight, Value) and not weight._array.ndim:
        weight = weight.item()
    rows = zip(self, ends, _each(self, weight, function, "weights", 3), strict=True)
    return [lerp(t, e, w, **options) for t, e, w in rows]


for _name in _UNARY:
    _unary(_name)
for _name, _function in _BINARY.items():
    _binary(_name, _function)
_ternary("addcmul", addcmul)
_ternary("addcdiv", addcdiv)


# The others, one by one ---------------------------------------------------------------------------------------------


@public("torch")
def _foreach_lerp(self: list[Tensor], tensors1: list[Tensor], *weight: Any, **named: Any) -> tuple[Tensor, ...]:
    """``lerp`` from every tensor of a list to that of another. ``weight`` or ``weights``: a number, a list of numbers
    or of tensors. Result: a tuple of tensors."""
    return tuple(_lerp("_foreach_lerp", self, tensors1, weight, named, {}))


@public("torch")
def _foreach_lerp_(self: list[Tensor], tensors1: list[Tensor], *weight: Any, **named: Any) -> list[Tensor]:
    """``lerp_`` of every tensor of a list to that of another. Returns the list."""
    _lerp("_foreach_lerp_", self, tensors1, weight, named, {"out": IN_PLACE})
    return self


@public("torch")
def _foreach_zero_(self: list[Tensor]) -> list[Tensor]:
    """Zeros into every tensor of a list. Returns the list."""
    for t in _some(self, "_foreach_zero_"):
        zero_(t)
    return self


@public("torch")
def _foreach_copy_(self: list[Tensor], src: list[Tensor], non_blocking: bool = False) -> list[Tensor]:
    """The numbers of each tensor of ``src`` into that of a list. Returns the list."""
    _some(self, "_foreach_copy_")
    for t, other in zip(self, _as_many(self, src, "_foreach_copy_", "src", 2), strict=True):
        copy_(t, other)
    return self


@public("torch")
def _foreach_clone(self: list[Tensor], *, memory_format: memory_format | None = None) -> tuple[Tensor, ...]:
    """A copy of every tensor of a list, as a tuple."""
    options = {} if memory_format is None else {"memory_format": memory_format}
    return tuple([clone(t, **options) for t in _some(self, "_foreach_clone")])


@public("torch")
def _foreach_norm(self: list[Tensor], ord: Number = 2, dtype: dtype | None = None) -> tuple[Tensor, ...]:
    """The vector norm of every tensor of a list, each without dimensions. Raises TypeError for an order that is no
    number."""
    ord = _order("_foreach_norm", ord)
    return tuple([vector_norm(t, ord, dtype=dtype) for t in _some(self, "_foreach_norm")])


@public("torch")
def _foreach_powsum(self: list[Tensor], ord: Number = 2, dtype: dtype | None = None) -> tuple[Tensor, ...]:
    """The sum of ``|x| ** ord`` of every tensor of a list, each without dimensions. Raises NotImplementedError for
    tensors of integers."""
    ord = _order("_foreach_powsum", ord)
    for t in _some(self, "_foreach_powsum"):
        if t._dtype.category < 2:
            raise NotImplementedError(f"\"powsum_cpu\" not implemented for '{t._dtype.cpp}'")
    return tuple([sum_of(power(absolute(t), ord), dtype=dtype) for t in self])


@public("torch")
def _foreach_max(self: list[Tensor]) -> tuple[Tensor, ...]:
    """The largest number of every tensor of a list, each without dimensions. Raises RuntimeError for empty tensors."""
    for t in _some(self, "_foreach_max"):
        if not t._array.size:
            raise RuntimeError(
                "_foreach_max cannot compute the maximum of an empty tensor; max over zero elements is undefined."
            )
    return tuple([maximum_of(t) for t in self])


@public("torch")
def _foreach_mm(self: list[Tensor], mat2: list[Tensor]) -> tuple[Tensor, ...]:
    """The product of every matrix of a list with that of another. Result: a tuple of matrices."""
    if not _given(self, "_foreach_mm"):
        raise RuntimeError("_foreach_mm requires non-empty tensor lists")
    others = _as_many(self, mat2, "_foreach_mm", "mat2", 2)
    return tuple([mm(t, other) for t, other in zip(self, others, strict=True)])


def _order(function, ord):
    if isinstance(ord, Value) and not ord._array.ndim:
        return ord.item()
    if not isinstance(ord, _NUMBER):
        raise TypeError(f"{function}(): argument 'ord' (position 2) must be Number, not {type(ord).__name__}")
    return ord
