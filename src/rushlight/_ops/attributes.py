"""What a tensor tells about itself: sizes, strides, memory, kind."""

from __future__ import annotations

from .. import _formats
from .._size import Size
from .constant import check_tensor
from .dims import normal_dim
from .strided import address, memory_of

__all__ = ["AttributeMethods"]


def size(self, dim=None):
    """The sizes of all dimensions (a Size), or of one.

    >>> torch.zeros(2, 3).size(0)
    2
    """
    shape = self._array.shape
    if dim is None:
        return Size(shape)
    n = len(shape)
    if not n:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return shape[normal_dim(dim, n)]


def stride(self, dim=None):
    """How many elements lie between neighbours along each dimension, or along one.

    >>> torch.zeros(2, 3).stride()
    (3, 1)
    """
    a = self._array
    strides = tuple([s // a.itemsize for s in a.strides])
    if dim is None:
        return strides
    if not strides:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    return strides[normal_dim(dim, len(strides))]


def storage_offset(self):
    """How many elements of its memory lie before the tensor's first."""
    return (address(self._array) - address(memory_of(self._array))) // self._array.itemsize


def data_ptr(self):
    """The address of the first element; 0 if there is none."""
    return 0 if not self._array.size or self._device.type == "meta" else address(self._array)


def is_set_to(self, tensor):
    """Whether both tensors are the same elements of the same memory."""
    a, b = self._array, tensor._array
    return (
        self._storage is tensor._storage
        and address(a) == address(b)
        and a.shape == b.shape
        and a.strides == b.strides
    )


def is_same_size(self, other):
    """Whether the shapes are equal."""
    check_tensor(self, "is_same_size")
    return self._array.shape == other._array.shape


def is_pinned(self, device=None):
    """Whether the memory is page-locked: False here."""
    return False


def pin_memory(self, device=None):
    """Page-locked memory serves CUDA copies. Raises RuntimeError: there is no CUDA here."""
    raise RuntimeError(
        "Cannot access accelerator device when none is available: leave pin_memory() out on the CPU"
    )


def get_device(self):
    """The index of the CUDA device; -1 on the CPU."""
    check_tensor(self, "get_device")
    return self._device.index if self._device.type == "cuda" else -1


def as_subclass(self, cls):
    """The same memory and history as a tensor of class ``cls``, a subclass of Tensor."""
    t = cls._wrap(self._array, self._dtype, self._device, self._storage)
    t._node, t._output_nr, t._node_version = self._node, self._output_nr, self._storage.version
    t._requires_grad = self._requires_grad
    return t


class AttributeMethods:
    """Methods of Tensor: sizes, strides, memory, kind."""

    __slots__ = ()
    size, stride, storage_offset, data_ptr = size, stride, storage_offset, data_ptr
    const_data_ptr = data_ptr
    as_subclass = as_subclass
    is_set_to, is_same_size, is_pinned, pin_memory, get_device = (
        is_set_to,
        is_same_size,
        is_pinned,
        pin_memory,
        get_device,
    )

    def dim(self):
        """The number of dimensions."""
        return self._array.ndim

    ndimension = dim

    def numel(self):
        """The number of elements."""
        return self._array.size

    nelement = numel

    def element_size(self):
        """The bytes that an element takes."""
        return self._dtype.itemsize

    def is_floating_point(self):
        """Whether the dtype is a floating one."""
        return self._dtype.is_floating_point

    def is_complex(self):
        """Whether the dtype is complex."""
        return self._dtype.is_complex

    def is_signed(self):
        """Whether the dtype holds negative numbers."""
        return self._dtype.is_signed

    def is_nonzero(self):
        """Whether the only element is not 0."""
        return bool(self)

    def is_inference(self):
        """Whether the tensor was made in inference mode."""
        return bool(self._inference)

    itemsize = property(element_size, doc="The bytes that an element takes.")
    nbytes = property(
        lambda self: self._array.size * self._dtype.itemsize, doc="The bytes that the elements take."
    )
    layout = property(lambda self: _formats.strided, doc="How the tensor is stored: torch.strided.")
    is_cpu = property(
        lambda self: self._device.type == "cpu", doc="Whether the tensor is in the CPU's memory."
    )
    is_cuda = property(
        lambda self: self._device.type == "cuda", doc="Whether the tensor is on a CUDA device."
    )
    is_meta = property(lambda self: self._device.type == "meta", doc="Whether the tensor has no data.")
    is_sparse = property(lambda self: False, doc="False: tensors are dense.")
    is_quantized = property(lambda self: False, doc="False: there are no quantized tensors.")
    is_nested = property(lambda self: False, doc="False: there are no nested tensors.")
    is_mkldnn = property(lambda self: False, doc="False: there is one layout, torch.strided.")
    is_mps = property(lambda self: False, doc="False: there are the CPU and CUDA.")
    is_xpu = property(lambda self: False, doc="False: there are the CPU and CUDA.")
