"""Helpers that other packages take from PyTorch's module of this name."""

from __future__ import annotations

import importlib
import sys
import traceback
from typing import TYPE_CHECKING

from ._base.devices import device as as_device
from ._ops.shapes.cat_stack import cat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from ._tensor.tensor import Tensor

__all__ = ["ExceptionWrapper", "KeyErrorMessage", "classproperty", "render_call", "try_import"]


class KeyErrorMessage(str):
    """A str whose repr is itself, for texts in KeyErrors."""

    def __repr__(self) -> str:
        return str(self)


class ExceptionWrapper:
    """An exception with its traceback as text, to be raised again elsewhere by ``reraise()``."""

    def __init__(self, exc_info: Any = None, where: str = "in background") -> None:
        exc_info = sys.exc_info() if exc_info is None else exc_info
        self.exc_type = exc_info[0]
        self.exc_msg = "".join(traceback.format_exception(*exc_info))
        self.where = where

    def reraise(self) -> None:
        """Raise an exception of the same class, with the text of both places."""
        text = f"Caught {self.exc_type.__name__} {self.where}.\nOriginal {self.exc_msg}"
        if self.exc_type is KeyError:
            text = KeyErrorMessage(text)
        elif getattr(self.exc_type, "message", None):
            raise self.exc_type(message=text)
        try:
            exception = self.exc_type(text)
        except Exception:
            raise RuntimeError(text) from None  # a class that wants other arguments
        raise exception


class classproperty:
    """A property of a class."""

    def __init__(self, func: Callable[[Any], Any]) -> None:
        self.func = func

    def __get__(self, instance: Any, owner: Any) -> Any:
        return self.func(owner)


def render_call(fn: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> str:
    """A call as text."""
    parts = [repr(a) for a in args] + [f"{k}={v!r}" for k, v in kwargs.items()]
    return f"{getattr(fn, '__name__', fn)}({', '.join(parts)})"


def try_import(module_name: str) -> Any:
    """A module, or None if it isn't there."""
    return importlib.import_module(module_name) if importlib.util.find_spec(module_name) is not None else None


def _import_dotted_name(name: str) -> Any:
    first, *rest = name.split(".")
    found: Any = __import__(first)
    for part in rest:
        found = getattr(found, part)
    return found


def _flatten_dense_tensors(tensors: Iterable[Tensor]) -> Tensor:
    """All numbers of some tensors behind each other."""
    return cat([t.contiguous().view(-1) for t in tensors])


def _unflatten_dense_tensors(flat: Tensor, tensors: Iterable[Tensor]) -> tuple[Tensor, ...]:
    """The opposite: views of ``flat`` with the shapes of ``tensors``."""
    tensors = list(tensors)
    parts = flat.split([t.numel() for t in tensors])
    return tuple(part.view_as(t) for part, t in zip(parts, tensors, strict=True))


def _take_tensors(tensors: Iterable[Tensor], size_limit: int) -> Iterator[list[Tensor]]:
    """The tensors in lists, each of one type and at most so many bytes."""
    waiting: dict[str, list[Tensor]] = {}
    for t in tensors:
        now = waiting.setdefault(t.type(), [])
        if now and sum(o.nbytes for o in now) + t.nbytes > size_limit:
            yield now
            now = waiting[t.type()] = []
        now.append(t)
    yield from (now for now in waiting.values() if now)


def _reorder_tensors_as(tensors: Iterable[Tensor], ordered_tensors: Iterable[Tensor]) -> tuple[Tensor, ...]:
    """``tensors``, which were grouped by type, in the order of ``ordered_tensors``."""
    by_type: dict[str, list[Tensor]] = {}
    for t in tensors:
        by_type.setdefault(t.type(), []).append(t)
    return tuple(by_type[t.type()].pop(0) for t in ordered_tensors)


def _element_size(dtype: Any) -> int:
    return dtype.itemsize


def _get_available_device_type() -> str | None:
    return None


def _get_all_device_indices() -> list[int]:
    return []


def _get_device_index(device: Any, optional: bool = False, allow_cpu: bool = False) -> int:
    """The index of a device: of an accelerator, or -1 for the CPU if it is allowed."""
    if isinstance(device, str):
        device = as_device(device)
    if isinstance(device, as_device):
        if device.type == "cpu" and not allow_cpu:
            raise ValueError(f"Expected a non cpu device, but got: {device}")
        return -1 if device.type == "cpu" else device.index or 0
    if isinstance(device, int):
        return device
    if device is None and optional:
        raise RuntimeError("there is no accelerator whose index could be given; use the CPU")
    raise ValueError(f"Expected a torch.device with a specified index or an integer, but got:{device}")


def _rebuild_tensor_v2(
    storage: Any,
    storage_offset: int,
    size: Any,
    stride: Any,
    requires_grad: bool,
    backward_hooks: Any,
    metadata: Any = None,
) -> Tensor:
    """A tensor on a storage, as pickles of PyTorch describe it."""
    from ._ops.tensors.zeros_full import empty

    t = empty(0, dtype=storage.dtype).set_(storage, storage_offset, size, stride)
    t.requires_grad = requires_grad
    return t
