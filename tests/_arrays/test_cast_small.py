"""8-bit floats and complex32: casts beside PyTorch's bits, and what may be done with them."""

from __future__ import annotations

import io

import numpy as np
import pytest

import rushlight
from rushlight.serialization import safetensors

NAMES = ["float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu"]


def numbers():
    """All numbers that bfloat16 has, random bits, and random numbers of everyday sizes."""
    rng = np.random.default_rng(3)
    every = np.arange(65536, dtype=np.uint32) << 16
    some = rng.integers(0, 2**32, 50_000, dtype=np.uint64).astype(np.uint32)
    usual = np.float32(rng.standard_normal(50_000) * 10.0 ** rng.integers(-6, 6, 50_000))
    return np.concatenate([every.view(np.float32), some.view(np.float32), usual])


@pytest.mark.parametrize("name", NAMES)
def test_written_bits_are_pytorchs(name):
    torch = pytest.importorskip("torch")
    x = numbers()
    with np.errstate(invalid="ignore"):
        ours = rushlight.from_numpy(x).to(getattr(rushlight, name)).view(rushlight.uint8).numpy()
    theirs = torch.from_numpy(x).to(getattr(torch, name)).view(torch.uint8).numpy()
    assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("other", ["float32", "float64", "float16", "bfloat16", "bool", "complex64"])
def test_read_values_are_pytorchs(name, other):
    torch = pytest.importorskip("torch")
    codes = np.arange(256, dtype=np.uint8)
    read = [
        m.from_numpy(codes).view(getattr(m, name)).to(getattr(m, other)).to(m.complex128).numpy()
        for m in (rushlight, torch)
    ]
    assert np.array_equal(*read, equal_nan=True)


@pytest.mark.parametrize("name", NAMES)
def test_every_code_comes_back(name):
    codes = rushlight.arange(256).to(rushlight.uint8)
    x = codes.view(getattr(rushlight, name))
    values = x.float()
    back = values.to(x.dtype)
    same = (back.view(rushlight.uint8) == codes) | values.isnan()
    assert same.all() and (back.float() == values)[~values.isnan()].all()


def test_known_values():
    x = rushlight.tensor([1.0, 2.5, -3.0, 1000.0, float("nan"), 1e-3])
    e4m3 = x.to(rushlight.float8_e4m3fn)
    assert e4m3.view(rushlight.uint8).tolist() == [56, 66, 196, 126, 127, 1]
    assert e4m3.tolist()[:4] == [1.0, 2.5, -3.0, 448.0]
    assert x.to(rushlight.float8_e5m2)[3].item() == 1024.0
    assert x.to(rushlight.float8_e4m3fnuz)[3].isnan()
    assert repr(rushlight.tensor([1.0, 2.0]).to(rushlight.float8_e5m2)) == "tensor([1., 2.], dtype=torch.float8_e5m2)"


def test_what_may_be_done_with_stored_numbers():
    f8 = rushlight.float8_e4m3fn
    x = rushlight.tensor([1.0, -2.5, 3.0], dtype=f8)
    assert x.itemsize == 1 and x.is_floating_point() and x[1].item() == -2.5
    assert rushlight.cat([x, x]).dtype is f8 and rushlight.stack([x, x]).shape == (2, 3)
    assert (
        x.abs().tolist() == [1.0, 2.5, 3.0]
        and (x == x).all()
        and rushlight.full((2,), 2.0, dtype=f8).tolist() == [2, 2]
    )
    assert x.clone().copy_(rushlight.ones(3)).tolist() == [1, 1, 1] and x.flip(0).tolist() == [3.0, -2.5, 1.0]
    layer = rushlight.nn.Linear(2, 2).to(f8)
    assert layer.weight.dtype is f8 and layer.float().weight.dtype is rushlight.float32
    for call in (lambda: x + 1, lambda: -x, x.sum, lambda: rushlight.rand(2, dtype=f8)):
        with pytest.raises(NotImplementedError, match="not implemented for 'Float8_e4m3fn'"):
            call()
    with pytest.raises(RuntimeError, match="Promotion for Float8 Types is not supported"):
        rushlight.promote_types(f8, rushlight.float32)
    with pytest.raises(TypeError, match="Float8_e4m3fn"):
        x.numpy()
    with pytest.raises(TypeError, match="storage object"):
        rushlight.set_default_dtype(f8)


def test_limits():
    torch = pytest.importorskip("torch")
    for name in NAMES:
        assert repr(rushlight.finfo(getattr(rushlight, name))) == repr(torch.finfo(getattr(torch, name)))


def test_gradients_go_through_casts():
    x = rushlight.ones(3, requires_grad=True)
    y = x.to(rushlight.float8_e4m3fn)
    assert y.requires_grad and y.grad_fn is not None
    (y.float() * 3).sum().backward()
    assert x.grad.tolist() == [3.0, 3.0, 3.0]


def test_files_hold_them():
    for name in (*NAMES, "complex32"):
        x = rushlight.tensor([1.0, 2.0]).to(getattr(rushlight, name))
        file = io.BytesIO()
        rushlight.save({"x": x}, file)
        file.seek(0)
        back = rushlight.load(file)["x"]
        assert back.dtype is x.dtype and back.tolist() == x.tolist()
    x = rushlight.tensor([1.0, -2.0]).to(rushlight.float8_e4m3fn)
    assert safetensors.load(safetensors.save({"x": x}))["x"].tolist() == [1.0, -2.0]


def test_half_complex_numbers():
    z = rushlight.tensor([1 + 2j, -3j]).to(rushlight.complex32)
    assert z.itemsize == 4 and z.real.tolist() == [1.0, 0.0] and z.imag.tolist() == [2.0, -3.0]
    assert z.real.dtype is rushlight.float16 and z.tolist() == [1 + 2j, -3j]
    assert (z * 2).dtype is rushlight.complex32 and (z + z).tolist() == [2 + 4j, -6j]
    z.imag.zero_()
    assert z.tolist() == [1, 0]
    assert rushlight.view_as_real(z).shape == (2, 2)
    assert rushlight.view_as_complex(rushlight.ones(1, 2).half()).tolist() == [1 + 1j]
    assert rushlight.ones(2).chalf().dtype is rushlight.chalf and rushlight.ones((), dtype=rushlight.chalf).shape == ()


def test_half_complex_promotion_and_bits_are_pytorchs():
    torch = pytest.importorskip("torch")
    for other in ("bool", "int32", "float16", "bfloat16", "float32", "float64", "complex64", "complex128", "complex32"):
        ours, theirs = (str(m.promote_types(m.complex32, getattr(m, other))) for m in (rushlight, torch))
        assert ours == theirs
    rng = np.random.default_rng(0)
    z = (rng.standard_normal(500) + 1j * rng.standard_normal(500)).astype(np.complex64)
    parts = [m.view_as_real(m.from_numpy(z).to(m.complex32)).numpy() for m in (rushlight, torch)]
    assert np.array_equal(*parts)
