"""What a tensor tells about its shape and memory."""

from __future__ import annotations

from ..._base import formats
from ..._base.size import Size
from ..common.arguments import check_tensor
from ..common.dims import normal_dim
from ..common.inside_vmap import readable_tensor
from .as_strided_unfold import address, memory_of


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
    a = readable_tensor(self)._array
    return 0 if not a.size or self._device.type == "meta" else address(a)


def is_set_to(self, tensor):
    """Whether both tensors are the same elements of the same memory."""
    a, b = self._array, tensor._array
    return (
        self._storage is tensor._storage and address(a) == address(b) and a.shape == b.shape and a.strides == b.strides
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
    raise RuntimeError("Cannot access accelerator device when none is available: leave pin_memory() out on the CPU")


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


def dim_order(self, *, ambiguity_check=False):
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
    strides, n = stride(self), self._array.ndim
    known = [formats.contiguous_format, formats.channels_last]
    fits = [f for f in known[: 2 if n == 4 else 1] if self.is_contiguous(memory_format=f)]
    ambiguous = len(set(strides)) < n or 0 in strides or 1 in self._array.shape
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
            (a, b), (m, l) = [(v[order[k]], v[order[at]]) for v in (strides, self._array.shape)]
            if a and b and a < b:
                break
            if a and b and (a > b or m > l):
                order[k], order[at] = order[at], order[k]
                at = k
    return tuple(reversed(order))


def to_dense(self, dtype=None, *, masked_grad=True):
    """The tensor itself, which is dense, or as ``dtype``.

    >>> torch.ones(2).to_dense(torch.int64)
    tensor([1, 1])
    """
    return self if dtype is None or dtype is self._dtype else self.to(dtype)


def module_load(self, other, assign=False):
    """What a module's ``load_state_dict`` puts in this tensor's place: the tensor with ``other``'s numbers copied in,
    or with ``assign`` ``other`` itself; both without history.

    >>> torch.zeros(2).module_load(torch.ones(2))
    tensor([1., 1.])
    """
    return other.detach() if assign else self.copy_(other).detach()


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
    nbytes = property(lambda self: self._array.size * self._dtype.itemsize, doc="The bytes that the elements take.")
    layout = property(lambda self: formats.strided, doc="How the tensor is stored: torch.strided.")
    is_cpu = property(lambda self: self._device.type == "cpu", doc="Whether the tensor is in the CPU's memory.")
    is_cuda = property(lambda self: self._device.type == "cuda", doc="Whether the tensor is on a CUDA device.")
    is_meta = property(lambda self: self._device.type == "meta", doc="Whether the tensor has no data.")
    is_sparse = property(lambda self: False, doc="False: tensors are dense.")
    is_quantized = property(lambda self: False, doc="False: there are no quantized tensors.")
    is_nested = property(lambda self: False, doc="False: there are no nested tensors.")
    is_mkldnn = property(lambda self: False, doc="False: there is one layout, torch.strided.")
    is_mps = property(lambda self: False, doc="False: there are the CPU and CUDA.")
    is_xpu = property(lambda self: False, doc="False: there are the CPU and CUDA.")
    is_xla = property(lambda self: False, doc="False: there are the CPU and CUDA.")
    is_ipu = property(lambda self: False, doc="False: there are the CPU and CUDA.")
    is_mtia = property(lambda self: False, doc="False: there are the CPU and CUDA.")
    is_maia = property(lambda self: False, doc="False: there are the CPU and CUDA.")
    is_vulkan = property(lambda self: False, doc="False: there are the CPU and CUDA.")
    is_sparse_csr = property(lambda self: False, doc="False: tensors are dense.")
    name = property(lambda self: None, doc="None: tensors have no names.")
    dim_order, to_dense, module_load = dim_order, to_dense, module_load
