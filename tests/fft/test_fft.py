"""torch.fft: results, layouts and errors beside PyTorch's; laws that need no PyTorch."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
from rushlight.autograd import gradcheck, gradgradcheck

MANY = ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft")
NAMES = (*MANY, *(f"{n}2" for n in MANY), *(f"{n}n" for n in MANY))
REAL_ONLY = {n for n in NAMES if n.startswith(("rfft", "ihfft"))}


def numbers(*shape):
    return np.random.default_rng(5).standard_normal(shape)


@pytest.mark.torch
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
@pytest.mark.parametrize("dim", [0, 1, -1])
@pytest.mark.parametrize("name", NAMES)
def test_values_and_strides_are_pytorchs(name, dim, order):
    torch = pytest.importorskip("torch")
    arguments = {"dim": dim} if name in MANY else {"dim": (dim, (dim + 1) % 3)}
    results = []
    for t in (torch, rushlight):
        x = t.from_numpy(numbers(4, 5, 6)).permute(*order)
        results.append(getattr(t.fft, name)(x, **arguments))
    expected, got = results
    assert tuple(got.stride()) == tuple(expected.stride())
    np.testing.assert_allclose(got.resolve_conj().numpy(), expected.resolve_conj().numpy(), atol=1e-12)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_precision_is_the_inputs(dtype):
    x = rushlight.ones(4, dtype=getattr(rushlight, dtype))
    assert rushlight.fft.fft(x).dtype is {"float32": rushlight.complex64, "float64": rushlight.complex128}[dtype]
    assert rushlight.fft.irfft(rushlight.fft.rfft(x)).dtype is x.dtype


@pytest.mark.parametrize("norm", ["forward", "backward", "ortho", None])
@pytest.mark.parametrize("n", [5, 6])
def test_inverses(n, norm):
    f, x = rushlight.fft, rushlight.from_numpy(numbers(3, n))
    for there, back in ((f.fft, f.ifft), (f.rfft, f.irfft), (f.ihfft, f.hfft)):
        y = back(there(x, norm=norm), n, norm=norm)
        np.testing.assert_allclose(rushlight.real(y).numpy(), x.numpy(), atol=1e-13)
    for there, back in ((f.fft2, f.ifft2), (f.rfft2, f.irfft2), (f.ihfft2, f.hfft2)):
        y = back(there(x, norm=norm), (3, n), norm=norm)
        np.testing.assert_allclose(rushlight.real(y).numpy(), x.numpy(), atol=1e-13)


@pytest.mark.parametrize("name", ["fft", "ifft", "irfft", "hfft", "fftn", "irfftn", "hfftn"])
def test_gradients_of_complex_input(name):
    x = rushlight.from_numpy(numbers(2, 3) + 1j * numbers(2, 3)[::-1]).requires_grad_()
    f = getattr(rushlight.fft, name)
    # the imaginary parts that symmetry forbids count for nothing, in the result and in the gradient
    assert gradcheck(f, x)
    assert gradgradcheck(f, x)


@pytest.mark.torch
@pytest.mark.parametrize(
    "call",
    [
        "t.fft.fft(x, n=0)",
        "t.fft.fft(x, dim=5)",
        "t.fft.fft(x, norm='bad')",
        "t.fft.fft(x, norm=1)",
        "t.fft.fft(x, 2.5)",
        "t.fft.fft(t.tensor(1.0))",
        "t.fft.fft(t.ones(0))",
        "t.fft.rfft(x.to(t.complex64))",
        "t.fft.ihfft(x.to(t.complex64))",
        "t.fft.rfftn(x.to(t.complex64))",
        "t.fft.ihfftn(x.to(t.complex64))",
        "t.fft.irfft(t.ones(1))",
        "t.fft.fftn(x, dim=(0, 0))",
        "t.fft.fftn(x, s=(1, 2), dim=(0,))",
        "t.fft.fftn(x, s=(1, 2, 3))",
        "t.fft.fftn(x, s=(0, 8))",
        "t.fft.fft2(x[0])",
        "t.fft.rfftn(x, dim=())",
        "t.fft.irfftn(x, dim=())",
        "t.fft.fftfreq(4, dtype=t.int64)",
        "t.fft.fftfreq(-1)",
        "t.fft.fft([1.0, 2.0])",
        "t.fft.fft(x.half())",
        "t.fft.fft(x.bfloat16())",
        "t.fft.fft(x, out=t.empty(2))",
        "t.fft.irfft(x, out=t.empty(0, dtype=t.complex64))",
        "t.fft.fft2(x, dim=None)",
        "t.fft.fftshift(x, 3)",
    ],
)
def test_errors_are_pytorchs(call):
    torch = pytest.importorskip("torch")
    raised = []
    for t in (torch, rushlight):
        with pytest.raises(Exception) as error:
            eval(call, {"t": t, "x": t.ones(2, 3)})
        raised.append(error.value)
    assert isinstance(raised[1], type(raised[0]))


def test_out():
    x = rushlight.tensor([1.0, 2.0, 3.0, 4.0])
    out = rushlight.empty(0, dtype=rushlight.complex128)
    assert rushlight.fft.fft(x, out=out) is out
    assert out.tolist() == [10, -2 + 2j, -2, -2 - 2j]
    with pytest.raises(RuntimeError, match="don't support automatic differentiation"):
        rushlight.fft.fft(x.requires_grad_(), out=out)


def test_nothing_to_transform():
    assert tuple(rushlight.fft.rfft(rushlight.ones(0, 3)).shape) == (0, 2)
    assert tuple(rushlight.fft.irfft(rushlight.ones(0, 3)).shape) == (0, 4)
    assert rushlight.fft.fftn(rushlight.tensor(2.0)).item() == 2


@pytest.mark.torch
@pytest.mark.parametrize("n", [0, 1, 4, 5])
@pytest.mark.parametrize("name", ["fftfreq", "rfftfreq"])
def test_frequencies_are_pytorchs(name, n):
    torch = pytest.importorskip("torch")
    for options in ({}, {"d": 0.3}, {"dtype": "float64"}, {"requires_grad": True}):
        expected, got = (
            getattr(t.fft, name)(n, **{k: getattr(t, v) if k == "dtype" else v for k, v in options.items()})
            for t in (torch, rushlight)
        )
        assert str(got.dtype) == str(expected.dtype)
        assert got.requires_grad == expected.requires_grad
        np.testing.assert_array_equal(got.detach().numpy(), expected.detach().numpy())
