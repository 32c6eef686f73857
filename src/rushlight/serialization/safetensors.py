"""The safetensors format: ``save_file`` and ``load_file``, as the package safetensors has them for PyTorch (which is
not needed).

A file is eight bytes (the length of the header, little-endian), a JSON header that gives every tensor's dtype, shape
and place, then the tensors' bytes. https://github.com/huggingface/safetensors. Under ``python -m rushlight``,
``safetensors.torch`` is this module.
"""

from __future__ import annotations

import json
import math
import os
import sys
from typing import TYPE_CHECKING

import numpy as np

from .._base import dtypes
from .._base.atomic import atomic_open
from .._ops.tensors.tensor_from_numpy import from_numpy
from .._tensor.tensor import Tensor

if TYPE_CHECKING:
    from os import PathLike
    from typing import Any

    from .._face.types import Device
    from ..nn.modules.module import Module

__all__ = ["SafetensorError", "load", "load_file", "load_model", "save", "save_file", "save_model"]

_NAMES = {
    dtypes.bool_: "BOOL",
    dtypes.uint8: "U8",
    dtypes.int8: "I8",
    dtypes.int16: "I16",
    dtypes.uint16: "U16",
    dtypes.int32: "I32",
    dtypes.uint32: "U32",
    dtypes.int64: "I64",
    dtypes.uint64: "U64",
    dtypes.float16: "F16",
    dtypes.bfloat16: "BF16",
    dtypes.float32: "F32",
    dtypes.float64: "F64",
    dtypes.complex64: "C64",
    dtypes.float8_e4m3fn: "F8_E4M3",
    dtypes.float8_e5m2: "F8_E5M2",
    dtypes.float8_e8m0fnu: "F8_E8M0",
}
_DTYPES = {name: dtype for dtype, name in _NAMES.items()}
_LONGEST = 100_000_000  # bytes of a header


class SafetensorError(Exception):
    """Bytes that are not a safetensors file, or a tensor that can't be in one."""


# Writing -------------------------------------------------------------------------------------------------------------


def _check(tensors):
    if not isinstance(tensors, dict):
        raise ValueError(
            f"Expected a dict of [str, torch.Tensor] but received {type(tensors)}; write {{'name': tensor}}"
        )
    owners: dict[Any, Any] = {}
    for name, t in tensors.items():
        if not isinstance(t, Tensor):
            raise ValueError(f"Key `{name}` is invalid, expected torch.Tensor but received {type(t)}")
        if t.dtype not in _NAMES:
            raise SafetensorError(f"`{name}`: safetensors has no dtype for {t.dtype}")
        if not t.is_contiguous():
            raise ValueError(
                f"You are trying to save a non contiguous tensor: `{name}` which is not allowed. Save its .contiguous()"
            )
        if t.numel():
            owners.setdefault(t.untyped_storage().data_ptr(), []).append(name)
    shared = [names for names in owners.values() if len(names) > 1]
    if shared:
        raise RuntimeError(
            "Some tensors share memory, this will lead to duplicate memory on disk and potential differences when "
            f"loading them again: {shared}. Use save_model(module, path), which writes each once, or save clones"
        )


def _parts(tensors, metadata):
    """The header, and the arrays in the order in which they are written: large items first, as the format wants."""
    _check(tensors)
    names = sorted(tensors, key=lambda n: (-tensors[n].dtype.itemsize, n))
    header: dict[Any, Any] = {} if metadata is None else {"__metadata__": metadata}
    if any(not isinstance(x, str) for item in (metadata or {}).items() for x in item):
        raise SafetensorError("metadata must be a dict of str to str")
    at, arrays = 0, []
    for name in names:
        t = tensors[name].detach().cpu()
        end = at + t.numel() * t.dtype.itemsize
        header[name] = {"dtype": _NAMES[t.dtype], "shape": list(t.shape), "data_offsets": [at, end]}
        arrays.append(t._array)
        at = end
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text, arrays


def _bytes(array):
    if sys.byteorder == "big":
        array = array.byteswap()
    return np.ascontiguousarray(array).tobytes()


def save(tensors: dict[str, Tensor], metadata: dict[str, str] | None = None) -> bytes:
    """A dict of names to tensors as the bytes of a file. ``metadata``: a dict of str to str, or None. Raises ValueError
    for what is not a contiguous tensor, RuntimeError for tensors that share memory.

    >>> from rushlight.serialization.safetensors import load, save
    >>> load(save({"x": torch.tensor([1.5, 2.0], dtype=torch.bfloat16)}))
    {'x': tensor([1.5000, 2.0000], dtype=torch.bfloat16)}
    """
    header, arrays = _parts(tensors, metadata)
    return b"".join((header, *map(_bytes, arrays)))


def save_file(
    tensors: dict[str, Tensor], filename: str | PathLike[str], metadata: dict[str, str] | None = None
) -> None:
    """Write a dict of names to tensors, all or nothing; arguments and errors as ``save``.

    >>> import tempfile, os
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_file({"x": torch.ones(2)}, os.path.join(folder, "x.safetensors"))
    """
    header, arrays = _parts(tensors, metadata)
    with atomic_open(filename) as f:
        f.write(header)
        for array in arrays:
            f.write(_bytes(array))


