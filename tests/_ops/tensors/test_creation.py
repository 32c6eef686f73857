"""New tensors beside PyTorch's: values, dtypes, errors, warnings."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
from support.printed import beside_pytorch

SETUP = """
x = torch.tensor([1., 2.])
xg = torch.tensor([1., 2.], requires_grad=True)
f = np.arange(6.0).reshape(2, 3)
"""

EXPRESSIONS = """
torch.tensor(3)
torch.tensor(2.5)
torch.tensor(True)
torch.tensor(1j)
torch.tensor(np.float64(1))
torch.tensor([np.float64(1)])
torch.tensor([np.float32(1)])
torch.tensor(np.int16(3))
torch.tensor([[1, 2], [3]])
torch.tensor([[1, 2], 3])
torch.tensor('a')
torch.tensor(None)
torch.tensor([None])
torch.tensor(['a'])
torch.tensor([1, 'a'])
torch.tensor(2**63)
torch.tensor([2**63])
torch.tensor(-2**63)
torch.tensor([300], dtype=torch.uint8)
torch.tensor([-1], dtype=torch.uint8)
torch.tensor([1.5], dtype=torch.int64)
torch.tensor([float('nan')], dtype=torch.int64)
torch.tensor([float('nan'), 0.0], dtype=torch.bool)
torch.tensor(x)
torch.tensor([x, x])
torch.tensor([x[0], 2])
torch.tensor([[x[0], x[1]], [3, 4]])
torch.tensor([f, f])
torch.tensor(f)
torch.tensor(f.astype('f2'))
torch.tensor({1: 2})
torch.tensor(range(3))
torch.tensor((1, 2.5))
torch.tensor([])
torch.tensor([[], []])
torch.tensor([[[]]])
torch.tensor(1, requires_grad=True)
torch.tensor([1.0], requires_grad=True)
torch.tensor([True, 2])
torch.tensor([True, 2.5])
torch.tensor([1, 2.5j])
torch.tensor([1.0, 2.0], dtype=torch.float16)
torch.tensor([1.0, 2.0], dtype=torch.bfloat16)
torch.tensor([1.0, 2.0], dtype=torch.float64)
torch.tensor([1.0, 2.0], dtype=float)
torch.tensor([1.0, 2.0], device='meta')
torch.tensor([1e40])
torch.tensor(0.1, dtype=torch.float64).item()
torch.tensor([0.1, 1 / 3], dtype=torch.float64).tolist()
torch.tensor([0.1], dtype=torch.complex128).tolist()
torch.tensor([[0.1], [x[0]]], dtype=torch.float64).tolist()
torch.full((2,), 300, dtype=torch.uint8)
torch.full((2,), -1, dtype=torch.uint8)
torch.full((2,), 1.5, dtype=torch.int64)
torch.full((2,), 1j)
torch.full((2,), True)
torch.full((2,), 3)
torch.full((2,), x[0])
torch.full(2, 1.)
torch.full((2,), float('nan'), dtype=torch.int64)
torch.full((2, 3), 0.5, dtype=torch.bfloat16)
torch.full((1,), 1e40)
torch.arange(5)
torch.arange(1, 2.5, 0.5)
torch.arange(5, 1)
torch.arange(5, 1, -1)
torch.arange(5, 1, -3)
torch.arange(0, 1, 0)
torch.arange(0, float('inf'))
torch.arange(3, dtype=torch.bool)
torch.arange(3, dtype=torch.uint8)
torch.arange(3, dtype=torch.float16)
torch.arange(torch.tensor(3))
torch.arange(1, 3, requires_grad=True)
torch.arange(1, 1)
torch.arange(2.5)
torch.arange(1., 3, requires_grad=True)
torch.arange(0, 5, 2, out=torch.empty(0))
torch.linspace(0, 1, 5)
torch.linspace(0, 10, 5, dtype=torch.int64)
torch.linspace(0, 1, 0)
torch.linspace(0, 1, 1)
torch.linspace(0, 1, -1)
torch.linspace(3, -3, 4)
torch.linspace(torch.tensor(0.), 1, 3)
torch.linspace(0, 1, 3, dtype=torch.float16)
torch.logspace(0, 2, 3)
torch.logspace(0, 3, 4, base=2)
torch.eye(2, 3)
torch.eye(3, dtype=torch.int8)
torch.eye(-1)
torch.eye(2, dtype=torch.bool)
torch.zeros(2, -1)
torch.zeros('a')
torch.zeros(2.5)
torch.zeros()
torch.zeros((2, 3), 4)
torch.zeros(())
torch.zeros([2, 3])
torch.zeros(torch.Size([2, 3]))
torch.zeros(size=(2, 3))
torch.zeros(2, dtype='float32')
torch.zeros(2, dtype=float)
torch.zeros(2, dtype=int)
torch.zeros(2, dtype=np.float32)
torch.zeros(2, device='cuda')
torch.zeros(2, device='nowhere')
torch.zeros(2, dtype=torch.int64, requires_grad=True)
torch.zeros(2, out=torch.ones(2, dtype=torch.int32))
torch.zeros(2, pin_memory=True)
torch.ones(2, 3, requires_grad=True)
torch.ones(2, dtype=torch.complex64)
torch.empty(2, 3, memory_format=torch.channels_last)
torch.empty(2, 3, 4, 5, memory_format=torch.channels_last).stride()
torch.empty(2, 3, dtype=torch.int8).dtype
torch.zeros_like(3)
torch.zeros_like(x, dtype=torch.int8)
torch.zeros_like(torch.ones(2, 3).t()).stride()
torch.zeros_like(torch.ones(1, 3).expand(2, 3)).stride()
torch.ones_like(x, requires_grad=True)
torch.full_like(x, 3)
torch.full_like(x.int(), 2.7)
torch.empty_like(xg).requires_grad
torch.from_numpy([1])
torch.from_numpy(np.array(['a']))
torch.from_numpy(np.arange(3)[::-1])
torch.from_numpy(np.array([1], '>i4'))
torch.from_numpy(f[:, 1])
torch.from_numpy(f.T).stride()
torch.from_numpy(np.array(2.5))
torch.as_tensor([1, 2])
torch.as_tensor(x) is x
torch.as_tensor(f, dtype=torch.float32)
torch.asarray(np.ones(2))
torch.asarray([1, 2], dtype=torch.float32)
torch.scalar_tensor(3)
torch.empty_strided((2, 3), (1, 2)).stride()
torch.empty_strided((2, 3), (1,))
torch.frombuffer(bytearray(b'abcd'), dtype=torch.uint8)
torch.frombuffer(bytearray(8), dtype=torch.float32)
x.new_tensor([1, 2])
x.new_zeros(2, 3)
x.new_full((2,), 3)
x.new_empty((2,), dtype=torch.int64).dtype
x.new_ones(2, requires_grad=True)
x.new_zeros(2, device='meta')
x.int().new_ones((2,))
torch.complex(x, x)
torch.get_default_dtype()
"""

test_as_in_pytorch = beside_pytorch(SETUP, EXPRESSIONS)


def test_from_numpy_shares_memory():
    a = np.zeros((2, 3), np.float32)
    t = rushlight.from_numpy(a)
    a[0, 1] = 5
    assert t[0, 1].item() == 5
    t[1, 2] = 7
    assert a[1, 2] == 7
    assert t.numpy() is t.numpy()
    assert np.shares_memory(t.numpy(), a)


def test_tensor_copies():
    a = np.zeros(3)
    t = rushlight.tensor(a)
    a[0] = 1
    assert t.tolist() == [0, 0, 0]


def test_read_only_arrays_warn():
    a = np.zeros(3)
    a.flags.writeable = False
    with pytest.warns(UserWarning, match="not writable"):
        rushlight.from_numpy(a)


def test_default_dtype_is_used():
    rushlight.set_default_dtype(rushlight.float64)
    try:
        assert rushlight.zeros(2).dtype is rushlight.float64
        assert rushlight.tensor([1.5]).dtype is rushlight.float64
        assert (rushlight.tensor([1]) / 2).dtype is rushlight.float64
        assert rushlight.tensor([1j]).dtype is rushlight.complex128
    finally:
        rushlight.set_default_dtype(rushlight.float32)
    assert (rushlight.tensor([1]) / 2).dtype is rushlight.float32


def test_default_device_is_used():
    with rushlight.device("meta"):
        assert rushlight.zeros(2).device == rushlight.device("meta")
    assert rushlight.zeros(2).device == rushlight.device("cpu")


def test_meta_tensors_compute_shapes():
    x = rushlight.empty(2, 3, device="meta")
    y = (x @ rushlight.empty(3, 4, device="meta")).relu().sum(0)
    assert y.shape == (4,)
    assert y.device.type == "meta"


def test_resized_out_warns():
    with pytest.warns(UserWarning, match="was resized"):
        rushlight.add(rushlight.ones(3), 1, out=rushlight.empty(2))
