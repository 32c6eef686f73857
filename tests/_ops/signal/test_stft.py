"""Short-time Fourier transforms: layouts, dtypes and errors beside PyTorch's; laws that need no PyTorch."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
from rushlight.autograd import gradcheck

pytestmark = pytest.mark.filterwarnings("ignore")


def numbers(t, *shape):
    return t.from_numpy(np.random.default_rng(3).standard_normal(shape))


def names(t):
    w = t.hann_window(8, dtype=t.float64)
    return {
        "t": t,
        "x": numbers(t, 40),
        "X": numbers(t, 3, 40),
        "w": w,
        "wc": w.to(t.complex128),
        "n": lambda *s: numbers(t, *s),
        "S": t.stft(numbers(t, 40), 8, window=w, return_complex=True),
        "F": t.stft(numbers(t, 40), 8, window=w, onesided=False, return_complex=True),
    }


@pytest.mark.torch
@pytest.mark.parametrize(
    "call",
    [
        "t.stft(X, 8, window=w, return_complex=True)",
        "t.stft(x.float(), 8, window=w, return_complex=True)",
        "t.stft(x, 8, window=wc)",
        "t.stft(x, 8, window=w.float(), return_complex=True)",
        "t.stft(x.to(t.complex64), 8)",
        "t.stft(x, 2, 1, return_complex=True)",
        "t.stft(x, 8, window=t.ones(8, dtype=t.int64), return_complex=True)",
        "t.stft(x, 8, center=0, return_complex=True)",
        "t.stft(n(3), 8, pad_mode='constant', return_complex=True)",
        "t.stft(x, 8, pad_mode='bad', center=False, return_complex=True)",
        "t.istft(S, 8, window=w)",
        "t.istft(S, 8)",
        "t.istft(S, 8, window=w, length=50)",
        "t.istft(F, 8, window=wc, return_complex=True)",
        "t.istft(S.to(t.complex64), 8, window=w)",
        "S.istft(8, 2, 8, w, True, False, True, 30)",
        "t.istft(S[:2], 3, 1)",
        "x.stft(8, 2, 8, w, True, 'reflect', False, True, True)",
        "t.istft(S, 8, 8)",
    ],
)
def test_values_strides_and_dtypes(call):
    torch = pytest.importorskip("torch")
    expected, got = (eval(call, names(t)) for t in (torch, rushlight))
    assert str(got.dtype) == str(expected.dtype)
    assert tuple(got.stride()) == tuple(expected.stride())
    limit = 1e-6 if "complex64" in f"{got.dtype} {call}" else 1e-12  # a transform in single precision
    np.testing.assert_allclose(got.numpy(), expected.numpy(), rtol=limit, atol=limit)


@pytest.mark.torch
@pytest.mark.parametrize(
    "call",
    [
        "t.stft(x, 8)",
        "t.stft(x, 8, window=wc, onesided=True)",
        "t.stft(x.int(), 8, return_complex=True)",
        "t.stft(x.half(), 8, return_complex=True)",
        "t.stft(n(2, 3, 4), 2, return_complex=True)",
        "t.stft(n(), 2, return_complex=True)",
        "t.stft(n(0), 2, return_complex=True)",
        "t.stft(n(0, 4), 2, return_complex=True)",
        "t.stft(n(4), 20, return_complex=True)",
        "t.stft(n(4), 20, return_complex=True, center=False)",
        "t.stft(x, 0, return_complex=True)",
        "t.stft(x, -2, return_complex=True)",
        "t.stft(x, 2, return_complex=True)",
        "t.stft(x, 8, 0, return_complex=True)",
        "t.stft(x, 8, win_length=10, return_complex=True)",
        "t.stft(x, 8, win_length=0, return_complex=True)",
        "t.stft(x, 8, window=w[:5], return_complex=True)",
        "t.stft(x, 8, window=w[None], return_complex=True)",
        "t.stft(x, 8, pad_mode='bad', return_complex=True)",
        "t.stft(x, 8, pad_mode=3, return_complex=True)",
        "t.stft(x, 8, align_to_window=False, return_complex=True)",
        "t.stft(x, 8, normalized=1, return_complex=True)",
        "t.stft(x, 8.0, return_complex=True)",
        "t.stft(x, True, return_complex=True)",
        "t.stft(x, 8, 2.0, return_complex=True)",
        "t.stft(x, 8, window=[1.0], return_complex=True)",
        "t.istft(S, 8, window=w, length=0)",
        "t.istft(S, 8, window=w, length=-3)",
        "t.istft(S, 8, window=w, center=False)",
        "t.istft(F, 8, window=w, onesided=True)",
        "t.istft(F, 8, window=wc)",
        "t.istft(S, 8, window=w, return_complex=True)",
        "t.istft(S, 8, window=w, onesided=False)",
        "t.istft(S, 9, window=w)",
        "t.istft(S, 8, 0)",
        "t.istft(S, 8, 9)",
        "t.istft(S, 8, 4, 9)",
        "t.istft(S, 8, 4, 6, w)",
        "t.istft(x, 8)",
        "t.istft(t.view_as_real(S), 8)",
        "t.istft(S[None, None], 8)",
        "t.istft(S[0], 8)",
        "t.istft(S[:, :0], 8)",
        "t.istft(S[:, :1], 8)",
        "t.istft(S, 8.0)",
        "t.istft(S, 8, 2, window=t.zeros(8))",
        "t.istft(3, 8)",
        "t.istft(S, 8, window=3)",
        "t.istft(S, 8, length=2.5)",
    ],
)
def test_errors_are_pytorchs(call):
    torch = pytest.importorskip("torch")
    raised = []
    for t in (torch, rushlight):
        with pytest.raises(Exception) as error:
            eval(call, names(t))
        raised.append(error.value)
    assert isinstance(raised[1], type(raised[0]))


@pytest.mark.parametrize("options", [{}, {"normalized": True}, {"onesided": False}, {"hop_length": 3}])
def test_there_and_back(options):
    x, w = numbers(rushlight, 2, 36), rushlight.hann_window(9, dtype=rushlight.float64)
    spectra = rushlight.stft(x, 9, window=w, return_complex=True, **options)
    back = rushlight.istft(spectra, 9, window=w, length=36, **options)
    np.testing.assert_allclose(back.numpy(), x.numpy(), atol=1e-12)


def test_gradient_of_complex_signals():
    x = numbers(rushlight, 2, 12)
    x = rushlight.complex(x[0], x[1]).requires_grad_()
    assert gradcheck(lambda x: rushlight.stft(x, 4), x)


def test_warnings_name_the_cure():
    x = rushlight.arange(8.0)
    with pytest.warns(UserWarning, match="return_complex=True"):
        rushlight.stft(x, 4, return_complex=False)
    spectra = rushlight.stft(x, 4, return_complex=True)
    with pytest.warns(UserWarning, match="hann_window"):
        rushlight.istft(spectra, 4)
    with pytest.warns(UserWarning, match="padded with zeros"):
        rushlight.istft(spectra, 4, window=rushlight.ones(4), length=20)
