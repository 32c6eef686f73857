"""Lists of tensors sorted by device and dtype, as functions that take lists (``torch._foreach_*``) want them."""

from __future__ import annotations

from typing import Any, TypeAlias

from .._base.devices import device
from .._base.dtypes import dtype
from .._tensor.tensor import Tensor

TensorListList: TypeAlias = list[list[Tensor | None]]
Indices: TypeAlias = list[int]
_foreach_supported_types = [Tensor]


def _get_foreach_kernels_supported_devices():
    """The types of devices on which functions of lists are preferred."""
    return ["cuda", "xpu", "mtia", "privateuseone"]


def _get_fused_kernels_supported_devices():
    """The types of devices on which an optimizer's step is one operation."""
    return ["mps", "cuda", "xpu", "hpu", "cpu", "mtia", "privateuseone"]


def _group_tensors_by_device_and_dtype(
    tensorlistlist: TensorListList, with_indices: bool = False
) -> dict[tuple[device, dtype], tuple[TensorListList, Indices]]:
    """Split lists that belong together (parameters, gradients, ...) by the first list's devices and dtypes.

    The other lists are as long as the first or empty, and may hold None. Result: ``{(device, dtype): (lists,
    positions)}``; the positions in the given lists only ``with_indices``. Raises RuntimeError without tensors, for
    lists of other lengths, and for None in the first.

    >>> import rushlight as torch
    >>> groups = _group_tensors_by_device_and_dtype([[torch.ones(1), torch.ones(1).double()]], with_indices=True)
    >>> groups[torch.device("cpu"), torch.float64][1]
    [1]
    """
    if not tensorlistlist or not tensorlistlist[0]:
        raise RuntimeError("there must be a first list, with tensors in it, by which the others are grouped")
    first, n = tensorlistlist[0], len(tensorlistlist[0])
    if any(len(row) not in (0, n) for row in tensorlistlist):
        raise RuntimeError(
            f"lists of tensors must be as long as the first, {n}, or empty, but are {[len(r) for r in tensorlistlist]}"
        )
    positions: dict[Any, list[int]] = {}
    for i, t in enumerate(first):
        if t is None:
            raise RuntimeError(
                "Tensors of the first list of nested Tensor lists are supposed to be defined but the "
                f"{i}-th Tensor is not."
            )
        positions.setdefault((t.device, t.dtype), []).append(i)
    return {
        key: ([[row[i] for i in places] if row else [] for row in tensorlistlist], places if with_indices else [])
        for key, places in positions.items()
    }


def _device_has_foreach_support(device: device) -> bool:
    """Whether there are functions of lists on a device."""
    return device.type in (*_get_foreach_kernels_supported_devices(), "cpu")


def _has_foreach_support(tensors: list[Tensor], device: device) -> bool:
    """Whether functions of lists take these tensors: plain ones, or None, on a device that has such functions."""
    return _device_has_foreach_support(device) and all(
        t is None or type(t) in _foreach_supported_types for t in tensors
    )