def save_model(
    model: Module, filename: str | PathLike[str], metadata: dict[str, str] | None = None, force_contiguous: bool = True
) -> None:
    """Write a module's state; of tensors that share memory the first name is written, and noted in the metadata.

    >>> import tempfile, os
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "net.safetensors")
    ...     save_model(torch.nn.Linear(2, 1), path)
    ...     load_model(torch.nn.Linear(2, 1), path)
    (set(), [])
    """
    state: dict[str, Tensor] = {}
    first: dict[Any, str] = {}
    notes = dict(metadata or {})
    for name, t in model.state_dict().items():
        place = (t.data_ptr(), tuple(t.shape), t.stride(), t.dtype)
        if t.numel() and place in first:
            notes[name] = first[place]
            continue
        first[place] = name
        state[name] = t.contiguous() if force_contiguous else t
    save_file(state, filename, {**notes, "format": "pt"} if notes else {"format": "pt"})


# Reading -------------------------------------------------------------------------------------------------------------


def _header(data):
    """The names' dtypes, shapes and places; where the tensors' bytes begin. Everything is checked."""
    if len(data) < 8:
        raise SafetensorError(f"Error while deserializing header: header too small ({len(data)} bytes)")
    n = int.from_bytes(data[:8], "little")
    if n > _LONGEST or n > len(data) - 8:
        raise SafetensorError(f"Error while deserializing header: header too large: {n} bytes of {len(data)}")
    try:
        header = json.loads(bytes(data[8 : 8 + n]).decode())
        header.pop("__metadata__", None)
        table = {}
        for name, d in header.items():
            begin, end = d["data_offsets"]
            table[name] = _DTYPES[d["dtype"]], tuple(d["shape"]), begin, end
            if any(type(s) is not int or s < 0 for s in (*d["shape"], begin, end)):
                raise ValueError(f"sizes of `{name}` must be natural numbers")
    except KeyError as error:
        raise SafetensorError(f"Error while deserializing header: unknown dtype or missing key {error}") from None
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise SafetensorError(f"Error while deserializing header: invalid JSON header: {error}") from None
    at = 0
    for name, (dtype, shape, begin, end) in sorted(table.items(), key=lambda item: item[1][2:]):
        if begin != at or end - begin != math.prod(shape) * dtype.itemsize:
            raise SafetensorError(f"Error while deserializing header: invalid offset for tensor `{name}`")
        at = end
    if at != len(data) - 8 - n:
        raise SafetensorError("Error while deserializing header: incomplete metadata, file not fully covered")
    return table, 8 + n


def load(data: bytes) -> dict[str, Tensor]:
    """The tensors in the bytes of a file, by name. Raises SafetensorError for bytes that are none: nothing in them is
    executed.

    >>> load(save({"n": torch.arange(3)}))["n"]
    tensor([0, 1, 2])
    """
    return _load(memoryview(data), "cpu")


def _load(data, device):
    table, start = _header(data)
    found = {}
    for name, (dtype, shape, begin, end) in table.items():
        try:
            array = np.empty(shape, dtype.np)
        except ValueError as error:  # more dimensions than NumPy has
            raise SafetensorError(f"`{name}` of shape {shape}: {error}") from None
        if end > begin:
            array.reshape(-1).view(np.uint8)[:] = np.frombuffer(data[start + begin : start + end], np.uint8)
        if sys.byteorder == "big":
            array = array.byteswap()
        t = Tensor._wrap(array, dtype) if dtype is dtypes.bfloat16 or dtype in dtypes.SMALL else from_numpy(array)
        found[name] = t.to(device)
    return found


def load_file(filename: str | PathLike[str], device: Device = "cpu") -> dict[str, Tensor]:
    """The tensors of a file, by name, on ``device``. Raises SafetensorError for what is no safetensors file,
    FileNotFoundError.

    >>> import tempfile, os
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_file({"x": torch.ones(2)}, os.path.join(folder, "x.safetensors"))
    ...     load_file(os.path.join(folder, "x.safetensors"))
    {'x': tensor([1., 1.])}
    """
    with open(os.fspath(filename), "rb") as f:
        return _load(memoryview(f.read()), device)


def load_model(
    model: Module, filename: str | PathLike[str], strict: bool = True, device: Device = "cpu"
) -> tuple[set[str], list[str]]:
    """Load a file into a module: the names that the file lacks (a set) and those that it has beyond the module's (a
    list). Raises RuntimeError if there are any and ``strict``."""
    state = load_file(filename, device)
    own = model.state_dict()
    places: dict[Any, Any] = {}
    for name, t in own.items():
        places.setdefault((t.data_ptr(), tuple(t.shape)) if t.numel() else name, []).append(name)
    for names in places.values():
        there = next((n for n in names if n in state), "")
        for name in names if there else ():
            state.setdefault(name, state[there])
    missing, unexpected = model.load_state_dict(state, strict=False)
    if strict and (missing or unexpected):
        raise RuntimeError(
            f"Error(s) in loading state_dict for {type(model).__name__}: missing {sorted(missing)}, unexpected "
            f"{sorted(unexpected)}"
        )
    return set(missing), list(unexpected)
