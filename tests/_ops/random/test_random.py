"""Random numbers: golden values of PyTorch 2.13, and the live comparison where it is installed."""

from __future__ import annotations

import json
import os
import pickle
import signal
import threading
from pathlib import Path

import numpy as np
import pytest

import rushlight
from rushlight._face.public import HOMES

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "random.json").read_text())

# Every case draws twice, so that the state after the first is seen too. On Intel PyTorch's bernoulli takes another
# path: the golden values are what counts there.
CASES = {
    "rand": "torch.rand(5)",
    "rand_2d": "torch.rand(3, 700)",
    "rand_double": "torch.rand(7, dtype=torch.float64)",
    "rand_half": "torch.rand(7, dtype=torch.float16)",
    "rand_bfloat16": "torch.rand(7, dtype=torch.bfloat16)",
    "rand_complex": "torch.rand(5, dtype=torch.complex64)",
    "uniform": "torch.empty(9).uniform_(-3, 7.5)",
    "uniform_bound": "torch.empty(50).uniform_(1, 1 + 3e-7)",
    "uniform_bfloat16": "torch.empty(50, dtype=torch.bfloat16).uniform_(0.1, 0.2)",
    "uniform_double": "torch.empty(9, dtype=torch.float64).uniform_(-3, 7.5)",
    "uniform_half": "torch.empty(9, dtype=torch.float16).uniform_(-0.3, 0.7)",
    "uniform_transposed": "torch.empty(4, 5).t().uniform_()",
    "uniform_strided": "torch.zeros(4, 6)[:, ::2].uniform_()",
    "randn_few": "torch.randn(7)",
    "randn_odd": "torch.randn(15)",
    "randn_block": "torch.randn(16)",
    "randn_tail": "torch.randn(37)",
    "randn_double": "torch.randn(37, dtype=torch.float64)",
    "randn_double_few": "torch.randn(3, dtype=torch.float64)",
    "randn_half": "torch.randn(20, dtype=torch.float16)",
    "randn_bfloat16": "torch.randn(40, dtype=torch.bfloat16)",
    "randn_half_few": "torch.randn(5, dtype=torch.float16)",
    "randn_parts": "torch.randn(5000)[::97]",
    "randn_double_parts": "torch.randn(5003, dtype=torch.float64)[::97]",
    "normal_complex": "torch.empty(20, dtype=torch.complex64).normal_(1, 2)",
    "normal_strided": "torch.zeros(40, 10)[:, ::2].normal_()",
    "randn_complex": "torch.randn(20, dtype=torch.complex64)",
    "randn_complex_few": "torch.randn(3, dtype=torch.complex128)",
    "normal_transposed": "torch.empty(5, 8).t().normal_()",
    "normal_moments": "torch.empty(33).normal_(2, 0.5)",
    "normal_tensors": "torch.normal(torch.arange(20.0), torch.full((20,), 0.5))",
    "normal_size": "torch.normal(1.0, 2.0, (3, 4))",
    "randint": "torch.randint(0, 10, (9,))",
    "randint_negative": "torch.randint(-5, 5, (9,))",
    "randint_wide": "torch.randint(0, 2**31, (9,))",
    "randint_edge": "torch.randint(0, 2**28 - 1, (9,))",
    "randint_uint8": "torch.randint(256, (9,), dtype=torch.uint8)",
    "randint_float": "torch.randint(0, 10, (9,), dtype=torch.float32)",
    "randint_bfloat16": "torch.randint(0, 250, (9,), dtype=torch.bfloat16)",
    "randint_2_28": "torch.randint(0, 2**28, (9,))",
    "randint_many": "torch.randint(-3, 2**27 + 12345, (3000,))[::97]",
    "randint_64": "torch.randint(-(2**63), 2**62, (9,))",
    "random_from_none": "torch.empty(5, dtype=torch.int32).random_(5, None)",
    "random_64": "torch.empty(5, dtype=torch.int64).random_(-(2**63), None)",
    "random_transposed": "torch.zeros(6, 5).t().random_(10)",
    "random": "torch.empty(5, dtype=torch.int64).random_()",
    "random_0d": "torch.empty((), dtype=torch.int64).random_()",
    "random_int32": "torch.empty(5, dtype=torch.int32).random_()",
    "random_uint8": "torch.empty(5, dtype=torch.uint8).random_()",
    "random_bool": "torch.empty(9, dtype=torch.bool).random_()",
    "random_float": "torch.empty(5).random_()",
    "random_double": "torch.empty(5, dtype=torch.float64).random_()",
    "random_half": "torch.empty(5, dtype=torch.float16).random_()",
    "random_to": "torch.empty(5).random_(100)",
    "random_from_to": "torch.empty(5, dtype=torch.int16).random_(-100, 100)",
    "randperm": "torch.randperm(20)",
    "randperm_0": "torch.randperm(0)",
    "randperm_int32": "torch.randperm(20, dtype=torch.int32)",
    "bernoulli": "torch.empty(20).bernoulli_(0.3)",
    "bernoulli_tensor": "torch.bernoulli(torch.full((20,), 0.3))",
    "bernoulli_double": "torch.bernoulli(torch.full((20,), 0.3, dtype=torch.float64))",
    "bernoulli_p": "torch.bernoulli(torch.zeros(20), 0.7)",
    "bernoulli_double_target": "torch.empty(20, dtype=torch.float64).bernoulli_(0.3)",
    "bernoulli_half": "torch.bernoulli(torch.full((20,), 0.3, dtype=torch.float16))",
    "bernoulli_int": "torch.empty(20, dtype=torch.int64).bernoulli_(0.3)",
    "bernoulli_transposed": "torch.zeros(6, 5).t().bernoulli_(torch.arange(30).reshape(5, 6) / 30)",
    "bernoulli_broadcast": "torch.zeros(3, 4).bernoulli_(torch.tensor([0.1, 0.5, 0.9, 0.5], dtype=torch.float64))",
    "exponential": "torch.empty(9).exponential_(2.0)",
    "geometric": "torch.empty(9).geometric_(0.3)",
    "cauchy": "torch.empty(9).cauchy_(1.0, 2.0)",
    "log_normal": "torch.empty(20).log_normal_(0.0, 0.5)",
    "multinomial_replacement": "torch.multinomial(torch.tensor([[0.2, 0.3, 0.5], [1.0, 0.0, 3.0]]), 6, "
    "replacement=True)",
    "multinomial_one": "torch.multinomial(torch.tensor([0.2, 0.3, 0.5]), 1)",
    "multinomial_half": "torch.multinomial(torch.full((2, 9), 0.3, dtype=torch.float16), 6, replacement=True)",
    "multinomial_transposed": "torch.multinomial(torch.ones(9, 5).t(), 6, replacement=True)",
    "poisson": "torch.poisson(torch.arange(60.0))",
    "poisson_double": "torch.poisson(torch.arange(60, dtype=torch.float64) / 7)",
    "multinomial": "torch.multinomial(torch.tensor([[0.2, 0.3, 0.5, 1.0], [1.0, 0.5, 3.0, 2.0]]), 3)",
    "rand_like": "torch.rand_like(torch.zeros(3, 4))",
    "randn_like": "torch.randn_like(torch.zeros(3, 6, dtype=torch.float64))",
    "randint_like": "torch.randint_like(torch.zeros(7), 3, 9)",
    "dropout_transposed": "torch.nn.functional.dropout(torch.ones(4, 5).t(), 0.3)",
    "dropout": "torch.nn.functional.dropout(torch.ones(4, 5), 0.3)",
}


