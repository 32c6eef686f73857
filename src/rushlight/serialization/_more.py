"""What ``load(weights_only=False)`` reads beyond the common table: NumPy data, ``argparse.Namespace``, paths,
containers.

All of it is constructed here from checked arguments; still nothing is imported by a name found in a file.
"""

from __future__ import annotations

import pickle
from collections import defaultdict, deque

import numpy as np

from ._keys import check_key
from ._tables import Rebuild

_KINDS = "biufcSUmM"  # no objects, no records


def _wrong(what, given):
    return pickle.UnpicklingError(f"{what} can't be made of the arguments in the file: {given!r:.100}")


def _dtype(name, align=False, copy=False):
    if type(name) is not str or not name.isalnum() or len(name) > 8:
        raise _wrong("a NumPy dtype", name)
    dtype = np.dtype(name, bool(align), True)  # a copy of its own: its byte order is set afterwards
    if dtype.kind not in _KINDS:
        raise _wrong("a NumPy dtype", name)
    return dtype


def _build_dtype(dtype, state):
    plain = (
        type(state) is tuple and len(state) in (8, 9) and state[1] in ("<", ">", "|", "=") and state[2:5] == (None,) * 3
    )
    # only the byte order may differ from what the name says
    if not plain or type(state[0]) is not int or state[5:8] != dtype.__reduce__()[2][5:8] or dtype.kind in "mM":
        raise _wrong("a NumPy dtype", state)
    dtype.__setstate__(state[:8])
    return dtype


def _array(kind, shape, code):
    if kind is not np.ndarray:
        raise _wrong("a NumPy array", kind)
    return np.empty((0,), np.uint8)


def _build_array(array, state):
    if type(state) is not tuple or len(state) != 5:
        raise _wrong("a NumPy array", state)
    _, shape, dtype, fortran, raw = state
    data = _numbers(raw, dtype, shape)
    array.__setstate__((1, shape, dtype, bool(fortran), data))
    return array


def _numbers(raw, dtype, shape):
    """The bytes of an array, seen to be exactly as many as its shape and dtype ask for."""
    if not isinstance(dtype, np.dtype) or dtype.kind not in _KINDS or not isinstance(raw, (bytes, bytearray)):
        raise _wrong("a NumPy array", dtype)
    if type(shape) is not tuple or len(shape) > 32 or any(type(n) is not int or n < 0 for n in shape):
        raise _wrong("a NumPy array", shape)
    count = 1
    for n in shape:
        count *= n
    if count * dtype.itemsize != len(raw) or any(n >= 1 << 48 for n in shape):
        raise _wrong(f"a NumPy array of shape {shape} and {dtype}", f"{len(raw)} bytes")
    return bytes(raw)


def _scalar(dtype, raw=b""):
    return np.frombuffer(_numbers(raw, dtype, ()), dtype, 1)[0]


def _from_buffer(raw, dtype, shape, order="C"):
    if order not in ("C", "F"):
        raise _wrong("a NumPy array", order)
    return np.frombuffer(bytearray(_numbers(raw, dtype, shape)), dtype).reshape(shape, order=order)


def _default_dict(factory=None, items=()):
    if factory not in (None, int, float, list, dict, set, str, bool, tuple) or items:
        raise _wrong("a defaultdict", factory)
    return defaultdict(factory)


def _deque(items=(), maxlen=None):
    if not isinstance(items, (list, tuple)) or not (maxlen is None or type(maxlen) is int):
        raise _wrong("a deque", items)
    return deque(items, maxlen)


def _plain_ints(kind, most):
    def make(*args):
        if not 1 <= len(args) <= most or any(not (a is None or type(a) is int) for a in args):
            raise _wrong(kind.__name__, args)
        return kind(*args)

    return make


def _frozenset(items=()):
    if not isinstance(items, (list, tuple, set)):
        raise _wrong("a frozenset", items)
    for item in items:
        check_key(item)
    return frozenset(items)


def _of_scalars(kind):
    def make(*args):
        if len(args) > 1 or any(type(a) not in (int, float, str, bool) for a in args):
            raise _wrong(kind.__name__, args)
        return kind(*args)

    return make


def _sequence(kind):
    def make(items=()):
        if not isinstance(items, (list, tuple)):
            raise _wrong(kind.__name__, items)
        return kind(items)

    return make


def _path(kind):
    def make(*parts):
        if any(type(p) is not str for p in parts):
            raise _wrong("a path", parts)
        return kind(*parts)

    return make


def _namespace(kind):
    def make(*args):
        if args:
            raise _wrong(kind.__name__, args)
        return kind()

    return make


def _reconstruct(kind, base, state):  # copyreg's helper for plain objects in old protocols
    import argparse

    if kind is not argparse.Namespace or base is not object or state is not None:
        raise _wrong(getattr(kind, "__name__", str(kind)), base)
    return argparse.Namespace()


def _build_attributes(obj, state):
    if type(state) is not dict or any(type(k) is not str for k in state):
        raise _wrong(type(obj).__name__, state)
    obj.__dict__.update(state)
    return obj


def tables():
    """[(names, makers by id, builders by id of the type)], as ``World`` takes them."""
    import argparse
    import pathlib
    import types

    kinds = {
        "numpy.dtype": (np.dtype, _dtype),
        "collections.defaultdict": (defaultdict, _default_dict),
        "collections.deque": (deque, _deque),
        "builtins.range": (range, _plain_ints(range, 3)),
        "builtins.slice": (slice, _plain_ints(slice, 3)),
        "builtins.frozenset": (frozenset, _frozenset),
        "builtins.list": (list, _sequence(list)),
        "builtins.tuple": (tuple, _sequence(tuple)),
        "builtins.dict": (dict, _namespace(dict)),
        "builtins.int": (int, _of_scalars(int)),
        "builtins.float": (float, _of_scalars(float)),
        "builtins.str": (str, _of_scalars(str)),
        "builtins.bool": (bool, _of_scalars(bool)),
        "argparse.Namespace": (argparse.Namespace, _namespace(argparse.Namespace)),
        "types.SimpleNamespace": (types.SimpleNamespace, _namespace(types.SimpleNamespace)),
        "pathlib.PurePosixPath": (pathlib.PurePosixPath, _path(pathlib.PurePosixPath)),
        "pathlib.PosixPath": (pathlib.PosixPath, _path(pathlib.PosixPath)),
        "pathlib.Path": (pathlib.Path, _path(pathlib.Path)),
    }
    names, makers = {"builtins.object": object, "numpy.ndarray": np.ndarray}, {}
    for full, (kind, make) in kinds.items():
        names[full] = kind
        makers[id(kind)] = make
    functions = {"copyreg._reconstructor": _reconstruct}
    for base in ("numpy.core", "numpy._core"):
        functions[f"{base}.multiarray._reconstruct"] = _array
        functions[f"{base}.multiarray.scalar"] = _scalar
        functions[f"{base}.numeric._frombuffer"] = _from_buffer
    for full, function in functions.items():
        names[full] = Rebuild(full, function)
        makers[id(names[full])] = function
    names["pathlib._local.PosixPath"] = pathlib.PosixPath  # Python 3.13's name for it
    builders = {
        id(argparse.Namespace): _build_attributes,
        id(types.SimpleNamespace): _build_attributes,
        id(np.ndarray): _build_array,
    }
    builders[id(type(np.dtype("f4")))] = _build_dtype
    for name in np.typecodes["All"].replace("O", "").replace("V", ""):
        builders[id(type(np.dtype(name)))] = _build_dtype
    return [(names, makers, builders)]
