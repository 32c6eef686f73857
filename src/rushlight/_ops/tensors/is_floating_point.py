"""Questions about the kind of a tensor: its dtype, device and layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

from ..._core import Value
from ..._face.public import method, public

if TYPE_CHECKING:
    from ..._face.types import Tensor


@public("torch", plain=True)
def is_tensor(obj: Any) -> TypeGuard[Tensor]:
    """Whether ``obj`` is a Tensor.

    >>> is_tensor([1, 2])
    False
    """
    return isinstance(obj, Value)


@public()
def is_floating_point(input: Tensor) -> bool:
    """Whether the dtype is a floating one.

    >>> is_floating_point(torch.tensor([1, 2]))
    False
    """
    return input._dtype.is_floating_point


@public()
def is_complex(input: Tensor) -> bool:
    """Whether the dtype is complex.

    >>> is_complex(torch.tensor([1j]))
    True
    """
    return input._dtype.is_complex


@public()
def is_signed(input: Tensor) -> bool:
    """Whether the dtype holds negative numbers.

    >>> is_signed(torch.tensor([1]))
    True
    """
    return input._dtype.is_signed


@public()
def is_nonzero(input: Tensor) -> bool:
    """Whether the only element of ``input`` is not 0. Raises RuntimeError unless there is just one.

    >>> is_nonzero(torch.tensor([0.0]))
    False
    """
    return bool(input)


def _never(doc):
    return property(lambda x: False, doc=doc)


_OTHER_DEVICE = "False: there are the CPU and CUDA."

method(
    is_cpu=property(lambda x: x._device.type == "cpu", doc="Whether the tensor is in the CPU's memory."),
    is_cuda=property(lambda x: x._device.type == "cuda", doc="Whether the tensor is on a CUDA device."),
    is_meta=property(lambda x: x._device.type == "meta", doc="Whether the tensor has no data."),
    is_quantized=_never("False: there are no quantized tensors."),
    is_nested=_never("False: there are no nested tensors."),
    is_mkldnn=_never("False: there is one layout, torch.strided."),
    is_mps=_never(_OTHER_DEVICE),
    is_xpu=_never(_OTHER_DEVICE),
    is_xla=_never(_OTHER_DEVICE),
    is_ipu=_never(_OTHER_DEVICE),
    is_mtia=_never(_OTHER_DEVICE),
    is_maia=_never(_OTHER_DEVICE),
    is_vulkan=_never(_OTHER_DEVICE),
    name=property(lambda x: None, doc="None: tensors have no names."),
)