def draw(torch, code):
    """Two draws of a case after seed 1234, and the state then: as nested lists, wide enough for any dtype."""
    torch.manual_seed(1234)
    values = []
    for _ in range(2):
        x = eval(code, {"torch": torch})
        dtype = str(x.dtype)
        if x.dtype.is_complex:
            values.append([x.numpy().real.tolist(), x.numpy().imag.tolist()])
            continue
        values.append(x.to(torch.float64).tolist() if x.dtype.is_floating_point else x.tolist())
    return {"values": values, "dtype": dtype, "after": torch.empty(2).uniform_().tolist()}


# Normals (and what is made by log and tan) may differ by an ulp or two; in 16 bits a tie may then round the other way.
LOOSE = ("randn", "normal", "log_normal", "exponential", "cauchy")


def compare(name, got, expected):
    assert got["dtype"] == expected["dtype"]
    assert got["after"] == expected["after"]
    a, b = np.array(got["values"]), np.array(expected["values"])
    assert a.shape == b.shape
    if name.startswith(LOOSE):
        eps = {"float64": 2.3e-16, "complex128": 2.3e-16, "float16": 1e-3, "bfloat16": 8e-3}.get(
            got["dtype"][6:], 1.2e-7
        )
        # relative to the larger of value and 1: mean + std * x is rounded at the size of its terms
        assert np.all(np.abs(a - b) <= 4 * eps * np.maximum(np.abs(b), 1))
    else:
        assert np.array_equal(a, b)


