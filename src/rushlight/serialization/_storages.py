"""Where the bytes of storages come from (the records of an archive) and to which device they go
(``map_location``)."""

from __future__ import annotations

import pickle
import sys
from typing import Any

import numpy as np

from .._base import devices, dtypes
from .._native import ext
from ._tensors import UntypedStorage


def placer(map_location):
    """A function (storage, location tag of the file) -> storage, for the argument ``map_location`` of
    ``load``.

    None: where they were; a str or device: there; a dict: tags renamed; a callable: its result, or for None
    where they were.
    """
    if map_location is None:
        return _place
    if isinstance(map_location, dict):
        return lambda storage, location: _place(storage, map_location.get(location, location))
    if isinstance(map_location, (str, bytes, devices.device)):
        tag = map_location.decode("ascii") if isinstance(map_location, bytes) else str(map_location)
        return lambda storage, location: _place(storage, tag)
    if not callable(map_location):
        raise TypeError(
            f"load: map_location must be None, a str, a device, a dict or a callable, not {type(map_location).__name__}"
        )

    def ask(storage, location):
        result = map_location(storage, location)
        if result is None:
            return _place(storage, location)
        if type(result) is not UntypedStorage:
            raise TypeError(
                f"load: map_location returned {type(result).__name__}; return the storage it was given, or None"
            )
        return result

    return ask


def _place(storage, location):
    location = str(location)
    kind = location.partition(":")[0]
    if kind not in ("cpu", "cuda", "meta"):
        raise RuntimeError(
            f"don't know how to restore data location of torch.storage.UntypedStorage (tagged with {location}). Pass "
            "map_location='cpu'"
        )
    return storage.to(location)


def swap_bytes(array: Any, dtype: Any) -> None:
    """Turn the byte order of flat bytes that hold elements of ``dtype``, in place (complex numbers part by
    part)."""
    if dtype.itemsize > 1:
        array.view(dtype.np).byteswap(inplace=True)


def check_same(storage: Any, dtype: Any, key: Any, nbytes: int) -> None:
    """A second mention of a storage must describe it as the first did."""
    if storage.dtype is not dtype or storage.nbytes() != nbytes:
        raise pickle.UnpicklingError(f"the file describes storage {key} in two ways that exclude each other")


class ArchiveStorages:
    """Gives the storages of an archive by their keys, each read once. ``mapped``: the file as a memory map,
    or None."""

    def __init__(self, archive, place, meta=False, mapped=None):
        self._archive, self._place, self._meta, self._mapped = archive, place, meta, mapped
        self._found = {}
        order = archive.read("byteorder") if "byteorder" in archive else b"little"
        if order not in (b"little", b"big"):
            raise ValueError(f"Unknown endianness type: {order.decode('ascii', 'replace')}")
        self._swapped = order.decode() != sys.byteorder

    def __call__(self, dtype, key, location, count):
        """The storage of that key: ``count`` elements of ``dtype`` (None: bytes)."""
        kind = dtype or dtypes.uint8
        nbytes = count * kind.itemsize
        known = self._found.get(key)
        if known is not None:
            check_same(known[0], kind, key, nbytes)
            return known[1]
        name = f"data/{key}"
        size = self._archive.size_of(name)
        if size != nbytes:
            raise RuntimeError(
                f"record size ({size} bytes) of {name} does not match expected size ({nbytes} bytes = {count} elements "
                f"* {kind.itemsize} bytes/element) for dtype {kind.cpp}. The file is damaged or was made by hand"
            )
        if self._meta:
            storage = placed = UntypedStorage(None, kind, devices.meta, nbytes)
        else:
            storage = UntypedStorage(self._bytes(name, nbytes), kind)
            if self._swapped and dtype is None:
                storage.swapped = True  # which elements the bytes form is known with the first tensor
            elif self._swapped:
                swap_bytes(storage.array, kind)
            placed = self._place(storage, location)
        self._found[key] = storage, placed
        return placed

    def _bytes(self, name, nbytes):
        at = self._archive.offset_of(name)
        if self._mapped is not None and nbytes and at is not None and at % 16 == 0:
            return np.frombuffer(self._mapped, np.uint8, nbytes, at)
        array = ext.empty((nbytes,), np.uint8)
        self._archive.read_into(name, array)
        return array
