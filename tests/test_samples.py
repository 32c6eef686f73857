"""Every sample: values, dtypes and node names beside PyTorch's in all dtypes, the promise of the shape rule, gradients
by differences, other layouts and sizes, in-place forms; and that no op is without a sample."""

from __future__ import annotations

import pathlib
from collections import Counter

import numpy as np
import pytest

import rushlight
from rushlight._core import Op, Spec, Value, modes, run_backward, scalar_spec, state
from samples import SAMPLES, Sample
from support.against_torch import compare
from support.drawn import normal, places, spread
from support.numpy_reference import REFERENCE, Missing
from support.walking import modules

pytestmark = pytest.mark.filterwarnings("ignore")

HERE = pathlib.Path(__file__).parent
EVERY = pytest.mark.parametrize("sample", SAMPLES, ids=repr)
SMOOTH = pytest.mark.parametrize("sample", [s for s in SAMPLES if s.grad], ids=repr)
POINTWISE = pytest.mark.parametrize("sample", [s for s in SAMPLES if s.pointwise], ids=repr)
IN_PLACE = pytest.mark.parametrize("sample", [s for s in SAMPLES if s.inplace], ids=repr)
DTYPES = (
    "float32",
    "float64",
    "float16",
    "bfloat16",
    "int64",
    "int32",
    "uint8",
    "int8",
    "bool",
    "complex64",
    "complex128",
)
TOLERANCES = {
    "float64": 1e-13,
    "float32": 1e-6,
    "float16": 2e-3,
    "bfloat16": 1.6e-2,
    "complex64": 4e-6,
    "complex128": 1e-12,
}

# Ops without a sample to compare by numbers, by the suite that tests them.
ELSEWHERE = {
    # random numbers
    "_ops/random/test_random.py": (
        "Uniform Normal NormalAround Exponential Geometric Cauchy LogNormal Random Bernoulli Poisson Permutation "
        "Multinomial"
    ),
    "distributions/test_distributions.py": "StandardGamma SampleDirichlet GammaSlope DirichletSlope Binomial",
    # steps of optimizers, in place
    "optim/test_optimizers.py": "SgdStep AdamStep ZeroAll",
    # what sparse tensors are made of, and their gradients
    "_ops/sparse/test_sparse.py": "SparseTensor SparseValues AddUp ToDense SparseMatrixProduct LeafProduct",
    "optim/test_sparse_gradients.py": "SparseEmbedding",
}


def tensors(t, sample, dtype="float64", grad=False):
    made = []
    for a in sample.arrays:
        x = t.from_numpy(np.array(a)).to(getattr(t, dtype))
        made.append(x.requires_grad_() if grad else x)
    return made


def outcome(call):
    """The result, or the class of the error."""
    try:
        return call(), None
    except Exception as error:
        return None, error


def close(got, expected, dtype, sample):
    assert tuple(got.shape) == tuple(expected.shape)
    assert str(got.dtype) == str(expected.dtype)
    name = str(expected.dtype).removeprefix("torch.")
    limit = max(TOLERANCES.get(name, 0), TOLERANCES.get(dtype, 0) if name in TOLERANCES else 0) * sample.tolerance
    wide = "complex128" if name.startswith("complex") else "float64"
    a = got.detach().to(getattr(rushlight, wide)).numpy()
    b = expected.detach().to(getattr(__import__("torch"), wide)).numpy()
    np.testing.assert_allclose(a, b, rtol=limit, atol=limit)


@pytest.mark.torch
@pytest.mark.parametrize("dtype", DTYPES)
@EVERY
def test_values_and_errors_are_pytorchs(sample, dtype):
    torch = pytest.importorskip("torch")
    if dtype in sample.skip or (not sample.dtypes and dtype not in ("float64", "float32")):
        pytest.skip("PyTorch is out of line here" if sample.dtypes else "made for real floats")
    expected, failure = outcome(lambda: sample.call(torch, *tensors(torch, sample, dtype)))
    got, error = outcome(lambda: sample.call(rushlight, *tensors(rushlight, sample, dtype)))
    if failure is not None:
        assert error is not None, f"PyTorch raises {failure!r}, we return {got}"
        assert isinstance(error, type(failure)), f"PyTorch raises {failure!r}, we {error!r}"
    else:
        if error is not None:
            raise error
        close(got, expected, dtype, sample)