@pytest.mark.parametrize("name", CASES)
def test_golden(name):
    compare(name, draw(rushlight, CASES[name]), GOLDEN[name])


@pytest.mark.torch
@pytest.mark.parametrize("name", CASES)
def test_pytorch_gives_the_golden_values(name):
    torch = pytest.importorskip("torch")
    if "GenuineIntel" in Path("/proc/cpuinfo").read_text() and name.startswith(
        ("bernoulli", "dropout", "exponential", "multinomial")
    ):
        pytest.skip("PyTorch draws these in another way on Intel's processors")
    compare(name, draw(torch, CASES[name]), GOLDEN[name])


def test_seeds():
    g = rushlight.Generator()
    assert g.initial_seed() == 67280421310721 and g.device.type == "cpu"
    assert g.manual_seed(-1) is g and g.initial_seed() == 2**64 - 1
    assert rushlight.manual_seed(5) is rushlight.default_generator and rushlight.initial_seed() == 5
    assert g.seed() == g.initial_seed()
    for bad in (2**64, -(2**63) - 1):
        with pytest.raises(ValueError, match="Overflow"):
            rushlight.manual_seed(bad)


def test_states():
    rushlight.manual_seed(3)
    rushlight.randn(5)  # leaves half a pair behind
    state = rushlight.get_rng_state()
    assert state.dtype is rushlight.uint8 and state.shape == (5056,)
    first = rushlight.randn(5).tolist()
    rushlight.set_rng_state(state)
    assert rushlight.randn(5).tolist() == first
    g = rushlight.Generator()
    g.set_state(state)
    assert rushlight.randn(5, generator=g).tolist() == first
    copy = pickle.loads(pickle.dumps(g))
    assert rushlight.rand(3, generator=copy).tolist() == rushlight.rand(3, generator=g).tolist()
    with rushlight.random.fork_rng():
        inside = rushlight.rand(2).tolist()
    assert rushlight.rand(2).tolist() == inside


def test_bad_states():
    g = rushlight.Generator()
    with pytest.raises(TypeError, match="ByteTensor"):
        g.set_state(rushlight.zeros(10))
    with pytest.raises(RuntimeError, match="wrong size"):
        g.set_state(rushlight.zeros(10, dtype=rushlight.uint8))
    with pytest.raises(RuntimeError, match="Invalid mt19937 state"):
        g.set_state(rushlight.zeros(5056, dtype=rushlight.uint8))
    with pytest.raises(TypeError, match=r"torch\.Generator"):
        rushlight.rand(2, generator=5)


@pytest.mark.torch
def test_states_pass_to_pytorch_and_back():
    torch = pytest.importorskip("torch")
    rushlight.manual_seed(8)
    rushlight.randn(3, dtype=rushlight.float64)
    torch.set_rng_state(torch.from_numpy(rushlight.get_rng_state().numpy().copy()))
    assert torch.randn(3, dtype=torch.float64).tolist() == pytest.approx(
        rushlight.randn(3, dtype=rushlight.float64).tolist(), rel=1e-15
    )
    torch.rand(1000)
    rushlight.set_rng_state(rushlight.from_numpy(torch.get_rng_state().numpy()))
    assert torch.rand(1000).tolist() == rushlight.rand(1000).tolist()


