"""DLPack: tensors that share their memory with the arrays of other libraries (https://dmlc.github.io/dlpack)."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

from ..._base import dtypes
from ..._base.devices import as_device
from ..._core import Value
from ..._face.public import method, public
from ..._native import ext
from ..common.inside_vmap import readable_tensor
from .tensor_from_numpy import wrap

if TYPE_CHECKING:
    from ..._face.types import Device, Tensor


_INT, _UINT, _FLOAT, _BFLOAT, _COMPLEX, _BOOL = 0, 1, 2, 4, 5, 6
_CODES = {
    (
        _BOOL
        if d is dtypes.bool_
        else _BFLOAT
        if d is dtypes.bfloat16
        else _FLOAT
        if d.is_floating_point
        else _COMPLEX
        if d.is_complex
        else _INT
        if d.is_signed
        else _UINT,
        8 * d.itemsize,
    ): d
    for d in dtypes.DTYPES
}
_WRITTEN = {d: code for code, d in _CODES.items()}


class DLDeviceType(enum.IntEnum):
    """Kinds of devices, by their numbers in DLPack."""

    kDLCPU = 1
    kDLCUDA = 2
    kDLCUDAHost = 3
    kDLOpenCL = 4
    kDLVulkan = 7
    kDLMetal = 8
    kDLVPI = 9
    kDLROCM = 10
    kDLROCMHost = 11
    kDLExtDev = 12
    kDLCUDAManaged = 13
    kDLOneAPI = 14
    kDLWebGPU = 15
    kDLHexagon = 16
    kDLMAIA = 17


def to_dlpack(tensor):
    """A capsule through which another library reads and writes the tensor's memory; it can be consumed once.

    Raises BufferError for tensors that require a gradient or have no data.
    """
    if not isinstance(tensor, Value):
        raise TypeError(f"_to_dlpack(): argument 'data' (position 1) must be Tensor, not {type(tensor).__name__}")
    return _lend(tensor, False, False)


def _lend(t, versioned, copied):
    if t._device.type != "cpu":
        raise BufferError(f"Cannot pack tensors on {t._device.type}")
    code, bits = _WRITTEN[t._dtype]
    t = readable_tensor(t)
    return ext.dlpack_lend(t._array, code, bits, versioned, not t._array.flags.writeable, copied)


@public("torch", factory=True)
def from_dlpack(ext_tensor: Any, *, device: Device = None, copy: bool | None = None) -> Tensor:
    """A tensor that shares the memory of another library's array.

    ext_tensor  an object with ``__dlpack__`` (NumPy, PyTorch, CuPy, JAX, ...) or a DLPack capsule, which is then used
                up
    device      where the tensor shall be: the CPU
    copy        True: never share; False: raise BufferError (or ValueError) where sharing isn't possible; None: as
                needed
    Raises BufferError for what can't be shared (other devices, negative strides), RuntimeError for a used capsule.

    >>> from_dlpack(np.ones(2))
    tensor([1., 1.], dtype=torch.float64)
    """
    if not hasattr(ext_tensor, "__dlpack__"):
        return _borrow(ext_tensor)
    wanted = {}
    if device is not None:
        device = as_device(device)
        if device.type != "cpu":
            raise BufferError(
                f"from_dlpack: a tensor can't share memory with device {device}; write .to({str(device)!r}) after it"
            )
        wanted["dl_device"] = (DLDeviceType.kDLCPU, 0)
    if copy is not None:
        wanted["copy"] = copy
    kind = ext_tensor.__dlpack_device__()[0]
    stream = {} if kind != DLDeviceType.kDLCUDA else {"stream": 1}
    try:
        capsule = ext_tensor.__dlpack__(max_version=(1, 0), **wanted, **stream)
    except TypeError:  # a library of before 1.0
        capsule = ext_tensor.__dlpack__(**stream)
        return _borrow(capsule).clone() if copy else _borrow(capsule)
    return _borrow(capsule)


def _borrow(capsule):
    array, code, bits = ext.dlpack_borrow(capsule)
    dtype = _CODES.get((code, bits))
    if dtype is None:
        raise BufferError(f"from_dlpack: no dtype has the type code {code} and {bits} bits")
    array = array.view(dtype.np)
    return wrap(array, dtype)


@public("Tensor")
def __dlpack__(
    input: Tensor,
    *,
    stream: Any = -1,
    max_version: tuple[int, int] | None = None,
    dl_device: tuple[int, int] | None = None,
    copy: bool | None = None,
) -> Any:
    if input.requires_grad:
        raise BufferError("Can't export tensors that require gradient, use tensor.detach()")
    if stream is not None and type(stream) is not int:
        raise TypeError("stream must be ``int`` or ``none``")
    if stream not in (-1, None):
        raise AssertionError("stream should be None on cpu.")
    if dl_device is not None and int(dl_device[0]) != DLDeviceType.kDLCPU:
        raise BufferError(
            f"__dlpack__: the tensor is in the CPU's memory and is not copied to a device of type {dl_device[0]}"
        )
    versioned = max_version is not None and max_version[0] >= 1
    return _lend(input.clone() if copy else input, versioned, bool(copy))


@public("Tensor")
def __dlpack_device__(input: Tensor) -> tuple[int, int]:
    if input._device.type != "cpu":
        raise ValueError(f"Unknown device type {input._device.type} for Dlpack")
    return DLDeviceType.kDLCPU, 0


def _cuda_interface(input):
    """For libraries that compute on CUDA devices. Raises AttributeError for tensors elsewhere."""
    raise AttributeError(
        f"Can't get __cuda_array_interface__ on non-CUDA tensor type: {input.type()} If CUDA data is required use "
        "tensor.cuda() to copy tensor to device memory."
    )


method(__cuda_array_interface__=property(_cuda_interface))