@EVERY
def test_values_are_numpys(sample):
    """Where NumPy has the function: what needs no PyTorch to be compared with."""
    if sample.numpy:
        pytest.skip(sample.numpy)
    try:
        expected = sample.call(REFERENCE, *[np.array(a) for a in sample.arrays])
    except (Missing, AttributeError, TypeError, ValueError):
        pytest.skip("not in NumPy")
    got = sample.call(rushlight, *[rushlight.from_numpy(np.array(a)) for a in sample.arrays])
    assert isinstance(got, rushlight.Tensor)
    np.testing.assert_allclose(got.resolve_conj().numpy(), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.torch
@SMOOTH
def test_gradients_are_pytorchs(sample):
    torch = pytest.importorskip("torch")
    compare(
        lambda *x: sample.call(rushlight, *x),
        lambda *x: sample.call(torch, *x),
        [np.array(a) for a in sample.arrays],
        double=sample.double,
        name=not sample.composed,
        rtol=1e-8,
        atol=1e-8,
    )


class Recorder(modes.Recorder):
    def __init__(self):
        self.seen = []

    def record(self, op, inputs, outputs, target):
        self.seen.append((op, [spec(v) for v in inputs], [spec(v) for v in outputs], target))


def spec(v):
    if v is None:
        return None
    return Spec(v._array.shape, v._dtype, v._device) if isinstance(v, Value) else scalar_spec(v)


def recorded(sample, dtype="float64", backward=False, twice=False):
    """(op, input Specs, output Specs, target) of every apply in the sample; with its gradient's, and that one's
    gradient's."""
    recorder = Recorder()
    xs = tensors(rushlight, sample, dtype, backward)
    state.recorder = recorder
    try:
        y = sample.call(rushlight, *xs)
        if backward:
            weight = rushlight.ones_like(y).requires_grad_(twice)
            grads = run_backward([y], [weight], twice, twice, xs)
            grads = [g for g in grads if g is not None and g.requires_grad]
            if grads:
                run_backward(grads, [rushlight.ones_like(g) for g in grads], False, False, [*xs, weight])
    finally:
        state.recorder = None
    return recorder.seen


@EVERY
def test_the_shape_rule_says_what_comes(sample):
    dtype = "float64" if outcome(lambda: sample.call(rushlight, *tensors(rushlight, sample)))[1] is None else "int64"
    for op, inputs, outputs, target in recorded(sample, dtype):
        if op.dynamic or target is not None:
            continue
        promised = op.infer(*inputs)
        promised = (promised,) if isinstance(promised, Spec) else tuple(promised)
        assert [(s.shape, s.dtype) for s in promised] == [(s.shape, s.dtype) for s in outputs], op


def number(y, weight):
    return float((y * weight).sum())


@SMOOTH
def test_gradients_by_differences(sample):
    xs = tensors(rushlight, sample, grad=True)
    y = sample.call(rushlight, *xs)
    weight = rushlight.from_numpy(np.asarray(np.random.default_rng(3).standard_normal(tuple(y.shape)))).to(y.dtype)
    got = run_backward([y], [weight], False, False, xs)
    for k, (x, g) in enumerate(zip(xs, got, strict=True)):
        flat = x.detach().numpy().reshape(-1)
        slopes = []
        for i in range(flat.size):
            ends = []
            for step in (1e-6, -1e-6):
                a = flat.copy()
                a[i] += step
                moved = [rushlight.from_numpy(a.reshape(x.shape)) if j == k else v.detach() for j, v in enumerate(xs)]
                ends.append(number(sample.call(rushlight, *moved), weight))
            slopes.append((ends[0] - ends[1]) / 2e-6)
        actual = np.zeros(flat.size) if g is None else g.numpy().reshape(-1)
        if not sample.kink:
            np.testing.assert_allclose(actual, slopes, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "int64"])
@EVERY
def test_layout_does_not_matter(sample, dtype):
    if sample.one_layout or (not sample.dtypes and dtype != "float32"):
        pytest.skip(sample.one_layout or "made for real floats")
    xs = tensors(rushlight, sample, dtype)
    expected, failure = outcome(lambda: sample.call(rushlight, *xs))
    if failure is not None:
        pytest.skip("not for this dtype")

    def strided(x):
        if not x.shape:
            return x
        a = np.zeros((*[2 * n for n in x.shape][::-1],), x._array.dtype)
        a = a[tuple(slice(None, None, 2) for _ in x.shape)].T
        a[...] = x._array
        return type(x)._wrap(a, x._dtype)

    got = sample.call(rushlight, *map(strided, xs))
    assert got.dtype == expected.dtype
    limit = {"float32": 1e-5, "bfloat16": 1e-2}.get(dtype, 1e-6)
    np.testing.assert_allclose(
        np.asarray(got.to(rushlight.float64).tolist()),
        np.asarray(expected.to(rushlight.float64).tolist()),
        rtol=limit,
        atol=limit,
    )


