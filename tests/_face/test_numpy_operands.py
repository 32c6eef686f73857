"""NumPy's arrays and scalars as operands of a tensor's operators, on either side."""

from __future__ import annotations

import operator
import warnings

import numpy as np
import pytest

import rushlight

OPERATORS = [
    getattr(operator, name)
    for name in (
        "add sub mul truediv floordiv mod pow matmul eq ne lt le gt ge and_ or_ xor lshift rshift iadd isub imul "
        "itruediv ifloordiv imod ipow iand ior ixor ilshift irshift"
    ).split()
]


def _read_only(a):
    a.flags.writeable = False
    return a


# Not among them: complex64 scalars and uint64 ones beyond int64, which PyTorch cuts short or leaves to NumPy.
NUMPY = {
    "float64": lambda: np.array([1.0, 2.0, 3.0]),
    "float32": lambda: np.array([1.0, 2.0, 3.0], np.float32),
    "int64": lambda: np.array([1, 2, 3]),
    "uint8": lambda: np.array([1, 2, 4], np.uint8),
    "bool": lambda: np.array([True, False, True]),
    "complex128": lambda: np.array([1 + 1j, 2, 3]),
    "object": lambda: np.array([1, 2, 3], object),
    "strings": lambda: np.array(["a", "b", "c"]),
    "matrix": lambda: np.ones((3, 3)),
    "empty": lambda: np.zeros(0),
    "two": lambda: np.ones(2),
    "0-d": lambda: np.array(2.0),
    "0-d ints": lambda: np.array(2),
    "0-d objects": lambda: np.array(2, object),
    "read-only": lambda: _read_only(np.array([1.0, 2.0, 3.0])),
    "reversed": lambda: np.array([1.0, 2.0, 3.0])[::-1],
    "foreign byte order": lambda: np.array([1.0, 2.0, 3.0], ">f8"),
    "masked": lambda: np.ma.array([1.0, 2, 3], mask=[0, 1, 0]),
    "float64 scalar": lambda: np.float64(2),
    "float32 scalar": lambda: np.float32(2),
    "float16 scalar": lambda: np.float16(2),
    "longdouble scalar": lambda: np.longdouble(2),
    "int64 scalar": lambda: np.int64(2),
    "uint8 scalar": lambda: np.uint8(2),
    "bool scalar": lambda: np.bool_(True),
    "string scalar": lambda: np.str_("a"),
    "date": lambda: np.datetime64("2020-01-01"),
    "list": lambda: [1, 2, 3],
    "None": lambda: None,
}
TENSORS = {
    "float32": lambda lib: lib.tensor([1.0, 5.0, 3.0]),
    "int64": lambda lib: lib.tensor([1, 5, 3]),
    "bool": lambda lib: lib.tensor([True, False, True]),
    "complex64": lambda lib: lib.tensor([1 + 1j, 2, 3]),
    "0-d": lambda lib: lib.tensor(2.0),
    "requires grad": lambda lib: lib.tensor([1.0, 2.0, 3.0], requires_grad=True),
}


def test_equality_is_elementwise():
    t, a = rushlight.tensor([1, 2]), np.array([1, 3])
    for same in (t == a, a == t, t == _read_only(np.array([1, 3]))):
        assert isinstance(same, rushlight.Tensor) and same.tolist() == [True, False]
    assert (t == np.array(2)).tolist() == [False, True]
    assert (t == np.array(["1", "2"])) is False  # no numbers: two things that are not the same
    with pytest.raises(RuntimeError, match="must match"):
        _ = t == np.array([1, 2, 3])


def test_arrays_are_divided_by_tensors():
    x = np.array([1.0, 3.0]) / rushlight.tensor([1.0, 2.0])
    assert isinstance(x, rushlight.Tensor) and x.tolist() == [1.0, 1.5]


def test_scalars_are_numbers():
    t = rushlight.tensor([1.0, 2.0])
    assert (t + np.longdouble(2)).tolist() == [3.0, 4.0] and (np.longdouble(2) * t).tolist() == [2.0, 4.0]
    assert (rushlight.tensor([1, 2]) + np.int8(3)).dtype == rushlight.int64
    assert (rushlight.tensor([1, 2]) + np.bool_(True)).dtype == rushlight.float32  # a bool scalar counts as a float
    assert (t == np.str_("a")) is False and (np.datetime64("2020-01-01") == t) is False
    with pytest.raises(TypeError):
        _ = t + np.str_("a")


def test_in_place_powers_with_arrays_leave_them_to_numpy():
    x = rushlight.tensor([1.0, 2.0])
    x **= np.array([2.0, 3.0])
    assert x.tolist() == [1.0, 8.0] and x.dtype == rushlight.float64


def _told(lib, f, x, y):
    """What a call gives, comparable between libraries: kind, dtype, shape and numbers; or the class of its error."""
    try:
        r = f(x, y)
    except Exception as error:
        return type(error).__name__
    if isinstance(r, lib.Tensor):
        return "tensor", str(r.dtype), tuple(r.shape), np.array(r.tolist())
    return type(r).__name__, str(getattr(r, "dtype", r)), getattr(r, "shape", ()), np.zeros(0)


@pytest.mark.torch
@pytest.mark.parametrize("name", NUMPY)
def test_operators_are_pytorchs(name):
    torch = pytest.importorskip("torch")
    made = NUMPY[name]
    for i, f in enumerate(OPERATORS):
        for k, tensor in enumerate(TENSORS.values()):
            for turned in (False, True) if (i + k) % 3 == len(name) % 3 else ():  # a third of all
                told = []
                for lib in (torch, rushlight):
                    x, y = tensor(lib), made()
                    with warnings.catch_warnings():
                        warnings.simplefilter("ignore")
                        told.append(_told(lib, f, *((y, x) if turned else (x, y))))
                expected, got = told
                call = f.__name__, tensor(rushlight), made(), turned
                if isinstance(expected, str) and isinstance(got, str):  # which of two complaints comes first is free
                    continue
                assert got[:3] == expected[:3], call
                assert np.allclose(got[3], expected[3], rtol=1e-6, equal_nan=True), call