def test_against_numpys_twister():
    """The words are MT19937's: NumPy's own generator, started in the same way, gives the same doubles' bits."""
    twister = np.random.MT19937()
    twister._legacy_seeding(77)
    words = twister.random_raw(4000).astype(np.uint64)
    rushlight.manual_seed(77)
    expected = (words[:2000] & 0xFFFFFF).astype(np.float32) / np.float32(2**24)
    assert np.array_equal(rushlight.rand(2000).numpy(), expected)
    pairs = (words[2000::2] << np.uint64(32)) | words[2001::2]
    assert np.array_equal(
        rushlight.rand(1000, dtype=rushlight.float64).numpy(), (pairs & np.uint64(2**53 - 1)) / 2.0**53
    )


def test_distributions():
    rushlight.manual_seed(0)
    x = rushlight.randn(100_000).numpy()
    assert abs(x.mean()) < 0.01 and abs(x.std() - 1) < 0.01
    assert abs(rushlight.rand(100_000).numpy().mean() - 0.5) < 0.005
    assert sorted(rushlight.randperm(1000).tolist()) == list(range(1000))
    assert abs(rushlight.empty(100_000).bernoulli_(0.3).numpy().mean() - 0.3) < 0.01


@pytest.mark.parametrize(
    "call, error, text",
    [
        (lambda: rushlight.zeros(3, dtype=rushlight.int64).uniform_(), NotImplementedError, "check_uniform_bounds"),
        (lambda: rushlight.zeros(3).uniform_(2, 1), RuntimeError, "found from=2 > to=1"),
        (lambda: rushlight.zeros(3).uniform_(0, 1e39), RuntimeError, "to is out of bounds"),
        (lambda: rushlight.zeros(3).uniform_(-3e38, 3e38), RuntimeError, "expects to-from <="),
        (lambda: rushlight.zeros(3, dtype=rushlight.int64).exponential_(), RuntimeError, "continuous probability"),
        (lambda: rushlight.randint(0, 2**64, (2,)), ValueError, "Overflow when unpacking"),
        (lambda: rushlight.randint(2.5, (2,)), TypeError, "must be int, not float"),
        (lambda: rushlight.randint(5, 4), TypeError, "must be tuple of ints"),
        (lambda: rushlight.randint(5), TypeError, "invalid combination of arguments"),
        (lambda: rushlight.randint(low=1, size=(2,)), TypeError, 'missing 1 required positional argument: "high"'),
        (lambda: rushlight.randint(5, size=(2,), hihg=3), TypeError, "unexpected keyword argument 'hihg'"),
        (lambda: rushlight.randint(0, 5, (2,), dtype=rushlight.complex64), RuntimeError, "check_random_bounds"),
        (lambda: rushlight.randperm(300, dtype=rushlight.uint8), RuntimeError, "n cannot be greater than 256"),
        (lambda: rushlight.randperm(2, dtype=rushlight.bool), NotImplementedError, "randperm"),
        (lambda: rushlight.normal(rushlight.zeros(2), -1), RuntimeError, "expects std >= 0.0"),
        (
            lambda: rushlight.normal(rushlight.zeros(2), rushlight.tensor([-1.0, 1])),
            RuntimeError,
            "all elements of std",
        ),
        (lambda: rushlight.zeros(3).bernoulli_(rushlight.tensor([0.5, 1])), RuntimeError, "expanded size"),
        (lambda: rushlight.multinomial(rushlight.zeros(2), 1), RuntimeError, "sum of probabilities <= 0"),
        (lambda: rushlight.multinomial(rushlight.tensor([-1.0, 2]), 2, True), RuntimeError, "entry < 0"),
        (lambda: rushlight.poisson(rushlight.tensor([-1.0])), RuntimeError, "invalid Poisson rate"),
        (lambda: rushlight.poisson(rushlight.tensor([1])), NotImplementedError, "poisson_cpu"),
        (lambda: rushlight.Generator().manual_seed(2.5), RuntimeError, "expected a long"),
        (lambda: rushlight.zeros(3).normal_(0, -1), RuntimeError, "expects std >= 0.0"),
        (lambda: rushlight.randint(5, 5, (2,)), RuntimeError, "expects 'from' to be less than 'to'"),
        (lambda: rushlight.zeros(3).bernoulli_(2), RuntimeError, r"expects p to be in \[0, 1\]"),
        (lambda: rushlight.bernoulli(rushlight.tensor([2.0])), RuntimeError, "p_in"),
        (lambda: rushlight.randperm(-1), RuntimeError, "negative"),
        (lambda: rushlight.randint(0, 300, (2,), dtype=rushlight.uint8), RuntimeError, "to - 1 is out of bounds"),
        (lambda: rushlight.rand(3, dtype=rushlight.int64), NotImplementedError, "not implemented for 'Long'"),
        (lambda: rushlight.zeros(3, requires_grad=True).uniform_(), RuntimeError, "a leaf Variable that requires grad"),
        (lambda: rushlight.multinomial(rushlight.tensor([-1.0, 2.0]), 1), RuntimeError, "element < 0"),
        (lambda: rushlight.multinomial(rushlight.tensor([1.0, 2.0]), 3), RuntimeError, "without replacement"),
    ],
)
def test_errors(call, error, text):
    with pytest.raises(error, match=text):
        call()


