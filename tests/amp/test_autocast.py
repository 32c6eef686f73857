"""Autocast beside PyTorch's: the dtypes and values of results, gradients, regions, settings, trainings."""

from __future__ import annotations

import pickle
import threading
import warnings

import numpy as np
import pytest

import rushlight
from rushlight import amp
from rushlight._face.public import HOMES
from rushlight._native import ext
from support.walking import modules

# x (4, 4), v (4,), b (2, 4, 4), p (2, 3, 6, 6), w (4, 3, 2, 2), s (2, 4), i: classes; all floats of one dtype
CALLS = (
    "x @ x",
    "x @ v",
    "v @ v",
    "x.mm(x)",
    "x.matmul(v)",
    "b.bmm(b)",
    "t.mm(x, x)",
    "t.matmul(b, x)",
    "t.bmm(b, b)",
    "t.addmm(x, x, x)",
    "x.addmm(x, x)",
    "t.addbmm(x, b, b)",
    "t.baddbmm(b, b, b)",
    "F.linear(x, x)",
    "F.linear(x, x, v)",
    "F.conv2d(p, w)",
    "F.conv2d(p, w, bias=v, stride=2)",
    "F.conv1d(b, b)",
    "F.conv_transpose2d(p, w.transpose(0, 1))",
    "F.prelu(x, v[:1])",
    "F.scaled_dot_product_attention(b, b, b)",
    "t.linalg.vecdot(x, x)",
    "t.linalg.multi_dot([x, x, x])",
    "t.chain_matmul(x, x)",
    "t.einsum('ij,jk->ik', x, x)",
    "t.einsum('ij->j', x)",
    "t.einsum('i,j->ij', v, v)",
    "t.einsum('ij,jk,kl', x, x, x)",
    "t.einsum('bij,jk', b, x)",
    "t.tensordot(x, x, 1)",
    "t.tensordot(v, v, 0)",
    "t.inner(x, x)",
    "t.inner(v, v)",
    "t.inner(x, v)",
    "t.dot(v, v)",
    "t.mv(x, v)",
    "t.addmv(v, x, v)",
    "t.outer(v, v)",
    "t.kron(x, x)",
    "t.cov(x)",
    "t.corrcoef(x)",
    "t.linalg.matrix_power(x, 2)",
    "t.linalg.matrix_power(x, 1)",
    "t.linalg.matrix_power(e, -1)",
    "t.tensordot(v, v, 1)",
    "t.tensordot(b, b, ([0, 1], [0, 1]))",
    "t.mm(x, x, out=t.empty(4, 4, dtype=x.dtype))",
    "x.clone().addmm_(x, x)",
    "F.cross_entropy(x, i)",
    "F.nll_loss(x, i)",
    "F.mse_loss(x, x)",
    "F.l1_loss(x, x)",
    "F.smooth_l1_loss(x, x)",
    "F.huber_loss(x, x)",
    "F.kl_div(x, x)",
    "F.binary_cross_entropy_with_logits(x, x)",
    "F.binary_cross_entropy(s, s)",
    "F.poisson_nll_loss(x, x)",
    "F.soft_margin_loss(x, x)",
    "F.cosine_embedding_loss(x, x, i - 1)",
    "F.hinge_embedding_loss(x, x)",
    "F.margin_ranking_loss(v, v, v)",
    "F.triplet_margin_loss(x, x + 1, x - 1)",
    "F.multi_margin_loss(x, i)",
    "F.ctc_loss(b.log_softmax(-1), t.tensor([[1], [2], [1], [2]]), t.tensor([2, 2, 2, 2]), t.tensor([1, 1, 1, 1]))",
    "F.gaussian_nll_loss(v, v, s[0])",
    "F.multilabel_soft_margin_loss(x, s.expand(2, 4).repeat(2, 1))",
    "F.avg_pool3d(b[None], 2)",
    "F.max_pool3d(b[None], 2)",
    "F.max_pool3d(b[None], 2, return_indices=True)[0]",
    "F.adaptive_avg_pool3d(b[None], 1)",
    "F.max_pool2d(p, 2)",
    "F.avg_pool2d(p, 2)",
    "F.pad(b, (1, 1), 'reflect')",
    "F.pad(b, (1, 1), mode='replicate')",
    "F.pad(b, (1, 1))",
    "F.pad(b, (1, 1), mode='circular')",
    "F.grid_sample(p, p[..., :2])",
    "t.prod(x)",
    "x.prod(0)",
    "x.prod(1, keepdim=True)",
    "t.trace(x)",
    "t.cdist(x, x)",
    "t.quantile(x, 0.5)",
    "t.nanquantile(x, 0.5)",
    "t.inverse(e)",
    "t.linalg.inv(e)",
    "e.inverse()",
    "t.linalg.solve(e, x)",
    "t.linalg.svdvals(e)",
    "t.linalg.qr(e)[1].abs()",
    "t.linalg.cholesky(e)",
    "t.cholesky(e)",
    "t.linalg.eigvalsh(e)",
    "t.pinverse(e)",
    "t.linalg.matrix_rank(e)",
    "t.fft.fft(v)",
    "t.fft.rfft2(x)",
    "t.fft.irfft(v)",
    "t.stft(v, 4, window=s[0], return_complex=True, center=False)",
    "t.polar(s, s)",
    "t.view_as_complex(x.view(2, 4, 2))",
    "t.cat([x, x.half()])",
    "t.stack([x, x.float()])",
    "t.index_copy(x, 0, i[:1], x.float()[:1])",
    "t.softmax(x, 0)",
    "x.exp()",
    "x.sum()",
    "x.mean()",
    "x.relu()",
    "F.layer_norm(x, (4,))",
    "F.gelu(x)",
    "x * x.float()",
    "x + x.bfloat16()",
    "F.interpolate(p, scale_factor=2)",
    "x.cumsum(0)",
    "x.norm()",
    "x.double() @ x.double()",
    "i @ i",
)


