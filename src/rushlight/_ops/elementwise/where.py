"""where: one of two tensors, element by element."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from ..._base import dtypes
from ..._core import Spec, Value, apply, apply_to, broadcast, result_type
from ..._face.public import public
from ..common.arguments import check_fits
from ..common.pointwise import Pointwise
from ..tensors.full import Full

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor


class Where(Pointwise):
    """x where the condition is true, else y; operands condition (bool), x, y."""

    exact_out = takes_stored = True
    function, compiled = "where", "where"
    inputs, operands = ("condition", "x", "y"), ("condition", "self", "other")
    rules = (None, lambda g, condition: where(condition, g, 0), lambda g, condition: where(condition, 0, g))
    casts = (1, 2)

    def compute_dtype(self, condition, x, y):
        return result_type(x, y)

    def infer(self, condition, x, y):
        if condition.dtype is not dtypes.bool_:
            raise RuntimeError(
                f"where expected condition to be a boolean tensor, but got a tensor with dtype {condition.dtype.cpp}: "
                "compare, as in where(x != 0, ...)"
            )
        return Spec(broadcast(condition.shape, x.shape, y.shape), result_type(x, y), condition.device)

    def forward(self, xp, condition, x, y, out=None):
        dtype = next(a.dtype for a in (x, y) if isinstance(a, xp.ndarray))
        x, y = (a if isinstance(a, xp.ndarray) else xp.asarray(a, dtype) for a in (x, y))
        return xp.where(condition, x, y) if out is None else xp.where(condition, x, y, out)


WHERE = Where.of()


def inverse(x):
    """1 / x; where x is 0 it is 0 with all its derivatives. Rules take this instead of ``where(x == 0, 0, g / x)``,
    whose derivative by g is 0 * inf there."""
    none = x == 0
    return where(none, 0, 1 / where(none, 1, x))


@overload
def where(condition: Tensor) -> tuple[Tensor, ...]: ...
@overload
def where(
    condition: Tensor, input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None
) -> Tensor: ...
@public("torch")
def where(
    condition: Tensor,
    input: Tensor | Number | None = None,
    other: Tensor | Number | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor | tuple[Tensor, ...]:
    """``input`` where the condition is true, else ``other``, elementwise. With the condition alone: the places where it
    is true, one index tensor per dimension.

    condition: a bool tensor; input, other: tensors or numbers. Shapes broadcast, the two dtypes promote.
    Raises RuntimeError if the condition isn't bool.

    >>> where(torch.tensor([True, False]), torch.tensor([1, 2]), 0)
    tensor([1, 0])
    """
    if input is None and other is None:
        return condition.nonzero(as_tuple=True)
    if condition._dtype is dtypes.uint8:
        import warnings

        warnings.warn(
            "where received a uint8 condition tensor. This behavior is deprecated and will be removed in a future "
            "version of PyTorch. Use a boolean condition instead.",
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
    return apply_to(out, WHERE, condition, input, other)


def _converted(x, other):
    """An int as the integer dtype of ``other`` has it: negative ones wrap around in unsigned dtypes."""
    if not isinstance(x, int) or not isinstance(other, Value) or other._dtype.category != 1:
        return x
    check_fits(x, other._dtype)
    return x % 256**other._dtype.itemsize if other._dtype.name.startswith("uint") else x


@public("Tensor.where")
def where_of(self: Tensor, condition: Tensor, other: Tensor | Number) -> Tensor:
    """``where(condition, self, other)``."""
    return where(condition, self, other)
