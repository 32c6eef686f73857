"""PyTorch's file format before version 1.6: five pickles in a row, then the storages one after another."""

from __future__ import annotations

import pickle
import struct
import sys
from typing import Any

import numpy as np

from .._base import devices, dtypes
from .._native import ext
from ._machine import Machine, TruncatedPickle
from ._storages import check_same, swap_bytes
from ._tensors import UntypedStorage

MAGIC = 0x1950A86A20F9469CFC6C
_VERSION = 1001
_START = pickle.dumps(MAGIC, 2)[2:-1]  # the number itself, as every protocol from 2 on writes it


def looks_legacy(data: Any) -> bool:
    """Whether ``data`` begins like such a file."""
    return data[:1] == pickle.PROTO and data[2:].startswith(_START)


class LegacyStorages:
    """Storages that are first made empty, as the pickle mentions them, and filled by ``fill`` from what
    follows it."""

    def __init__(self, data, place, meta):
        self._data, self._place, self._meta = data, place, meta
        self._found, self._views = {}, {}
        self._promised = 0

    def __call__(self, dtype, key, location, count, view=None):
        kind = dtype or dtypes.uint8
        nbytes = count * kind.itemsize
        known = self._found.get(key)
        if known is None:
            self._promised += nbytes
            if self._promised > len(self._data):
                raise TruncatedPickle(
                    f"the file announces storages of {self._promised} bytes but has only {len(self._data)}"
                )
            storage = UntypedStorage(None if self._meta else ext.empty((nbytes,), np.uint8), kind, devices.cpu, nbytes)
            placed = self._place(storage, location)
            known = self._found[key] = storage, placed
        else:
            check_same(known[0], kind, key, nbytes)
        return known[1] if view is None else self._part(known, kind, view)

    def _part(self, known, kind, view):
        if type(view) is not tuple or len(view) != 3 or any(type(v) is not int for v in view[1:]):
            raise pickle.UnpicklingError(f"the file describes a part of a storage wrongly: {view!r:.60}")
        key, offset, count = view
        if key not in self._views:
            root, placed = known
            a, b = offset * kind.itemsize, (offset + count) * kind.itemsize
            if not 0 <= a <= b <= root.nbytes():
                raise RuntimeError(
                    f"part {offset} to {offset + count} of a storage lies outside its {root.nbytes()} bytes"
                )
            array = None if placed.array is None else placed.array[a:b]
            self._views[key] = UntypedStorage(array, kind, placed.device, b - a)
        return self._views[key]

    def fill(self, keys, position):
        """Read the bytes of the storages ``keys``, which begin at ``position``."""
        if type(keys) is not list or any(type(k) is not str for k in keys) or set(keys) != set(self._found):
            raise pickle.UnpicklingError("the file's list of storages does not match those its objects use")
        for key in keys:
            storage = self._found[key][0]
            head = self._data[position : position + 8]
            if len(head) < 8:
                raise TruncatedPickle("the file was cut short: a storage is missing")
            (count,) = struct.unpack("<q", head)
            nbytes = storage.nbytes()
            if count * storage.dtype.itemsize != nbytes:
                raise RuntimeError(
                    f"storage {key} has {count} elements, its objects expect {nbytes // storage.dtype.itemsize}"
                )
            position += 8
            if position + nbytes > len(self._data):
                raise TruncatedPickle(
                    f"the file was cut short: storage {key} lacks {position + nbytes - len(self._data)} bytes"
                )
            if storage.array is not None:
                storage.array[:] = np.frombuffer(self._data, np.uint8, nbytes, position)
                if sys.byteorder == "big":  # the format is little-endian everywhere
                    swap_bytes(storage.array, storage.dtype)
            position += nbytes


class _Nothing:
    """The world of the pickles that hold only numbers and names."""

    foreign = False

    def find(self, module, name):
        raise pickle.UnpicklingError(f"the head of the file names {module}.{name}: it is not a checkpoint")

    call = new = build = extend = persistent = find


def read_legacy(data, make_world, place, meta, encoding, errors):
    """The object in ``data`` (the whole file as bytes). ``make_world``: storages -> World."""
    storages = LegacyStorages(data, place, meta)
    position = 0

    def next_pickle(world):
        nonlocal position
        machine = Machine(data, world, position, encoding, errors)
        result = machine.run()
        position = machine.position
        return result

    if next_pickle(_Nothing()) != MAGIC:
        raise RuntimeError("Invalid magic number; corrupt file?")
    version = next_pickle(_Nothing())
    if version != _VERSION:
        raise RuntimeError(f"Invalid protocol version: {version}")
    next_pickle(_Nothing())  # sizes of C types and byte order of the machine: the storages don't depend on them
    result = next_pickle(make_world(storages))
    storages.fill(next_pickle(_Nothing()), position)
    return result


def write_legacy(file: Any, dump: Any, protocol: int) -> None:
    """Write the old format. ``dump``: a callable giving (pickle bytes, {key: (flat bytes, itemsize)})."""
    info = {
        "protocol_version": _VERSION,
        "little_endian": sys.byteorder == "little",
        "type_sizes": {"short": 2, "int": 4, "long": 4},
    }
    for head in (MAGIC, _VERSION, info):
        file.write(pickle.dumps(head, protocol))
    body, storages = dump()
    file.write(body)
    keys = sorted(storages)
    file.write(pickle.dumps(keys, protocol))
    for key in keys:
        memory, itemsize = storages[key]
        file.write(struct.pack("<q", memory.nbytes // itemsize))
        file.write(memory.data)
