"""Every layer beside PyTorch's: text, state, output, gradients."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
import rushlight.nn

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

# constructor, shapes of the inputs
LAYERS = [
    ("Linear(5, 3)", [(4, 5)]),
    ("Linear(5, 3, bias=False)", [(2, 4, 5)]),
    ("Bilinear(3, 4, 2)", [(5, 3), (5, 4)]),
    ("Identity(3, a=4)", [(2, 3)]),
    ("Conv1d(2, 4, 3, padding=1, groups=2)", [(3, 2, 7)]),
    ("Conv2d(3, 6, 5)", [(2, 3, 12, 12)]),
    ("Conv2d(4, 6, (3, 2), stride=2, padding=(1, 0), dilation=(1, 2), groups=2, bias=False)", [(2, 4, 9, 8)]),
    ("Conv2d(2, 3, 4, padding='same')", [(2, 2, 6, 6)]),
    ("Conv2d(2, 3, 3, padding='valid')", [(2, 6, 6)]),
    ("Conv2d(2, 3, 3, padding=1, padding_mode='reflect')", [(2, 2, 6, 5)]),
    ("Conv1d(2, 3, 4, padding='same', padding_mode='circular')", [(2, 2, 6)]),
    ("Conv2d(2, 3, 3, padding=(2, 1), padding_mode='replicate', stride=2)", [(2, 2, 6, 5)]),
    ("Conv3d(1, 2, 2)", [(1, 1, 3, 4, 3)]),
    ("ConvTranspose1d(2, 3, 3, stride=2)", [(1, 2, 5)]),
    ("ConvTranspose2d(4, 2, 3, stride=2, padding=1, output_padding=1, groups=2)", [(2, 4, 5, 5)]),
    ("ConvTranspose3d(1, 1, 2)", [(1, 1, 2, 3, 2)]),
    ("MaxPool1d(2)", [(2, 3, 8)]),
    ("MaxPool2d(2, 2)", [(2, 3, 8, 8)]),
    ("MaxPool2d((3, 2), stride=(2, 1), padding=1, dilation=1, ceil_mode=True)", [(2, 3, 8, 7)]),
    ("AvgPool1d(3, stride=2)", [(2, 3, 8)]),
    ("AvgPool2d(3, stride=2, padding=1, count_include_pad=False)", [(2, 3, 8, 8)]),
    *[
        (f"{kind}Pad{d}d({a})", [(2, 3, *(4, 5, 6)[:d])])
        for kind, a in (("Circular", 1), ("Reflection", 2), ("Replication", 3), ("Zero", 1), ("Constant", "1, 2.5"))
        for d in (1, 2, 3)
    ],
    ("CircularPad2d((1, 0, -1, 2))", [(2, 3, 4, 5)]),
    ("ReflectionPad1d((2, -1))", [(3, 4)]),
    ("AdaptiveAvgPool1d(3)", [(2, 3, 7)]),
    ("AdaptiveAvgPool2d(1)", [(2, 3, 7, 5)]),
    ("AdaptiveAvgPool2d((3, None))", [(2, 3, 7, 5)]),
    ("AdaptiveAvgPool2d((9, 2))", [(3, 6, 5)]),
    ("AdaptiveAvgPool3d((2, 3, 1))", [(2, 3, 5, 4, 3)]),
    ("Flatten()", [(2, 3, 4)]),
    ("Unflatten(1, (2, 3))", [(4, 6)]),
    ("ReLU()", [(3, 4)]),
    ("ReLU(inplace=True)", None),
    ("Sigmoid()", [(3, 4)]),
    ("Tanh()", [(3, 4)]),
    *[
        (f"{name}()", [(3, 4)])
        for name in (
            "ReLU6",
            "SiLU",
            "Mish",
            "SELU",
            "Hardsigmoid",
            "Hardswish",
            "Hardtanh",
            "LeakyReLU",
            "ELU",
            "CELU",
            "GELU",
            "GLU",
            "Softplus",
            "Hardshrink",
            "Softshrink",
            "LogSigmoid",
            "Softsign",
            "Tanhshrink",
            "PReLU",
        )
    ],
    *[
        (f"{name}(inplace=True)", None)
        for name in (
            "ReLU6",
            "SiLU",
            "Mish",
            "SELU",
            "Hardsigmoid",
            "Hardswish",
            "Hardtanh",
            "LeakyReLU",
            "ELU",
            "CELU",
        )
    ],
    ("Threshold(0.1, 20.0, inplace=True)", None),
    ("Threshold(0.1, 20.0)", [(3, 4)]),
    ("Hardtanh(-0.5, 0.7)", [(3, 4)]),
    ("LeakyReLU(0.2)", [(3, 4)]),
    ("ELU(0.5)", [(3, 4)]),
    ("CELU(0.5)", [(3, 4)]),
    ("GELU(approximate='tanh')", [(3, 4)]),
    ("GLU(0)", [(4, 3)]),
    ("Softplus(2.0, 1.0)", [(3, 4)]),
    ("Hardshrink(0.3)", [(3, 4)]),
    ("PReLU(3, init=0.1)", [(2, 3, 4)]),
    ("Softmax(dim=1)", [(3, 4)]),
    ("Softmax2d()", [(2, 3, 2, 2)]),
    ("Softmin(dim=0)", [(3, 4)]),
    ("LogSoftmax(dim=-1)", [(3, 4)]),
    ("BatchNorm1d(3)", [(4, 3)]),
    ("BatchNorm1d(3, affine=False)", [(4, 3, 2)]),
    ("BatchNorm2d(3, momentum=None)", [(2, 3, 4, 4)]),
    ("BatchNorm2d(3, eps=1e-3, track_running_stats=False, bias=False)", [(2, 3, 4, 4)]),
    ("BatchNorm3d(2)", [(2, 2, 2, 2, 2)]),
    ("LayerNorm((3, 4))", [(2, 3, 4)]),
    ("LayerNorm(4, elementwise_affine=False)", [(2, 3, 4)]),
    ("LayerNorm(4, bias=False)", [(2, 3, 4)]),
    ("RMSNorm(4)", [(2, 3, 4)]),
    ("GroupNorm(2, 4, eps=1e-4)", [(2, 4, 3)]),
    ("InstanceNorm1d(3)", [(2, 3, 4)]),
    ("InstanceNorm2d(3, affine=True, track_running_stats=True)", [(2, 3, 4, 4)]),
    ("InstanceNorm3d(2)", [(1, 2, 2, 2, 2)]),
    ("Dropout(0.3)", None),
    ("Dropout2d(0.3, inplace=True)", None),
    ("Dropout1d()", None),
    ("Dropout3d()", None),
    ("AlphaDropout()", None),
    ("FeatureAlphaDropout()", None),
    ("CrossEntropyLoss(label_smoothing=0.1)", None),
    ("NLLLoss()", None),
    ("MSELoss()", None),
    *[
        (f"{name}Loss()", None)
        for name in (
            "L1",
            "SmoothL1",
            "Huber",
            "BCE",
            "BCEWithLogits",
            "KLDiv",
            "PoissonNLL",
            "HingeEmbedding",
            "SoftMargin",
            "MarginRanking",
        )
    ],
    ("Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Sequential(nn.Linear(3, 1)))", [(4, 2)]),
    ("ModuleList([nn.Linear(2, 2), nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 3)])", None),
    ("ModuleList()", None),
    ("ModuleDict({'a': nn.Linear(2, 2), 'b': nn.Sequential(nn.ReLU())})", None),
    ("Sequential()", None),
    ("ParameterList([T.zeros(2, 3), T.ones(())])", None),
    ("ParameterDict({'b': T.zeros(2, 3), 'a': 5})", None),
]
IDS = [text for text, _ in LAYERS]


def build(T, text):
    return eval(text if text.startswith("nn.") else "nn." + text, {"nn": T.nn, "T": T})


def values(shape, seed, dtype="f4"):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def fill_alike(ours, theirs):
    for i, (a, b) in enumerate(zip(ours.parameters(), theirs.parameters(), strict=True)):
        x = values(tuple(a.shape), i + 10)
        a.data.copy_(rushlight.from_numpy(x))
        b.data.copy_(torch.from_numpy(x))


@pytest.mark.parametrize("text", IDS)
def test_text_and_state(text):
    ours, theirs = build(rushlight, text), build(torch, text)
    assert repr(ours) == repr(theirs)
    a, b = ours.state_dict(), theirs.state_dict()
    assert list(a) == list(b)
    assert [(tuple(v.shape), str(v.dtype)) for v in a.values()] == [(tuple(v.shape), str(v.dtype)) for v in b.values()]
    assert a._metadata == b._metadata
    assert [n for n, _ in ours.named_parameters()] == [n for n, _ in theirs.named_parameters()]
    assert [n for n, _ in ours.named_buffers()] == [n for n, _ in theirs.named_buffers()]
    assert [n for n, _ in ours.named_modules()] == [n for n, _ in theirs.named_modules()]


@pytest.mark.filterwarnings("ignore:Using padding='same'")  # PyTorch's, about its own speed
@pytest.mark.parametrize("train", [True, False], ids=["train", "eval"])
@pytest.mark.parametrize(("text", "shapes"), [(t, s) for t, s in LAYERS if s], ids=[t for t, s in LAYERS if s])
def test_numbers(text, shapes, train):
    ours, theirs = build(rushlight, text).train(train), build(torch, text).train(train)
    fill_alike(ours, theirs)
    xs = [values(s, i) for i, s in enumerate(shapes)]
    for _ in range(2):  # twice: buffers move
        a = [rushlight.from_numpy(x.copy()).requires_grad_() for x in xs]
        b = [torch.from_numpy(x.copy()).requires_grad_() for x in xs]
        y, z = ours(*a), theirs(*b)
        assert tuple(y.shape) == tuple(z.shape)
        np.testing.assert_allclose(y.detach().numpy(), z.detach().numpy(), rtol=2e-5, atol=2e-5)
    w = values(tuple(y.shape), 99)
    (y * rushlight.from_numpy(w)).sum().backward()
    (z * torch.from_numpy(w)).sum().backward()
    for p, q in zip([*a, *ours.parameters()], [*b, *theirs.parameters()], strict=True):
        np.testing.assert_allclose(p.grad.numpy(), q.grad.numpy(), rtol=5e-4, atol=5e-5)
    for p, q in zip(ours.buffers(), theirs.buffers(), strict=True):
        np.testing.assert_allclose(p.numpy(), q.numpy(), rtol=1e-5, atol=1e-6)


LOSSES = [
    ("CrossEntropyLoss()", (4, 3), "classes"),
    ("CrossEntropyLoss(weight=T.tensor([1.0, 2.0, 0.5]), ignore_index=1)", (4, 3), "classes"),
    ("CrossEntropyLoss(label_smoothing=0.2, reduction='sum')", (4, 3, 2), "classes"),
    ("CrossEntropyLoss()", (4, 3), "like"),
    ("NLLLoss(reduction='none')", (4, 3), "classes"),
    ("MSELoss(reduction='sum')", (4, 3), "like"),
    ("L1Loss()", (4, 3), "like"),
    ("L1Loss(reduction='none')", (4, 3), "like"),
    ("SmoothL1Loss(beta=0.7)", (4, 3), "like"),
    ("SmoothL1Loss(reduction='sum', beta=0.0)", (4, 3), "like"),
    ("HuberLoss(delta=0.4, reduction='none')", (4, 3), "like"),
    ("HuberLoss()", (4, 3), "like"),
    ("BCELoss()", (4, 3), "probabilities"),
    ("BCELoss(weight=T.tensor([1.0, 2.0, 0.5]), reduction='sum')", (4, 3), "probabilities"),
    ("BCEWithLogitsLoss()", (4, 3), "probabilities"),
    ("BCEWithLogitsLoss(weight=T.ones(4, 1) * 2, pos_weight=T.tensor([1.0, 2.0, 0.5]))", (4, 3), "probabilities"),
    ("KLDivLoss(reduction='batchmean')", (4, 3), "probabilities"),
    ("KLDivLoss(reduction='sum', log_target=True)", (4, 3), "like"),
    ("PoissonNLLLoss()", (4, 3), "counts"),
    ("PoissonNLLLoss(log_input=False, full=True, reduction='sum')", (4, 3), "counts"),
    ("HingeEmbeddingLoss(margin=0.5)", (4, 3), "signs"),
    ("SoftMarginLoss(reduction='none')", (4, 3), "signs"),
]


@pytest.mark.parametrize(("text", "shape", "kind"), LOSSES)
def test_losses(text, shape, kind):
    ours, theirs = build(rushlight, text), build(torch, text)
    rng = np.random.default_rng(2)
    x = values(shape, 0)
    if text.startswith(("BCELoss", "PoissonNLLLoss(log_input=False")):
        x = rng.uniform(0.01, 0.99, shape).astype("f4")
    target = {
        "like": lambda: values(shape, 1),
        "classes": lambda: rng.integers(0, 3, (shape[0], *shape[2:])),
        "probabilities": lambda: rng.uniform(0, 1, shape).astype("f4"),
        "counts": lambda: rng.integers(0, 5, shape).astype("f4"),
        "signs": lambda: rng.choice([-1.0, 1.0], shape).astype("f4"),
    }[kind]()
    a, b = rushlight.from_numpy(x.copy()).requires_grad_(), torch.from_numpy(x.copy()).requires_grad_()
    y, z = ours(a, rushlight.from_numpy(target)), theirs(b, torch.from_numpy(target))
    np.testing.assert_allclose(y.detach().numpy(), z.detach().numpy(), rtol=1e-5)
    y.sum().backward()
    z.sum().backward()
    np.testing.assert_allclose(a.grad.numpy(), b.grad.numpy(), rtol=1e-4, atol=1e-6)


def test_margin_ranking():
    xs = [values((5,), i) for i in range(2)]
    sign = np.sign(values((5,), 3))
    y = rushlight.nn.MarginRankingLoss(0.2)(*(rushlight.from_numpy(v) for v in (*xs, sign)))
    z = torch.nn.MarginRankingLoss(0.2)(*(torch.from_numpy(v) for v in (*xs, sign)))
    np.testing.assert_allclose(y.item(), z.item(), rtol=1e-6)


def test_saturated_probabilities():
    for T in (rushlight, torch):
        x = T.tensor([0.0, 1.0, 1.0], requires_grad=True)
        loss = T.nn.functional.binary_cross_entropy(x, T.tensor([1.0, 1.0, 0.0]), reduction="none")
        assert loss.tolist() == [100, 0, 100]
        loss.sum().backward()
        np.testing.assert_allclose(x.grad.tolist(), [-1e12, 0, 1e12], rtol=1e-6)


BAD = [
    "AdaptiveAvgPool2d(3)(T.zeros(3, 3))",
    "AdaptiveAvgPool2d((1, 2, 3))(T.zeros(3, 3, 3, 3))",
    "AdaptiveAvgPool2d(-1)(T.zeros(3, 3, 3))",
    "AdaptiveAvgPool2d(2)(T.zeros(3, 0, 3))",
    "functional.smooth_l1_loss(T.zeros(2), T.zeros(2), beta=-1)",
    "functional.huber_loss(T.zeros(2), T.zeros(2), delta=0)",
    "functional.binary_cross_entropy(T.zeros(2) + 2, T.zeros(2))",
    "functional.binary_cross_entropy(T.zeros(2), T.zeros(2, 1))",
    "functional.binary_cross_entropy(T.zeros(2), T.zeros(2).double())",
    "functional.binary_cross_entropy_with_logits(T.zeros(2), T.zeros(2, 1))",
    "functional.l1_loss(T.zeros(2), T.zeros(2), reduction='batchmean')",
    "functional.l1_loss(T.zeros(2), T.zeros(2), weight=T.ones(3))",
    "functional.smooth_l1_loss(T.zeros(2).int(), T.zeros(2).int())",
    "functional.margin_ranking_loss(T.zeros(2), T.zeros(2), T.zeros(2, 2))",
    "Conv2d(3, 4, 3, groups=2)",
    "Conv2d(4, 3, 3, groups=2)",
    "Conv2d(3, 4, 3, groups=0)",
    "Conv2d(3, 4, 3, padding='full')",
    "Conv2d(3, 4, 3, stride=2, padding='same')",
    "Conv2d(3, 4, 3, padding_mode='mirror')",
    "ConvTranspose2d(3, 4, 3, padding_mode='circular')",
    "Dropout(1.5)",
    "Unflatten('a', 3)",
    "Unflatten(1, 3)",
    "GroupNorm(2, 3)",
    "Bilinear(0, 1, 1)",
    "Linear(2)",
    "Sequential(3)",
    "Module(3)",
    "Module(a=3)",
    "ModuleList([3])",
    "ModuleList(3)",
    "ModuleDict({'a': 3})",
    "ModuleDict({'a.b': nn.ReLU()})",
    "ModuleDict({'training': nn.ReLU()})",
    "ModuleDict([('a', nn.ReLU(), 3)])",
    "ParameterList(3)",
    "Linear(2, 2).to(T.int32)",
    "Linear(2, 2).train(3)",
    "Linear(2, 2).get_submodule('x.y')",
    "Linear(2, 2).get_parameter('x')",
    "Linear(2, 2).get_parameter('bias.x')",
    "Linear(2, 2).get_buffer('weight')",
    "Linear(2, 2).missing",
    "Sequential(nn.ReLU())[3]",
    "Sequential(nn.ReLU()) + 3",
    "Sequential(nn.ReLU()) * 0",
    "Sequential(nn.ReLU()) * 'a'",
    "ParameterList([T.zeros(1)])()",
    "BatchNorm2d(3)(T.zeros(2, 3))",
    "Softmax2d()(T.zeros(2, 3))",
    "Parameter(T.zeros(2).int())",
    "Module()(3)",
    "CircularPad2d(1)(T.zeros(3, 3))",
    "ReflectionPad2d(1)(T.zeros(3, 3))",
    "ReflectionPad1d(3)(T.zeros(3, 3))",
    "CircularPad1d(4)(T.zeros(3, 3))",
    "functional.pad(T.zeros(3), (1, 2, 3))",
    "functional.pad(T.zeros(3), (1, 2, 3, 4))",
    "functional.pad(T.zeros(3), (-2, -2))",
    "functional.pad(T.zeros(3, 3), (1, 1), 'mirror')",
    "functional.pad(T.zeros(3, 3), (1, 1), 'reflect', 3.0)",
]


@pytest.mark.parametrize("text", BAD)
def test_errors(text):
    """The same class of error, and where PyTorch's text is short, the same beginning."""
    caught = []
    for T in (rushlight, torch):
        with pytest.raises(Exception) as e:
            build(T, text)
        caught.append(e)
    ours, theirs = caught
    assert issubclass(ours.type, theirs.type), (ours.value, theirs.value)


