"""One layer of rushlight's beside PyTorch's: text, numbers after the same seed, outputs, gradients, state, copies."""

from __future__ import annotations

import copy
import io
import pickle

import numpy as np
import pytest

import rushlight
import rushlight.nn


def build(T, text):
    return eval(text if text.startswith("nn.") else "nn." + text, {"nn": T.nn, "T": T, "F": T.nn.functional})


def given(T, x, dtype):
    """An input: arrays become tensors, of ``dtype`` and with gradients if they are floating."""
    if isinstance(x, np.ndarray):
        t = T.from_numpy(x.copy())
        return t.to(getattr(T, dtype)).requires_grad_() if x.dtype.kind == "f" else t
    if isinstance(x, (list, tuple)):
        return type(x)(given(T, v, dtype) for v in x)
    return x(T) if callable(x) else x


def tensors(T, x):
    """All tensors in nested results."""
    if isinstance(x, T.Tensor):
        return [x]
    if isinstance(x, dict):
        x = list(x.values())
    return [t for v in x for t in tensors(T, v)] if isinstance(x, (list, tuple)) else []


def array(t):
    return t.detach().resolve_conj().numpy()


def same(ours, theirs, rtol, atol):
    for a, b in zip(tensors(rushlight, ours), ours_of(theirs), strict=True):
        assert str(a.dtype) == str(b.dtype)
        assert tuple(a.shape) == tuple(b.shape)
        np.testing.assert_allclose(array(a), array(b), rtol, atol * max(1.0, largest(b)))


def ours_of(theirs):
    import torch

    return tensors(torch, theirs)


def largest(t):
    return float(t.detach().abs().max()) if t.numel() and t.dtype.is_floating_point else 1.0


def pair(text, dtype="float32", train=True):
    """Both libraries' layer, made after the same seed."""
    import torch

    made = []
    for T in (rushlight, torch):
        T.manual_seed(3)
        made.append(build(T, text).to(getattr(T, dtype)).train(train))
    return made


def check_layer(text, inputs, dtype, train):
    """Everything about one layer and its inputs: numpy arrays, Python values, or functions of the library."""
    import torch

    rtol, atol = (2e-5, 2e-5) if dtype == "float32" else (1e-9, 1e-10)
    ours, theirs = pair(text, dtype, train)
    check_state(ours, theirs)
    results, leaves = [], []
    for T, layer in ((rushlight, ours), (torch, theirs)):
        T.manual_seed(4)
        args = [given(T, x, dtype) for x in inputs]
        results.append(layer(*args))
        leaves.append(
            [*(t for t in tensors(T, args) if t.requires_grad), *(p for p in layer.parameters() if p.requires_grad)]
        )
    same(results[0], results[1], rtol, atol)
    grads = [gradients(T, r, x) for T, r, x in zip((rushlight, torch), results, leaves, strict=True)]
    for a, b in zip(*grads, strict=True):
        assert (a is None) == (b is None)
        if b is not None:
            same(a, b, 10 * rtol, 10 * atol)
    same(list(ours.buffers()), list(theirs.buffers()), rtol, atol)
    check_copies(ours, inputs, dtype)


def check_state(ours, theirs):
    """The same text and state_dict; each loads the other's."""
    import torch

    if " at 0x" not in repr(theirs):
        assert repr(ours) == repr(theirs)
    a, b = ours.state_dict(), theirs.state_dict()
    assert list(a) == list(b)
    assert a._metadata == b._metadata
    for x, y in zip(a.values(), b.values(), strict=True):
        np.testing.assert_allclose(array(x), array(y), 1e-6, 1e-7)
    ours.load_state_dict({k: rushlight.from_numpy(array(v).copy()) for k, v in b.items()})
    theirs.load_state_dict({k: torch.from_numpy(array(v).copy()) for k, v in a.items()})


def gradients(T, result, leaves):
    outs = [t for t in tensors(T, result) if t.requires_grad]
    if not outs or not leaves:
        return []
    weights = [np.random.default_rng(i).standard_normal(tuple(t.shape)) for i, t in enumerate(outs)]
    weights = [T.from_numpy(np.asarray(w)).to(t.dtype) for w, t in zip(weights, outs, strict=True)]
    return list(T.autograd.grad(outs, leaves, weights, allow_unused=True))


def check_copies(layer, inputs, dtype):
    """Copies, pickles and files of a layer compute the same."""
    layer.eval()
    rushlight.manual_seed(5)
    want = layer(*[given(rushlight, x, dtype) for x in inputs])
    copies = [copy.deepcopy(layer)]
    if "lambda" not in repr(layer.__dict__):
        file = io.BytesIO()
        rushlight.save(layer.state_dict(), file)
        copies.append(pickle.loads(pickle.dumps(layer)))
        file.seek(0)
        layer.load_state_dict(rushlight.load(file))
        copies.append(layer)
    for other in copies:
        rushlight.manual_seed(5)
        got = other(*[given(rushlight, x, dtype) for x in inputs])
        for a, b in zip(tensors(rushlight, got), tensors(rushlight, want), strict=True):
            np.testing.assert_array_equal(array(a), array(b))
        assert repr(other) == repr(layer)


def check_error(text, **names):
    """The same class of error as PyTorch's."""
    import torch

    caught = []
    for T in (rushlight, torch):
        with pytest.raises(Exception) as e:
            eval(text, {"nn": T.nn, "T": T, "F": T.nn.functional, **names})
        caught.append(e)
    ours, theirs = caught
    assert theirs.type.__name__ in [c.__name__ for c in ours.type.__mro__], (ours.value, theirs.value)


def beside_pytorch(layers):
    """The test that each of ``layers``, (text, inputs), is PyTorch's layer."""

    @pytest.mark.parametrize("train", [True, False], ids=["train", "eval"])
    @pytest.mark.parametrize("dtype", ["float32", "float64"])
    @pytest.mark.parametrize(("text", "inputs"), layers, ids=[text for text, _ in layers])
    def test(text, inputs, dtype, train):
        check_layer(text, inputs, dtype, train)

    return test
