"""What a tensor tells about its shape and memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, overload

from ..._base import formats
from ..._base.size import Size
from ..._core import Value
from ..._face.public import method, public
from ..common.dims import normal_dim
from ..common.inside_vmap import readable_tensor
from .as_strided_unfold import address, memory_of

if TYPE_CHECKING:
    from ..._face.types import Device, Tensor, memory_format

S = TypeVar("S", bound=Value)


@overload
def size(input: Tensor, dim: None = None) -> Size: ...


@overload
def size(input: Tensor, dim: int) -> int: ...


@public("Tensor")
def size(input: Tensor, dim: int | None = None) -> Size | int:
    """The sizes of all dimensions (a Size), or of one.

    >>> torch.zeros(2, 3).size(0)
    2
    """
    shape = input._array.shape
    if dim is None:
        return Size(shape)
    n = len(shape)
    if not n:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return shape[normal_dim(dim, n)]


@overload
def stride(input: Tensor, dim: None = None) -> tuple[int, ...]: ...


@overload
def stride(input: Tensor, dim: int) -> int: ...


@public("Tensor")
def stride(input: Tensor, dim: int | None = None) -> tuple[int, ...] | int:
    """How many elements lie between neighbours along each dimension, or along one.

    >>> torch.zeros(2, 3).stride()
    (3, 1)
    """
    a = input._array
    strides = tuple([s // a.itemsize for s in a.strides])
    if dim is None:
        return strides
    if not strides:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    return strides[normal_dim(dim, len(strides))]


@public("Tensor", aliases="ndimension")
def dim(input: Tensor) -> int:
    """The number of dimensions."""
    return input._array.ndim


@public()
def numel(input: Tensor) -> int:
    """The number of elements.

    >>> numel(torch.zeros(2, 3))
    6
    """
    return input._array.size


@public("Tensor")
def element_size(input: Tensor) -> int:
    """The bytes that an element takes."""
    return input._dtype.itemsize


@public("Tensor")
def storage_offset(input: Tensor) -> int:
    """How many elements of its memory lie before the tensor's first."""
    return (address(input._array) - address(memory_of(input._array))) // input._array.itemsize


@public("Tensor", aliases="const_data_ptr")
def data_ptr(input: Tensor) -> int:
    """The address of the first element; 0 if there is none."""
    a = readable_tensor(input)._array
    return 0 if not a.size or input._device.type == "meta" else address(a)


@public("Tensor")
def is_set_to(input: Tensor, tensor: Tensor) -> bool:
    """Whether both tensors are the same elements of the same memory."""
    a, b = input._array, tensor._array
    return (
        input._storage is tensor._storage and address(a) == address(b) and a.shape == b.shape and a.strides == b.strides
    )


@public()
def is_same_size(input: Tensor, other: Tensor) -> bool:
    """Whether the shapes are equal."""
    return input._array.shape == other._array.shape


@public("Tensor")
def is_pinned(input: Tensor, device: Device = None) -> bool:
    """Whether the memory is page-locked: False here."""
    return False


@public("Tensor")
def pin_memory(input: Tensor, device: Device = None) -> Tensor:
    """Page-locked memory serves CUDA copies. Raises RuntimeError: there is no CUDA here."""
    raise RuntimeError("Cannot access accelerator device when none is available: leave pin_memory() out on the CPU")


@public()
def get_device(input: Tensor) -> int:
    """The index of the CUDA device; -1 on the CPU."""
    return input._device.index if input._device.type == "cuda" else -1


@public("Tensor")
def as_subclass(input: Tensor, cls: type[S]) -> S:
    """The same memory and history as a tensor of class ``cls``, a subclass of Tensor."""
    t = cls._wrap(input._array, input._dtype, input._device, input._storage)
    t._node, t._output_nr, t._node_version = input._node, input._output_nr, input._storage.version
    t._requires_grad = input._requires_grad
    return t


@public("Tensor")
def dim_order(input: Tensor, *, ambiguity_check: bool | list[memory_format] = False) -> tuple[int, ...]:
    """The dimensions from that of the largest stride to that of the smallest.

    ambiguity_check  True: RuntimeError where other orders describe the memory as well (dimensions of size 1, equal
                     strides);
                     a list of memory formats: not if just one of them does

    >>> torch.ones(2, 3, 4).permute(2, 0, 1).dim_order()
    (1, 2, 0)
    """
    if type(ambiguity_check) is not bool and not (
        isinstance(ambiguity_check, list) and all(type(f) is formats.memory_format for f in ambiguity_check)
    ):
        raise TypeError("The ambiguity_check argument must be a bool or a list of memory formats.")
    strides, n = stride(input), input._array.ndim
    known = [formats.contiguous_format, formats.channels_last]
    fits = [f for f in known[: 2 if n == 4 else 1] if input.is_contiguous(memory_format=f)]
    ambiguous = len(set(strides)) < n or 0 in strides or 1 in input._array.shape
    if ambiguous and ambiguity_check is not False:
        if len(fits) != 1 or ambiguity_check is True or fits[0] not in ambiguity_check:
            raise RuntimeError(
                "The tensor does not have unique dim order, or cannot map to exact one of the given memory formats."
            )
    if len(fits) == 1:
        return tuple(range(n)) if fits[0] is known[0] else (0, *range(2, n), 1)
    order = list(range(n - 1, -1, -1))  # from the smallest stride on
    for i in range(1, len(order)):  # by insertion, since a stride of 0 says nothing about a dimension's place
        at = i
        for k in range(i - 1, -1, -1):
            (a, b), (m, l) = [(v[order[k]], v[order[at]]) for v in (strides, input._array.shape)]
            if a and b and a < b:
                break
            if a and b and (a > b or m > l):
                order[k], order[at] = order[at], order[k]
                at = k
    return tuple(reversed(order))


@public("Tensor", python="Tensor")
def module_load(input: Tensor, other: Tensor, assign: bool = False) -> Tensor:
    """What a module's ``load_state_dict`` puts in this tensor's place: the tensor with ``other``'s numbers copied in,
    or with ``assign`` ``other`` itself; both without history.

    >>> torch.zeros(2).module_load(torch.ones(2))
    tensor([1., 1.])
    """
    return other.detach() if assign else input.copy_(other).detach()


method(
    nelement=numel,
    itemsize=property(element_size, doc="The bytes that an element takes."),
    nbytes=property(lambda x: x._array.size * x._dtype.itemsize, doc="The bytes that the elements take."),
)
