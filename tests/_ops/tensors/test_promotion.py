"""Type promotion beside PyTorch's: every pair of dtypes, with dimensions, without, and with Python numbers."""

from __future__ import annotations

import itertools

import pytest

import rushlight
from support.printed import check

NAMES = [
    "bool",
    "uint8",
    "int8",
    "int16",
    "int32",
    "int64",
    "float16",
    "bfloat16",
    "float32",
    "float64",
    "complex64",
    "complex128",
]
NUMBERS = [True, 3, 2.5, 1j]
torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch


def ours(name, *shape):
    return rushlight.ones(shape, dtype=getattr(rushlight, name))


def theirs(name, *shape):
    return torch.ones(shape, dtype=getattr(torch, name))


@pytest.mark.parametrize("a", NAMES)
def test_pairs(a):
    for b, (m, n) in itertools.product(NAMES, [((2,), (2,)), ((2,), ()), ((), (2,)), ((), ())]):
        expected = torch.result_type(theirs(a, *m), theirs(b, *n))
        if expected is torch.complex32:  # there is none here: complex64 takes its place
            continue
        assert str(rushlight.result_type(ours(a, *m), ours(b, *n))) == str(expected), (a, b, m, n)
        assert str((ours(a, *m) * ours(b, *n)).dtype) == str(expected), (a, b, m, n)
        assert str((ours(a, *m) + ours(b, *n)).dtype) == str(expected), (a, b, m, n)


@pytest.mark.parametrize("a", NAMES)
def test_numbers(a):
    for number, shape in itertools.product(NUMBERS, [(2,), ()]):
        if number == 1j and a == "float16":  # complex32 in PyTorch
            continue
        expected = (theirs(a, *shape) * number).dtype
        assert str((ours(a, *shape) * number).dtype) == str(expected), (a, number, shape)
        assert str((number * ours(a, *shape)).dtype) == str(expected), (a, number, shape)
        assert str(rushlight.result_type(ours(a, *shape), number)) == str(torch.result_type(theirs(a, *shape), number))


@pytest.mark.parametrize("a", [*NAMES, "uint16", "uint32", "uint64"])
def test_tables(a):
    for b in [*NAMES, "uint16", "uint32", "uint64"]:
        x, y = getattr(torch, a), getattr(torch, b)
        p, q = getattr(rushlight, a), getattr(rushlight, b)
        assert rushlight.can_cast(p, q) == torch.can_cast(x, y), (a, b)
        try:
            expected = torch.promote_types(x, y)
        except RuntimeError:
            with pytest.raises(RuntimeError):
                rushlight.promote_types(p, q)
        else:
            assert str(rushlight.promote_types(p, q)) == str(expected)


EXPRESSIONS = """
torch.finfo(torch.float16)
torch.finfo(torch.bfloat16)
torch.finfo(torch.float32)
torch.finfo(torch.float64)
torch.finfo(torch.complex64)
torch.finfo()
torch.finfo(torch.int8)
torch.finfo(torch.float32).eps, torch.finfo(torch.float32).tiny, torch.finfo(torch.float32).bits
torch.iinfo(torch.int8)
torch.iinfo(torch.int64).max
torch.iinfo(torch.uint8).bits
torch.iinfo(torch.float32)
torch.iinfo(torch.bool)
torch.is_tensor(1), torch.is_tensor(torch.ones(1))
torch.is_floating_point(torch.ones(1))
torch.is_floating_point(1)
torch.is_complex(torch.ones(1))
torch.is_nonzero(torch.ones(2))
torch.is_nonzero(torch.zeros(1))
torch.numel(torch.ones(2, 3))
torch.result_type(1, 2.)
torch.set_default_dtype(torch.int8)
torch.set_default_dtype('float32')
torch.float32.itemsize, torch.float32.is_floating_point, torch.complex64.is_complex, torch.uint8.is_signed
torch.complex64.to_real(), torch.float32.to_complex()
torch.float is torch.float32, torch.long is torch.int64, torch.half is torch.float16, torch.double is torch.float64
torch.device('cuda', 1), torch.device('cuda:1').index, torch.device('cpu').type, str(torch.device('cpu'))
torch.device('cpu') == torch.device('cpu')
torch.device('foo')
torch.device('cuda:x')
torch.Size([2, 3]).numel(), torch.Size([2, 3]) + (1,), torch.Size([2, 3])[1:], torch.Size([2]) == (2,)
"""


@pytest.mark.parametrize("expression", EXPRESSIONS.strip().splitlines())
def test_questions(expression):
    check(rushlight, torch, "", expression)
