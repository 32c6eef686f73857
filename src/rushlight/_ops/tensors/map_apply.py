"""Python functions applied to every element: slow, and only for tensors without history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..._face.public import public
from .tensor_from_numpy import tensor

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..._face.types import Number, Tensor


def _mapped(name, function, self, *others):
    if self.requires_grad or any(t.requires_grad for t in others):
        raise RuntimeError(f"Can't call {name}() on Variable that requires grad. Use var.detach().{name}() instead.")
    for t in others:
        if t._dtype is not self._dtype:
            raise TypeError(f"expected other tensors of dtype {self._dtype}, but got {t._dtype}: use .to()")
    columns = [t.expand_as(self).reshape(-1).tolist() for t in (self, *others)]
    values = [function(*numbers) for numbers in zip(*columns, strict=True)]
    return self.copy_(tensor(values, dtype=self._dtype).reshape(self._array.shape))


@public("Tensor")
def apply_(input: Tensor, callable: Callable[[Any], Number]) -> Tensor:
    """Every element replaced by ``callable(element)``, a function of a Python number. Returns the tensor.

    >>> torch.tensor([1., 2.]).apply_(lambda a: a * a)
    tensor([1., 4.])
    """
    return _mapped("apply_", callable, input)


@public("Tensor")
def map_(input: Tensor, other: Tensor, callable: Callable[[Any, Any], Number]) -> Tensor:
    """Every element replaced by ``callable(element, element of the other tensor)``. Returns the tensor.

    >>> torch.tensor([1., 2.]).map_(torch.tensor([3., 4.]), lambda a, b: a * b)
    tensor([3., 8.])
    """
    return _mapped("map_", callable, input, other)


@public("Tensor")
def map2_(input: Tensor, x: Tensor, y: Tensor, callable: Callable[[Any, Any, Any], Number]) -> Tensor:
    """Every element replaced by ``callable(element, element of x, element of y)``. Returns the tensor.

    >>> torch.tensor([1., 2.]).map2_(torch.ones(2), torch.ones(2), lambda a, b, c: a + b + c)
    tensor([3., 4.])
    """
    return _mapped("map2_", callable, input, x, y)