@pytest.mark.torch
@pytest.mark.parametrize("shape", [(), (0,), (2, 0, 3), (1,), (17,)], ids=str)
@POINTWISE
def test_every_size(sample, shape):
    torch = pytest.importorskip("torch")
    n = int(np.prod(shape))
    arrays = [np.resize(a, n).reshape(shape) for a in sample.arrays]
    expected, failure = outcome(lambda: sample.call(torch, *[torch.from_numpy(a) for a in arrays]))
    got, error = outcome(lambda: sample.call(rushlight, *[rushlight.from_numpy(a) for a in arrays]))
    assert (failure is None) == (error is None), (failure, error)
    if failure is None:
        close(got, expected, "float64", sample)


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "int64", "bool"])
@IN_PLACE
def test_in_place_is_out_of_place(sample, dtype):
    xs = tensors(rushlight, sample, dtype)
    expected, failure = outcome(lambda: sample.call(rushlight, *xs))
    if failure is not None or expected.shape != xs[0].shape:
        pytest.skip("not for this dtype")
    x = xs[0].clone()
    before = x._version
    got, error = outcome(lambda: getattr(x, sample.inplace)(*xs[1:], *sample.args, **sample.options))
    if error is not None:
        assert isinstance(error, RuntimeError)
        assert "can't be cast" in str(error)
        return
    assert got is x
    assert x._version > before
    assert x.dtype == xs[0].dtype
    np.testing.assert_array_equal(np.asarray(x.tolist()), np.asarray(expected.to(x.dtype).tolist()))


def test_samples_have_names_of_their_own():
    assert [name for name, n in Counter(s.name for s in SAMPLES).items() if n > 1] == []


def test_numbers_depend_on_nothing_but_the_name():
    x = normal(3, 4)

    def bits(name):
        return [a.tobytes() for a in Sample(name, None, x, np.round(x) + 1, x[0], spread(2, 3), places(9, 50)).arrays]

    first = bits("one")
    assert bits("another") != first
    assert bits("one") == first
    whole, rounded, row = Sample("one", None, x, np.round(x), x[0]).arrays
    assert (rounded == np.round(whole)).all() and (row == whole[0]).all()  # the same numbers within a sample


def test_order_of_the_table_does_not_matter():
    for i in np.random.default_rng(0).permutation(len(SAMPLES)):
        again = Sample(SAMPLES[i].name, None, *SAMPLES[i].given)
        for a, b in zip(again.arrays, SAMPLES[i].arrays, strict=True):
            assert (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes()), again
    for path in (HERE / "samples").glob("*.py"):
        assert "random." not in path.read_text(), f"{path.name} draws numbers of its own, in the order of its lines"


def ops():
    """Every class of op in the library, however deep its file lies."""
    for module in modules(rushlight._ops):
        for cls in vars(module).values():
            if isinstance(cls, type) and issubclass(cls, Op) and cls.__module__ == module.__name__:
                yield cls


def test_every_op_has_a_sample():
    used = set()
    for sample in SAMPLES:
        for dtype, order in (("float64", 2), ("float64", 1), ("float64", 0), ("int64", 0)):
            if order > sample.grad + (sample.grad and sample.double):
                continue
            try:
                seen = recorded(sample, dtype, order > 0, order > 1)
            except (RuntimeError, TypeError, ValueError):  # not for this dtype
                continue
            used.update(type(op) for op, *_ in seen)
    assert all((HERE / suite).exists() for suite in ELSEWHERE)
    elsewhere = set(" ".join(ELSEWHERE.values()).split())
    every = set(ops())
    assert elsewhere <= {cls.__name__ for cls in every}
    assert len(every) >= 398
    rest = {cls for cls in every - used if not cls.__subclasses__()}
    assert {f"{cls.__module__}.{cls.__name__}" for cls in rest if cls.__name__ not in elsewhere} == set()
