"""Windows, those of torch and those of torch.signal.windows: values, dtypes and errors beside PyTorch's."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight

OLD = {
    "bartlett_window": {},
    "blackman_window": {},
    "hamming_window": {"alpha": 0.6, "beta": 0.3},
    "hann_window": {},
    "kaiser_window": {"beta": 3.0},
}
NEW = {
    "bartlett": {},
    "blackman": {},
    "cosine": {},
    "exponential": {"tau": 2.0},
    "gaussian": {"std": 2.0},
    "general_cosine": {"a": [0.5, 0.3, 0.2]},
    "general_hamming": {"alpha": 0.6},
    "hamming": {},
    "hann": {},
    "kaiser": {"beta": 3.0},
    "nuttall": {},
}
LIMITS = {"float16": 2e-3, "bfloat16": 1.6e-2, "float32": 1e-6, "float64": 1e-14}


def close(got, expected):
    assert str(got.dtype) == str(expected.dtype)
    assert tuple(got.shape) == tuple(expected.shape)
    limit = LIMITS[str(got.dtype).removeprefix("torch.")]
    np.testing.assert_allclose(
        got.detach().double().numpy(), expected.detach().double().numpy(), rtol=limit, atol=limit
    )


@pytest.mark.torch
@pytest.mark.parametrize("n", [0, 1, 2, 7, 8])
@pytest.mark.parametrize("name", OLD)
def test_windows_are_pytorchs(name, n):
    torch = pytest.importorskip("torch")
    for dtype in LIMITS:
        for periodic in (True, False):
            close(*(getattr(t, name)(n, periodic, dtype=getattr(t, dtype), **OLD[name]) for t in (rushlight, torch)))
    close(*(getattr(t, name)(n) for t in (rushlight, torch)))
    assert getattr(rushlight, name)(n, requires_grad=True).requires_grad


@pytest.mark.torch
@pytest.mark.parametrize("n", [0, 1, 2, 7, 8])
@pytest.mark.parametrize("name", NEW)
def test_signal_windows_are_pytorchs(name, n):
    torch = pytest.importorskip("torch")
    for options in ({}, {"sym": False}, {"sym": False, "dtype": "float64"}, {"requires_grad": True}):
        made = []
        for t in (rushlight, torch):
            own = {k: getattr(t, v) if k == "dtype" else v for k, v in options.items()}
            made.append(getattr(t.signal.windows, name)(n, **NEW[name], **own))
        close(*made)
        assert made[0].requires_grad == made[1].requires_grad
    if name == "exponential":
        close(*(t.signal.windows.exponential(n, center=1.5, sym=False) for t in (rushlight, torch)))


@pytest.mark.torch
@pytest.mark.parametrize("name", [*OLD, *NEW])
@pytest.mark.parametrize(
    "call",
    [
        "f(-1, **o)",
        "f(2.5, **o)",
        "f('a', **o)",
        "f(None, **o)",
        "f(5, dtype=t.int64, **o)",
        "f(5, dtype=t.complex64, **o)",
        "f(5, 1, **o)",
        "f(5, dtype='float32', **o)",
        "f(0, dtype=t.int64, **o)",
    ],
)
def test_wrong_arguments(name, call):
    torch = pytest.importorskip("torch")
    raised = []
    for t in (torch, rushlight):
        f = getattr(t if name in OLD else t.signal.windows, name)
        with pytest.raises(Exception) as error:
            eval(call, {"t": t, "f": f, "o": NEW.get(name, {})})
        raised.append(error.value)
    assert isinstance(raised[1], type(raised[0]))


@pytest.mark.torch
@pytest.mark.parametrize(
    "call",
    [
        "exponential(4, tau=0)",
        "exponential(4, center=2)",
        "gaussian(4, std=-1)",
        "kaiser(4, beta=-1)",
        "general_cosine(4, a=3)",
        "general_cosine(4, a=[])",
        "general_cosine(4)",
        "hann(4, layout=None)",
        "hann(4, dtype=t.float16)",
    ],
)
def test_wrong_options(call):
    torch = pytest.importorskip("torch")
    raised = []
    for t in (torch, rushlight):
        with pytest.raises(Exception) as error:
            eval(f"t.signal.windows.{call}", {"t": t})
        raised.append(error.value)
    assert isinstance(raised[1], type(raised[0]))


def test_bools_are_no_lengths():
    with pytest.raises(TypeError, match="window_length"):
        rushlight.hann_window(True)


def test_gradient_of_a_window_reaches_what_is_made_of_it():
    w = rushlight.hann_window(4, requires_grad=True)
    (w * 2).sum().backward()
    assert w.grad.tolist() == [2.0] * 4