def operands(t, dtype):
    numbers = np.random.default_rng(0)
    make = {"x": (4, 4), "v": (4,), "b": (2, 4, 4), "p": (2, 3, 6, 6), "w": (4, 3, 2, 2)}
    names = {k: t.from_numpy(numbers.standard_normal(s).astype("float32")).to(dtype) for k, s in make.items()}
    names["s"] = t.from_numpy(numbers.uniform(0.2, 0.8, (2, 4)).astype("float32")).to(dtype)
    e = numbers.standard_normal((4, 4)).astype("float32")
    names["e"] = t.from_numpy(e @ e.T + 4 * np.eye(4, dtype="float32")).to(dtype)
    if dtype is not t.float32:
        names["b"] = names["b"].to(dtype)
    return {"t": t, "F": t.nn.functional, "i": t.tensor([2, 0, 2, 0]), **names}


def outcome(t, call, dtype, lower, enabled=True):
    names = operands(t, dtype)
    if "s.expand" in call or "binary_cross_entropy(s" in call:
        names["s"] = names["s"].clamp(0.1, 0.9)
    with t.autocast("cpu", dtype=lower, enabled=enabled):
        return eval(call, names)


@pytest.mark.torch
@pytest.mark.parametrize(
    ("dtype", "lower"), [("float32", "bfloat16"), ("bfloat16", "bfloat16"), ("bfloat16", "float16")]
)
@pytest.mark.parametrize("call", CALLS)
def test_functions_compute_in_pytorchs_dtypes(call, dtype, lower):
    torch = pytest.importorskip("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            want = outcome(torch, call, getattr(torch, dtype), getattr(torch, lower))
        except RuntimeError as error:  # its promotion knows one 16-bit dtype; ours takes both
            assert "prioritize" in str(error)
            assert (
                outcome(rushlight, call, getattr(rushlight, dtype), getattr(rushlight, lower)).dtype
                is rushlight.float32
            )
            return
        got = outcome(rushlight, call, getattr(rushlight, dtype), getattr(rushlight, lower))
    assert str(got.dtype) == str(want.dtype) and tuple(got.shape) == tuple(want.shape)
    exact = str(want.dtype) in ("torch.float32", "torch.float64", "torch.complex64")
    limit = (1e-4 if dtype == "float32" else 2e-2) if exact else 4e-2
    wide = np.complex128 if want.is_complex() else np.float64
    a = got.to(rushlight.complex128 if want.is_complex() else rushlight.float64).numpy()
    b = want.to(torch.complex128 if want.is_complex() else torch.float64).numpy().astype(wide)
    np.testing.assert_allclose(a, b, rtol=limit, atol=limit)


@pytest.mark.torch
@pytest.mark.parametrize(
    "kind", ["LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell", "MultiheadAttention", "Linear"]
)
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_layers_compute_in_pytorchs_dtypes(kind, dtype):
    torch = pytest.importorskip("torch")
    results = []
    for t in (rushlight, torch):
        t.manual_seed(0)
        layer = getattr(t.nn, kind)(4, 2 if kind == "MultiheadAttention" else 4)
        x = t.linspace(-1, 1, 24).view(2, 3, 4).to(getattr(t, dtype))
        x = x[0] if kind.endswith("Cell") else x
        with t.autocast("cpu"):
            y = layer(x, x, x) if kind == "MultiheadAttention" else layer(x)
        flat = (
            [y] if isinstance(y, t.Tensor) else [v for part in y for v in (part if isinstance(part, tuple) else [part])]
        )
        results.append([(str(v.dtype), v.detach().double().numpy()) for v in flat])
    for (a, x), (b, y) in zip(*results, strict=True):
        assert a == b
        np.testing.assert_allclose(x, y, rtol=4e-2, atol=4e-2)


def test_functions_with_a_policy():
    assert list(modules(rushlight._ops)) and rushlight.fft.fft  # all that is declared, loaded
    declared = {name for home in HOMES.values() for name, d in home.items() if d.policy}
    assert len(declared) >= 124
    assert {"matmul", "__matmul__", "conv2d", "cross_entropy", "cat", "lstm", "einsum", "fft"} <= declared
    for home, names in HOMES.items():
        assert all(isinstance(d.made(home), ext.Overridable) for d in names.values() if d.policy)


def train(t, lower, scaler=None):
    t.manual_seed(0)
    net = t.nn.Sequential(t.nn.Conv2d(1, 4, 3), t.nn.ReLU(), t.nn.Flatten(), t.nn.Linear(64, 3))
    optimizer = t.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    x, y = t.randn(16, 1, 6, 6), t.arange(16) % 3
    losses = []
    for _ in range(12):
        optimizer.zero_grad()
        with t.autocast("cpu", dtype=lower):
            loss = t.nn.functional.cross_entropy(net(x), y)
        if scaler is None:
            loss.backward()
            optimizer.step()
        else:
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
        assert all(p.grad.dtype == p.dtype == t.float32 for p in net.parameters())
        losses.append(loss.item())
    return losses


@pytest.mark.torch
@pytest.mark.parametrize("lower", ["bfloat16", "float16"])
def test_a_training_follows_pytorchs(lower):
    torch = pytest.importorskip("torch")
    ours, theirs = (train(t, getattr(t, lower)) for t in (rushlight, torch))
    np.testing.assert_allclose(ours, theirs, rtol=2e-2, atol=2e-2)
    assert ours[-1] < 0.7 * ours[0]
    scaled = train(rushlight, getattr(rushlight, lower), amp.GradScaler("cpu", init_scale=256.0))
    np.testing.assert_allclose(scaled, theirs, rtol=3e-2, atol=3e-2)


def test_gradients_have_the_parameters_dtype_and_value():
    w = rushlight.randn(4, 4, requires_grad=True)
    x = rushlight.randn(3, 4)
    with rushlight.autocast("cpu"):
        y = rushlight.nn.functional.linear(x, w)
        z = y + rushlight.nn.functional.linear(x, w)  # the cast of w is kept, and counts twice
    z.sum().backward()
    assert w.grad.dtype is rushlight.float32
    assert rushlight.allclose(w.grad, 2 * x.sum(0).expand(4, 4), atol=0.1)


def test_regions_nest_and_end():
    a = rushlight.ones(2, 2)
    assert not rushlight.is_autocast_enabled("cpu")
    with rushlight.autocast("cpu", dtype=rushlight.float16):
        assert rushlight.is_autocast_enabled("cpu") and not rushlight.is_autocast_enabled()
        assert rushlight.get_autocast_dtype("cpu") is rushlight.float16
        b = a @ a
        assert b.dtype is rushlight.float16
        with rushlight.autocast("cpu", enabled=False):
            assert (a @ a).dtype is rushlight.float32
            with pytest.raises(RuntimeError):
                b @ a
        with rushlight.autocast("cpu", dtype=rushlight.bfloat16):
            assert (b @ a).dtype is rushlight.bfloat16
        with pytest.raises(RuntimeError, match="shapes"):
            a @ rushlight.ones(3, 3)
        assert (a @ a).dtype is rushlight.float16
    assert (a @ a).dtype is rushlight.float32
    assert rushlight.get_autocast_dtype("cpu") is rushlight.bfloat16
    with pytest.raises(ValueError), rushlight.autocast("cpu"):
        raise ValueError
    assert not rushlight.is_autocast_enabled("cpu")


def test_as_decorator_and_in_other_threads():
    @rushlight.autocast("cpu")
    def product(a):
        """The square."""
        return a @ a

    assert product.__doc__ == "The square."
    assert product(rushlight.ones(2, 2)).dtype is rushlight.bfloat16
    found = []
    with rushlight.autocast("cpu"):
        thread = threading.Thread(
            target=lambda: found.append(rushlight.mm(rushlight.ones(2, 2), rushlight.ones(2, 2)).dtype)
        )
        thread.start()
        thread.join()
    assert found == [rushlight.float32]
    with pytest.raises(TypeError, match="requires a callable"):
        rushlight.autocast("cpu")(3)


def test_casts_of_parameters_are_kept_until_the_end():
    w = rushlight.ones(2, 2, requires_grad=True)
    from rushlight.amp._state import _state

    with rushlight.autocast("cpu"):
        w @ w
        assert len(_state.cache) == 1
        with rushlight.no_grad():
            w.mul_(2)
        assert (w @ w)[0, 0].item() == 8.0  # written since: cast again
        with rushlight.no_grad():
            assert not (w @ w).requires_grad
        assert (w @ w).requires_grad
        with rushlight.autocast("cpu", cache_enabled=False):
            rushlight.clear_autocast_cache()
            w @ w
            assert not _state.cache and not rushlight.is_autocast_cache_enabled()
        w @ w
    assert not _state.cache


def test_what_checkpoints_compute_again_has_the_same_dtypes():
    from rushlight.utils.checkpoint import checkpoint

    for reentrant in (False, True):
        w, x = rushlight.ones(2, 2, requires_grad=True), rushlight.ones(2, 2, requires_grad=True)
        with rushlight.autocast("cpu"):
            y = checkpoint(lambda x, w=w: (x @ w).exp() @ w, x, use_reentrant=reentrant)
        y.sum().backward()
        assert w.grad.dtype is rushlight.float32


def test_custom_functions():
    seen = []

    class Product(rushlight.autograd.Function):
        @staticmethod
        @amp.custom_fwd(device_type="cpu")
        def forward(ctx, a, b):
            ctx.save_for_backward(a, b)
            return a @ b

        @staticmethod
        @amp.custom_bwd(device_type="cpu")
        def backward(ctx, g):
            a, b = ctx.saved_tensors
            seen.append(rushlight.is_autocast_enabled("cpu"))
            return g @ b.t(), a.t() @ g

    a = rushlight.ones(2, 2, requires_grad=True)
    with rushlight.autocast("cpu"):
        y = Product.apply(a, a)
    y.sum().backward()
    Product.apply(a, a).sum().backward()
    assert y.dtype is rushlight.bfloat16 and seen == [True, False] and a.grad.dtype is rushlight.float32

    class Wide(rushlight.autograd.Function):
        @staticmethod
        @amp.custom_fwd(device_type="cpu", cast_inputs=rushlight.float32)
        def forward(ctx, a, more):
            seen.append((a.dtype, more["k"][0].dtype, rushlight.is_autocast_enabled("cpu")))
            return a @ a

        @staticmethod
        @amp.custom_bwd(device_type="cpu")
        def backward(ctx, g):
            return g, None

    half = a.detach().half()
    with rushlight.autocast("cpu"):
        assert Wide.apply(half, {"k": [half]}).dtype is rushlight.float32
    assert seen[-1] == (rushlight.float32, rushlight.float32, False)
    Wide.apply(half, {"k": [half]})
    assert seen[-1] == (rushlight.float16, rushlight.float16, False)
    with pytest.raises(ValueError, match="device_type"):
        amp.custom_fwd(device_type=rushlight.device("cpu"))


@pytest.mark.torch
@pytest.mark.parametrize(
    "call",
    [
        "t.autocast('foo')",
        "t.autocast('meta')",
        "t.autocast(t.device('cpu'))",
        "t.autocast()",
        "t.get_autocast_dtype('meta')",
        "t.is_autocast_enabled('foo')",
        "t.set_autocast_enabled('foo', True)",
        "t.amp.is_autocast_available('foo')",
        "t.autocast('cpu')(1)",
    ],
)
def test_wrong_calls(call):
    torch = pytest.importorskip("torch")
    with pytest.raises(Exception) as theirs:
        eval(call, {"t": torch})
    with pytest.raises(theirs.type):
        eval(call, {"t": rushlight})


def test_what_is_not_there_is_switched_off_with_a_warning():
    with pytest.warns(UserWarning, match="CUDA is not available"):
        region = rushlight.autocast("cuda")
    with region:
        assert not rushlight.is_autocast_enabled("cuda")
    with pytest.warns(UserWarning, match="target dtype is not supported"):
        region = rushlight.autocast("cpu", rushlight.float32)
    with region:
        assert (rushlight.ones(1, 1) @ rushlight.ones(1, 1)).dtype is rushlight.float32
    with pytest.warns(FutureWarning, match="torch.amp.autocast"), rushlight.cpu.amp.autocast():
        assert (rushlight.ones(1, 1) @ rushlight.ones(1, 1)).dtype is rushlight.bfloat16
    with pytest.warns(FutureWarning), pytest.warns(UserWarning):
        rushlight.cuda.amp.autocast()
    with pytest.warns(FutureWarning), pytest.warns(UserWarning):
        assert not rushlight.cuda.amp.GradScaler().is_enabled()
    with pytest.warns(DeprecationWarning):
        assert not rushlight.is_autocast_cpu_enabled()
    assert rushlight.cuda.amp.amp_definitely_not_available()
    with rushlight.autocast("cuda", enabled=False):
        pass


# GradScaler ----------------------------------------------------------------------------------------------------------


def scaled_steps(t):
    """Scales, weights and results of steps over gradients of which some are infinite."""
    w = t.nn.Parameter(t.ones(2))
    optimizer = t.optim.SGD([w], lr=0.1)
    scaler = t.amp.GradScaler("cpu", init_scale=8.0, growth_interval=2, growth_factor=4.0, backoff_factor=0.5)
    rows = []
    for factor in (1.0, float("inf"), 1.0, 2.0, float("nan"), 1.0, 1.0, 1.0):
        optimizer.zero_grad()
        scaler.scale((w * factor).sum()).backward()
        if factor == 2.0:
            scaler.unscale_(optimizer)
            rows.append(w.grad.tolist())
        rows.append(scaler.step(optimizer))
        scaler.update()
        rows.append((scaler.get_scale(), scaler._get_growth_tracker(), w.tolist()))
    rows.append(scaler.state_dict())
    other = t.amp.GradScaler("cpu")
    other.load_state_dict(scaler.state_dict())
    rows.append(pickle.loads(pickle.dumps(other)).state_dict())
    scaler.update(3.0)
    rows.append(scaler.get_scale())
    scaler.update(t.tensor(5.0))
    rows.append(scaler.get_scale())
    return rows


@pytest.mark.torch
def test_grad_scaler_follows_pytorchs():
    assert repr(scaled_steps(rushlight)) == repr(scaled_steps(pytest.importorskip("torch")))


def test_grad_scaler_scales_what_holds_tensors():
    scaler = rushlight.GradScaler("cpu", init_scale=2.0)
    one = rushlight.ones(1)
    assert scaler.scale([one, (one,)])[1][0].item() == 2.0
    assert [x.item() for x in scaler.scale(iter([one]))] == [2.0]
    off = rushlight.GradScaler("cpu", enabled=False)
    assert off.scale(one) is one and off.state_dict() == {} and off.get_scale() == 1.0


@pytest.mark.torch
@pytest.mark.parametrize(
    "call",
    [
        "s.scale(3)",
        "s.step(o)",
        "s.update()",
        "s.unscale_(o)",
        "started(s).step(o)",
        "started(s).update()",
        "started(s).update(t.ones(2))",
        "t.amp.GradScaler('cpu', growth_factor=1.0)",
        "t.amp.GradScaler('cpu', backoff_factor=1.0)",
        "s.load_state_dict({})",
        "s.step(o, closure=None)",
        "(graded(s, w).unscale_(o), s.unscale_(o))",
        "(graded(s, w).step(o), s.step(o))",
        "(graded(s, w).step(o), s.unscale_(o))",
    ],
)
def test_wrong_calls_of_grad_scalers(call):
    torch = pytest.importorskip("torch")

    def call_with(t):
        def started(s):
            s.scale(t.ones(1))
            return s

        def graded(s, w):
            s.scale(w.sum()).backward()
            return s

        w = t.nn.Parameter(t.ones(2))
        names = {
            "t": t,
            "w": w,
            "s": t.amp.GradScaler("cpu"),
            "o": t.optim.SGD([w], lr=0.1),
            "started": started,
            "graded": graded,
        }
        eval(call, names)

    with pytest.raises(Exception) as theirs:
        call_with(torch)
    with pytest.raises(theirs.type):
        call_with(rushlight)