def test_initial_numbers_are_pytorchs():
    if not hasattr(rushlight, "manual_seed"):
        pytest.skip("no random numbers yet")
    for text in (
        "Linear(30, 20)",
        "Conv2d(3, 6, 5)",
        "ConvTranspose2d(4, 3, 3)",
        "Bilinear(3, 4, 5)",
        "Conv1d(4, 4, 3, groups=2)",
    ):
        rushlight.manual_seed(3)
        torch.manual_seed(3)
        for a, b in zip(build(rushlight, text).parameters(), build(torch, text).parameters(), strict=True):
            np.testing.assert_array_equal(a.detach().numpy(), b.detach().numpy())


def noted(layer, x):
    """The notes of the error that ``layer(x)`` raises."""
    with pytest.raises((RuntimeError, ValueError)) as e:
        layer(x)
    return e.value.__notes__[0]


def test_notes_of_usual_mistakes_say_what_to_write():
    nn, zeros = rushlight.nn, rushlight.zeros
    net = nn.Sequential(nn.Conv2d(3, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(100, 10))
    assert "write nn.Linear(1176, 10)" in noted(net, zeros(2, 3, 32, 32))
    right = nn.Sequential(nn.Conv2d(3, 6, 5), nn.Flatten(), nn.Linear(4704, 10))
    assert "x.unsqueeze(0)" in noted(right, zeros(3, 32, 32))
    assert "x.flatten(1) has 12 features" in noted(nn.Linear(12, 2), zeros(5, 3, 4))
    assert "x.unsqueeze(0)" in noted(nn.Sequential(nn.Conv2d(3, 6, 5), nn.BatchNorm2d(6)), zeros(3, 32, 32))
    assert "write BatchNorm2d(3)" in noted(nn.BatchNorm2d(6), zeros(1, 3, 4, 4))
    assert "write Conv2d(1, ...)" in noted(nn.Conv2d(3, 6, 5), zeros(2, 1, 32, 32))
    assert "x.permute(0, 3, 1, 2)" in noted(nn.Conv2d(3, 6, 5), zeros(2, 32, 32, 3))
    assert "x.float() / 255" in noted(nn.Conv2d(3, 6, 5), zeros(2, 3, 8, 8, dtype=rushlight.uint8))
    assert "write nn.LSTM(7, 4)" in noted(nn.LSTM(3, 4), zeros(2, 5, 7))
    assert "(time, batch, features)" in noted(nn.GRU(3, 4), zeros(2, 3, 7))


def test_losses_of_shapes_that_broadcast_by_accident_warn():
    with pytest.warns(UserWarning, match=r"Using a target size.*Write target.view_as\(input\): both have 4 elements"):
        rushlight.nn.functional.mse_loss(rushlight.zeros(4, 1), rushlight.zeros(4))


def test_optimizers_without_parameters_say_why():
    with pytest.raises(ValueError, match=r"empty parameter list; give it net\.parameters"):
        rushlight.optim.SGD([])
    used = rushlight.nn.Linear(1, 1).parameters()
    list(used)
    with pytest.raises(ValueError, match=r"empty parameter list; it was given an iterator.*list\(net.parameters\(\)\)"):
        rushlight.optim.SGD(used)


def test_state_dicts_that_do_not_fit_say_why():
    net = rushlight.nn.Sequential(rushlight.nn.Linear(2, 2))
    state = net.state_dict()
    for given, cure in (
        ({f"module.{k}": v for k, v in state.items()}, "k.removeprefix('module.')"),
        ({k.removeprefix("0."): v for k, v in state.items()}, "{'0.' + k: v"),
        ({"epoch": 3, "model_state": state}, "load_state_dict(checkpoint['model_state'])"),
    ):
        with pytest.raises(RuntimeError, match="Missing key") as e:
            net.load_state_dict(given)
        assert cure in e.value.__notes__[0]
    with pytest.raises(RuntimeError, match="Unexpected key") as e:
        net.load_state_dict({**state, "other": state["0.bias"]})
    assert not hasattr(e.value, "__notes__")
