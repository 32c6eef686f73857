"""Questions about the kind of a tensor: its dtype, device and layout."""

from __future__ import annotations

from ..._core import Value
from ..common.arguments import check_tensor


def is_tensor(obj):
    """Whether ``obj`` is a Tensor.

    >>> is_tensor([1, 2])
    False
    """
    return isinstance(obj, Value)


def is_floating_point(input):
    """Whether the dtype is a floating one.

    >>> is_floating_point(torch.tensor([1, 2]))
    False
    """
    check_tensor(input, "is_floating_point")
    return input._dtype.is_floating_point


def is_complex(input):
    """Whether the dtype is complex.

    >>> is_complex(torch.tensor([1j]))
    True
    """
    check_tensor(input, "is_complex")
    return input._dtype.is_complex


def is_signed(input):
    """Whether the dtype holds negative numbers.

    >>> is_signed(torch.tensor([1]))
    True
    """
    check_tensor(input, "is_signed")
    return input._dtype.is_signed


def is_nonzero(input):
    """Whether the only element of ``input`` is not 0. Raises RuntimeError unless there is just one.

    >>> is_nonzero(torch.tensor([0.0]))
    False
    """
    check_tensor(input, "is_nonzero")
    return bool(input)


def numel(input):
    """The number of elements.

    >>> numel(torch.zeros(2, 3))
    6
    """
    check_tensor(input, "numel")
    return input._array.size
