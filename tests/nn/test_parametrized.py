"""Parameters as functions of others, pruning, fused layers, and the helpers around them, beside PyTorch's."""

from __future__ import annotations

import copy

import numpy as np
import pytest

import rushlight
import rushlight.nn
import rushlight.nn.grad
import rushlight.nn.utils.parametrizations
import rushlight.nn.utils.prune
from support.layers import array, check_error, gradients, same

torch = pytest.importorskip("torch")
pytest.importorskip("torch.nn.utils.prune")

pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore:`torch.nn.utils.weight_norm` is deprecated")]


def x(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


WAYS = [
    "parametrizations.weight_norm(nn.Linear(3, 4))",
    "parametrizations.weight_norm(nn.Linear(3, 4), dim=None)",
    "parametrizations.weight_norm(nn.Linear(3, 4), 'bias')",
    "parametrizations.spectral_norm(nn.Linear(3, 4))",
    "parametrizations.spectral_norm(nn.Linear(3, 4), n_power_iterations=3, dim=1)",
    "parametrizations.spectral_norm(nn.Linear(3, 4), 'bias')",
    "parametrizations.spectral_norm(parametrizations.weight_norm(nn.Linear(3, 4)))",
    "weight_norm(nn.Linear(3, 4))",
    "weight_norm(nn.Linear(3, 4), dim=None)",
    "spectral_norm(nn.Linear(3, 4))",
    "spectral_norm(nn.Linear(3, 4), n_power_iterations=2, dim=1)",
    *[
        f"parametrizations.orthogonal(nn.Linear({n}, {m}), 'weight', '{way}')"
        for n, m in ((3, 3), (3, 4), (3, 2))
        for way in ("matrix_exp", "cayley", "householder")
    ],
    "parametrizations.orthogonal(nn.Linear(3, 4), use_trivialization=False)",
    "prune.l1_unstructured(nn.Linear(3, 4), 'weight', 0.4)",
    "prune.random_unstructured(nn.Linear(3, 4), 'weight', 5)",
    "prune.ln_structured(nn.Linear(3, 4), 'weight', 2, 1, 0)",
    "prune.random_structured(nn.Linear(3, 4), 'weight', 0.4, 1)",
    "prune.identity(nn.Linear(3, 4), 'bias')",
    "prune.custom_from_mask(nn.Linear(3, 4), 'bias', T.tensor([1, 0, 1, 0]))",
    "prune.l1_unstructured(prune.ln_structured(nn.Linear(3, 4), 'weight', 1, 2, 0), 'weight', 3)",
    "prune.ln_structured(prune.random_unstructured(nn.Linear(3, 4), 'weight', 3), 'weight', 1, 2, 1)",
    "prune.l1_unstructured(nn.Linear(3, 4), 'bias', 1, T.tensor([3.0, 2.0, 1.0, 4.0]))",
]


def make(T, text):
    T.manual_seed(3)
    names = {"T": T, "nn": T.nn, **{n: getattr(T.nn.utils, n) for n in ("prune", "parametrizations")}}
    names |= {"weight_norm": T.nn.utils.weight_norm, "spectral_norm": T.nn.utils.spectral_norm}
    return eval(text, names)


@pytest.mark.parametrize("text", WAYS)
def test_ways(text):
    """Text, state, results in training and evaluation, gradients."""
    outs, grads, texts = [], [], []
    for T in (rushlight, torch):
        m = make(T, text).double()
        names = [n for n, _ in m.named_parameters()], [n for n, _ in m.named_buffers()]
        texts.append((repr(m), list(m.state_dict()), names))
        T.manual_seed(5)
        rows = T.from_numpy(x(5, m.in_features)).requires_grad_()
        y = m(rows)
        g = gradients(T, y, [rows, *m.parameters()])
        m.eval()
        other = make(T, text).double().eval()
        other.load_state_dict(m.state_dict())
        outs.append(
            [
                y,
                m(rows),
                other(rows),
                list(m.state_dict().values()),
                copy.deepcopy(m.requires_grad_(False))(rows) if "parametrizations" in text else y,
            ]
        )
        grads.append(g)
    assert texts[0] == texts[1]
    same(outs[0], outs[1], 1e-5, 1e-5)  # LAPACK's float32 at first
    for a, b in zip(*grads, strict=True):
        assert (a is None) == (b is None)
        if a is not None:
            same(a, b, 1e-4, 1e-5)


@pytest.mark.parametrize("leave", [True, False])
@pytest.mark.parametrize("text", WAYS)
def test_removed(text, leave):
    outs = []
    for T in (rushlight, torch):
        m = make(T, text).double()
        u, name = T.nn.utils, "bias" if "'bias'" in text else "weight"
        if text.startswith("prune"):
            assert u.prune.is_pruned(m)
            u.prune.remove(m, name)
            assert not u.prune.is_pruned(m)
        elif text.startswith("parametrizations"):
            assert u.parametrize.is_parametrized(m, name)
            assert u.parametrize.type_before_parametrizations(m) is T.nn.Linear
            if not leave and "weight_norm" in text:
                with pytest.raises(ValueError, match="Cannot leave unparametrized"):
                    u.parametrize.remove_parametrizations(m, name, leave)
                return
            u.parametrize.remove_parametrizations(m, name, leave)
        else:
            getattr(u, "remove_" + text[: text.index("(")])(m)
        assert type(m) is T.nn.Linear
        outs.append((list(m.state_dict()), list(m.state_dict().values()), len(m._forward_pre_hooks)))
    assert outs[0][0] == outs[1][0]
    assert outs[0][2] == outs[1][2] == 0
    same(outs[0][1], outs[1][1], 1e-5, 1e-5)


def test_own_parametrization():
    """Two functions in a chain, assignment through both, the cache, transfer, one class per module."""
    out = []
    for T in (rushlight, torch):
        p = T.nn.utils.parametrize

        class Double(T.nn.Module):
            def forward(self, w):
                return w * 2

            def right_inverse(self, w):
                return w / 2

        class Shift(T.nn.Module):
            def forward(self, w):
                return w + 1

            def right_inverse(self, w):
                return w - 1

        T.manual_seed(0)
        m = T.nn.Linear(2, 2)
        p.register_parametrization(m, "weight", Double())
        p.register_parametrization(m, "weight", Shift())
        assert type(m).__name__ == "ParametrizedLinear"
        m.weight = T.ones(2, 2) * 5
        with p.cached():
            assert m.weight is m.weight
        assert m.weight is not m.weight
        other = p.transfer_parametrizations_and_params(m, T.nn.Linear(2, 2))
        out.append([m.weight, m.parametrizations.weight.original, other.weight, copy.deepcopy(m).weight])
        assert len(m.parametrizations.weight) == 2
        with pytest.raises(RuntimeError, match="Serialization of parametrized modules"):
            m.__getstate__()
    same(*out, 1e-6, 1e-6)


def test_older_state_dict_of_weight_norm():
    m = rushlight.nn.utils.weight_norm(rushlight.nn.Linear(3, 4))
    new = rushlight.nn.utils.parametrizations.weight_norm(rushlight.nn.Linear(3, 4))
    new.load_state_dict(m.state_dict())
    np.testing.assert_array_equal(array(new.weight), array(m.weight))


def test_pruned_together():
    out = []
    for T in (rushlight, torch):
        T.manual_seed(0)
        net = T.nn.Sequential(T.nn.Linear(3, 4), T.nn.Linear(4, 2))
        prune = T.nn.utils.prune
        prune.global_unstructured([(net[0], "weight"), (net[1], "weight")], prune.L1Unstructured, amount=0.5)
        out.append(list(net.state_dict().values()))
    same(*out, 0, 0)


@pytest.mark.parametrize(
    "layer",
    [
        "nn.Conv2d(2, 3, 3)",
        "nn.Conv1d(2, 3, 2, bias=False)",
        "nn.ConvTranspose2d(2, 3, 3)",
        "nn.Linear(4, 3)",
        "nn.Linear(4, 3, bias=False)",
    ],
)
def test_fused(layer):
    out = []
    for T in (rushlight, torch):
        m = make(T, layer).double()
        dims = 2 if "2d" in layer else 1
        norm = make(T, f"nn.BatchNorm{dims}d(3)").double()
        rows = T.from_numpy(x(4, 4) if "Linear" in layer else x(4, 2, *(5, 6)[:dims]))
        norm(m(rows))
        m, norm = m.eval(), norm.eval()
        fuse = T.nn.utils.fuse_linear_bn_eval if "Linear" in layer else T.nn.utils.fuse_conv_bn_eval
        fused = fuse(m, norm, *([True] if "Transpose" in layer else []))
        np.testing.assert_allclose(array(fused(rows)), array(norm(m(rows))), 1e-9, 1e-9)
        out.append([repr(fused), *fused.parameters()])
    assert out[0][0] == out[1][0]
    same(out[0][1:], out[1][1:], 1e-9, 1e-10)


def test_gradients_of_convolutions():
    out = []
    for T in (rushlight, torch):
        rows, w, g = (T.from_numpy(x(*s)) for s in ((2, 4, 7, 6), (6, 2, 3, 2), (2, 6, 4, 5)))
        options = (2, 1, 1, 2)
        y = T.nn.functional.conv2d(rows, w, None, *options)
        g = T.from_numpy(x(*y.shape))
        grad = T.nn.grad
        got = [grad.conv2d_input(rows.shape, w, g, *options), grad.conv2d_weight(rows, w.shape, g, *options)]
        rows, w, g = (T.from_numpy(x(*s)) for s in ((2, 4, 7), (6, 4, 3), (2, 6, 5)))
        got += [grad.conv1d_input(rows.shape, w, g), grad.conv1d_weight(rows, w.shape, g)]
        rows, w, g = (T.from_numpy(x(*s)) for s in ((1, 1, 3, 3, 3), (2, 1, 2, 2, 2), (1, 2, 2, 2, 2)))
        out.append([*got, grad.conv3d_input(rows.shape, w, g), grad.conv3d_weight(rows, w.shape, g)])
    same(*out, 1e-9, 1e-10)


@pytest.mark.parametrize("shape", [(3, 5), (5, 3), (4, 4), (3, 2, 2), (0, 3)])
def test_orthogonal_numbers(shape):
    out = []
    for T in (rushlight, torch):
        T.manual_seed(1)
        out.append(T.nn.init.orthogonal_(T.empty(shape), 1.5))
    same(*out, 1e-5, 1e-6)


def test_memory_formats_and_skipped_numbers():
    for T in (rushlight, torch):
        m = T.nn.Sequential(T.nn.Conv2d(2, 3, 3), T.nn.ConvTranspose3d(2, 3, 2))
        T.nn.utils.convert_conv2d_weight_memory_format(m, T.channels_last)
        T.nn.utils.convert_conv3d_weight_memory_format(m, T.channels_last_3d)
        assert m[0].weight.stride() == (18, 1, 6, 2)
        assert m[1].weight.is_contiguous(memory_format=T.channels_last_3d)
        T.manual_seed(0)
        before = T.get_rng_state()
        assert repr(T.nn.utils.skip_init(T.nn.Linear, 2, 3)) == "Linear(in_features=2, out_features=3, bias=True)"
        assert (T.get_rng_state() == before).all()


@pytest.mark.parametrize(
    "text",
    [
        "nn.utils.parametrizations.orthogonal(nn.Linear(2, 2), 'x')",
        "nn.utils.parametrizations.orthogonal(nn.Linear(2, 2), 'bias')",
        "nn.utils.parametrizations.orthogonal(nn.Linear(2, 2), orthogonal_map='x')",
        "nn.utils.parametrizations.spectral_norm(nn.Linear(2, 2), 'x')",
        "nn.utils.parametrizations.spectral_norm(nn.Linear(2, 2), dim=2)",
        "nn.utils.parametrizations.spectral_norm(nn.Linear(2, 2), n_power_iterations=0)",
        "nn.utils.parametrize.register_parametrization(nn.Linear(2, 2), 'x', nn.ReLU())",
        "nn.utils.parametrize.register_parametrization(nn.Linear(2, 2), 'weight', nn.Flatten(0))",
        "setattr(nn.utils.parametrize.register_parametrization(nn.Linear(2, 2), 'weight', nn.ReLU()), 'weight', "
        "T.ones(2, 2))",
        "nn.utils.parametrize.remove_parametrizations(nn.Linear(2, 2), 'weight')",
        "nn.utils.remove_weight_norm(nn.Linear(2, 2))",
        "nn.utils.remove_spectral_norm(nn.Linear(2, 2))",
        "nn.utils.spectral_norm(nn.utils.spectral_norm(nn.Linear(2, 2)))",
        "nn.utils.spectral_norm(nn.Linear(2, 2), n_power_iterations=0)",
        "nn.utils.spectral_norm(nn.Linear(2, 2, bias=False), 'bias')",
        "nn.utils.prune.remove(nn.Linear(2, 2), 'weight')",
        "nn.utils.prune.random_unstructured(nn.Linear(2, 2), 'weight', 5)",
        "nn.utils.prune.random_unstructured(nn.Linear(2, 2), 'weight', -1)",
        "nn.utils.prune.random_unstructured(nn.Linear(2, 2), 'weight', 1.5)",
        "nn.utils.prune.random_unstructured(nn.Linear(2, 2), 'weight', 'all')",
        "nn.utils.prune.random_structured(nn.Linear(2, 2), 'bias', 1, 0)",
        "nn.utils.prune.random_structured(nn.Linear(2, 2), 'weight', 1, 2)",
        "nn.utils.prune.custom_from_mask(nn.Linear(2, 2), 'weight', T.ones(2))",
        "nn.utils.prune.PruningContainer(3)",
        "nn.utils.prune.global_unstructured([(nn.Linear(2, 2), 'weight')], nn.utils.prune.LnStructured, amount=1, n=2)",
        "nn.utils.fuse_conv_bn_eval(nn.Conv1d(2, 3, 2), nn.BatchNorm1d(3))",
        "nn.utils.fuse_linear_bn_eval(nn.Linear(2, 3).eval(), nn.BatchNorm1d(2).eval())",
        "nn.utils.skip_init(nn.ReLU)",
        "nn.init.orthogonal_(T.zeros(3))",
    ],
)
def test_errors(text):
    check_error(text)