def test_recorder_sees_draws():
    from rushlight._core import modes, state

    class Recorder(modes.Recorder):
        seen: list = []

        def record(self, op, inputs, outputs, target):
            self.seen.append(op.name)

    state.recorder = recorder = Recorder()
    try:
        rushlight.rand(3)
    finally:
        state.recorder = None
    assert recorder.seen[-1] == "Uniform"


def test_floats_warn_of_ranges_with_gaps():
    with pytest.warns(UserWarning, match=r"to - 1 is out of bounds \[-16777216, 16777216\]"):
        rushlight.zeros(3).random_(0, 2**30)


def test_no_gradient_flows_through_draws():
    mean = rushlight.zeros(3, requires_grad=True)
    x = rushlight.normal(mean, 1.0)
    assert x.grad_fn.name() == "NormalBackward0"
    (x + (mean * 1).uniform_()).sum().backward()
    assert mean.grad.tolist() == [0, 0, 0]


def test_each_generator_has_its_ops():
    a, b = rushlight.Generator().manual_seed(1), rushlight.Generator().manual_seed(1)
    first = rushlight.rand(3, generator=a).tolist()
    assert rushlight.rand(3, generator=a).tolist() != first
    assert rushlight.rand(3, generator=b).tolist() == first


def test_shapes_and_devices():
    assert (
        rushlight.rand(3, 0).shape == (3, 0)
        and rushlight.randn([]).shape == ()
        and rushlight.rand(size=(2, 3)).shape == (2, 3)
    )
    assert rushlight.rand(3, device="meta").device.type == "meta"
    x = rushlight.randn(3, 4, requires_grad=True)
    assert x.is_leaf and x.requires_grad
    out = rushlight.empty(0)
    assert rushlight.rand(5, out=out) is out and out.shape == (5,)


def test_one_generator_in_many_threads():
    """Draws are whole: together the threads take exactly the words of the stream."""
    g, parts = rushlight.Generator().manual_seed(9), []
    threads = [
        threading.Thread(target=lambda: parts.extend(rushlight.rand(1000, generator=g) for _ in range(20)))
        for _ in range(4)
    ]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    alone = rushlight.rand(80, 1000, generator=rushlight.Generator().manual_seed(9)).numpy()
    assert {p.numpy().tobytes() for p in parts} == {row.tobytes() for row in alone}


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child_draws_though_its_parent_was_drawing():
    with rushlight.default_generator.lock:
        child = os.fork()
        if child == 0:
            signal.alarm(20)
            ok = False
            try:
                ok = rushlight.rand(3).shape == (3,)
            finally:
                os._exit(0 if ok else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_methods_are_tensors():
    draws = {name for name, d in HOMES["Tensor"].items() if d.source.startswith("rushlight._ops.random.")}
    assert draws == {f"{name}_" for name in "cauchy exponential geometric log_normal normal random uniform".split()} | {
        "bernoulli",
        "bernoulli_",
        "multinomial",
    }
    assert all(hasattr(rushlight.Tensor, name) for name in draws)
