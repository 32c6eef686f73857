"""Reads arrays of numbers from MATLAB's level 5 MAT files. Source: MathWorks, "MAT-File Format"."""

from __future__ import annotations

import struct
import zlib

import numpy as np

_NUMBERS = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}
_MATRIX, _COMPRESSED = 14, 15
_CLASSES = {6: "f8", 7: "f4", 8: "i1", 9: "u1", 10: "i2", 11: "u2", 12: "i4", 13: "u4", 14: "i8", 15: "u8"}


def read_mat(path):
    """{name: array} of the real arrays of numbers in a file; what else it holds is left out.

    Raises: RuntimeError for anything that is no whole file of this kind.
    """
    with open(path, "rb") as f:
        content = memoryview(f.read())
    try:
        order = {b"IM": "<", b"MI": ">"}[bytes(content[126:128])]
        found = {}
        for kind, body in _elements(content[128:], order):
            if kind == _COMPRESSED:
                ((kind, body),) = _elements(memoryview(zlib.decompress(body)), order)
            array = _array(body, order) if kind == _MATRIX else None
            if array is not None:
                found[array[0]] = array[1]
        return found
    except (KeyError, ValueError, struct.error, zlib.error, StopIteration) as error:
        raise RuntimeError(
            f"{path} is not a whole MAT file of level 5 ({error!r}); delete it and fetch it again"
        ) from None


def _elements(content, order):
    """(type, bytes) of the elements one behind another; each begins at a multiple of 8 bytes."""
    at = 0
    while at < len(content):
        kind, size = struct.unpack_from(order + "II", content, at)
        begin = at + 8
        if kind >> 16:  # a small one: type and size in four bytes, and the data behind them
            kind, size, begin = kind & 0xFFFF, kind >> 16, at + 4
            at += 8
        else:
            # compressed elements are not padded
            at = begin + size + (0 if kind == _COMPRESSED else -size % 8)
        if begin + size > len(content):
            raise ValueError("the file ends too early")
        yield kind, content[begin : begin + size]


def _array(body, order):
    """(name, array) of a matrix element, or None if it holds something else than real numbers."""
    elements = _elements(body, order)
    _, flags = next(elements)
    bits = struct.unpack_from(order + "I", flags)[0]
    if bits & 0xFF not in _CLASSES or bits & 0x0800:
        return None
    _, sizes = next(elements)
    _, name = next(elements)
    kind, data = next(elements)
    shape = np.frombuffer(sizes, order + "i4").tolist()
    # numbers may be stored in a smaller type than that of the array
    numbers = np.frombuffer(data, order + _NUMBERS[kind])
    return bytes(name).decode(), numbers.astype(_CLASSES[bits & 0xFF], copy=False).reshape(shape, order="F")
