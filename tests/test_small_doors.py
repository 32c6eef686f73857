"""Names that packages import, each with what is behind it; beside PyTorch's answers where it is installed."""

from __future__ import annotations

import importlib
import warnings

import numpy as np
import pytest

import rushlight


def both():
    """rushlight, and PyTorch if it is installed."""
    return rushlight, pytest.importorskip("torch")


def answer(call, m):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return repr(call(m))
        except Exception as e:
            return f"{type(e).__name__}: {str(e)[:60]}"


CALLS = [
    lambda t: t._assert(False, "no"),
    lambda t: t._assert(t.tensor(1), "no"),
    lambda t: t._assert_async(t.tensor(0)),
    lambda t: t._assert_async(t.tensor(0), "zero"),
    lambda t: t._assert_async(t.tensor(2.0)),
    lambda t: t._check(False),
    lambda t: t._check(1),
    lambda t: t._check(t.tensor(True)),
    lambda t: t._check(False, lambda: "text"),
    lambda t: t._check(False, "text"),
    lambda t: t._check_index(False),
    lambda t: t._check_value(False),
    lambda t: t._check_type(False, lambda: 3),
    lambda t: t._check_not_implemented(False),
    lambda t: t._check_is_size(-1),
    lambda t: t._check_is_size(3, max=2),
    lambda t: t._check_with(KeyError, False, lambda: "x"),
    lambda t: t._check_tensor_all(t.tensor([True, False])),
    lambda t: t._check_tensor_all(t.tensor([1])),
    lambda t: t._check_tensor_all([True]),
    lambda t: t.solve(1, 2),
    lambda t: t.symeig(1),
    lambda t: t.eig(1),
    lambda t: t.lstsq(1, 2),
    lambda t: t.matrix_rank(1),
    lambda t: t.cond(t.tensor(True), lambda x: x + 1, lambda x: x - 1, (t.ones(1),)),
    lambda t: t.legacy_contiguous_format,
    lambda t: t.is_anomaly_enabled(),
    lambda t: t._shape_as_tensor(t.ones(2, 3)),
    lambda t: [getattr(t, f"_cast_{n}")(t.tensor([1.5])) for n in ("Byte", "Double", "Int", "Long", "Half")],
    lambda t: t._softmax_backward_data(t.tensor([1.0, 2.0]), t.tensor([0.5, 0.5]), 0, t.float32),
    lambda t: t._log_softmax_backward_data(t.tensor([1.0, 2.0]), t.tensor([0.5, 0.5]), 0, t.float64),
    lambda t: t._convert_indices_from_coo_to_csr(t.tensor([0, 0, 2, 3]), 5, out_int32=True),
    lambda t: t._convert_indices_from_csr_to_coo(t.tensor([0, 2, 2, 3]), t.tensor([1, 0, 1]), transpose=True),
    lambda t: t._segment_reduce(t.arange(4.0), "sum", lengths=t.tensor([1, 3])),
    lambda t: (
        t.nn.functional.grouped_mm(t.ones(5, 16).bfloat16(), t.ones(2, 16, 8).bfloat16(), offs=ends(t, 2, 5)).shape
    ),
    lambda t: t.nn.functional.grouped_mm(t.ones(5, 16).bfloat16(), t.ones(16, 8).bfloat16(), offs=ends(t, 4, 16)),
    lambda t: t.nn.functional.grouped_mm(t.ones(2, 3, 16).bfloat16(), t.ones(2, 16, 8).bfloat16()),
    lambda t: t._scaled_mm(eye(t), eye(t).t(), t.tensor(2.0), t.tensor(3.0), out_dtype=t.float32).diagonal(),
]


def ends(t, *places):
    return t.tensor(places, dtype=t.int32)


def eye(t):
    return t.eye(16).to(t.float8_e4m3fn)


@pytest.mark.parametrize("call", CALLS, ids=range(len(CALLS)))
def test_answers_are_pytorchs(call):
    ours, theirs = both()
    assert answer(call, ours) == answer(call, theirs)


def test_loops_that_are_functions():
    i, x = rushlight.while_loop(
        lambda i, x: i < 3, lambda i, x: (i + 1, x * 2), (rushlight.tensor(0), rushlight.ones(1))
    )
    assert (i.item(), x.item()) == (3, 8.0)
    for wrong in (lambda: rushlight.while_loop(1, 2, ()), lambda: rushlight.cond("a", abs, abs)):
        with pytest.raises(RuntimeError):
            wrong()


def test_versions_compare():
    from rushlight.torch_version import TorchVersion

    v = TorchVersion("2.13.0")
    assert v >= (2, 4) and v > "2.9.1" and v == "2.13" and v != (2, 12) and not v < "2.13.0a0"
    assert (
        TorchVersion("1.10.0a") < (1, 10) and TorchVersion("2.13.0+cpu") > "2.13.0" and v >= "parrot"
    ) or v < "parrot"
    assert hash(v) == hash("2.13.0") and v.split(".")[0] == "2"


def test_versions_compare_as_pytorchs():
    pytest.importorskip("torch")
    from torch.torch_version import TorchVersion as Theirs

    from rushlight.torch_version import TorchVersion as Ours

    texts = ["1.10.0a", "1.10", "2.13.0+cpu", "2.13.0", "2.9.1rc2", "2.0.0.dev2023", "3"]
    for a in texts:
        for b in [*texts, (1, 10), (2, 13, 0)]:
            for op in ("__lt__", "__le__", "__eq__", "__gt__", "__ge__"):
                assert bool(getattr(Ours(a), op)(b)) == bool(getattr(Theirs(a), op)(b)), (a, op, b)


def test_helpers_of_distributions_and_initial_numbers():
    utils = importlib.import_module("rushlight.distributions.utils")
    assert utils._sum_rightmost(rushlight.ones(2, 3, 4), 2).tolist() == [12.0, 12.0]
    rushlight.manual_seed(0)
    drawn = utils._standard_normal((2, 2), rushlight.float64, "cpu")
    rushlight.manual_seed(0)
    assert drawn.tolist() == rushlight.empty(2, 2, dtype=rushlight.float64).normal_().tolist()
    p = rushlight.nn.Parameter(rushlight.zeros(3))
    init = rushlight.nn.init
    assert init._no_grad_uniform_(p, 2.0, 3.0) is p and (p >= 2).all() and p.requires_grad
    assert init._no_grad_fill_(p, 4).tolist() == [4.0] * 3 and init._no_grad_zero_(p).tolist() == [0.0] * 3
    assert init._no_grad_normal_(p, 0, 1) is p and init._no_grad_trunc_normal_(p, 0, 1, -1, 1).abs().max() <= 1


def test_modules_with_other_parameters():
    stateless = importlib.import_module("rushlight.nn.utils.stateless")
    layer = rushlight.nn.Linear(2, 1)
    mine = layer.weight
    with stateless._reparametrize_module(layer, {"weight": rushlight.ones(1, 2), "bias": rushlight.zeros(1)}):
        assert layer(rushlight.ones(2)).tolist() == [2.0]
    assert layer.weight is mine


def test_tensors_change_places():
    a, b = rushlight.ones(2), rushlight.nn.Parameter(rushlight.zeros(3))
    b.note = "b"
    rushlight.utils.swap_tensors(a, b)
    assert a.tolist() == [0.0] * 3 and type(a) is rushlight.nn.Parameter and a.note == "b" and a.requires_grad
    assert b.tolist() == [1.0, 1.0] and type(b) is rushlight.Tensor and not b.requires_grad
    (a * 2).sum().backward()
    assert a.grad.tolist() == [2.0] * 3
    keep = __import__("weakref").ref(a)
    with pytest.raises(RuntimeError, match="weakref"):
        rushlight.utils.swap_tensors(a, b)
    assert keep() is a


def test_inputs_are_cut_up_and_put_together():
    parallel = importlib.import_module("rushlight.nn.parallel.scatter_gather")
    args, kwargs = parallel.scatter_kwargs((rushlight.arange(4), "a"), {"x": [rushlight.ones(4)]}, ["cpu", "cpu"])
    assert [a[0].tolist() for a in args] == [[0, 1], [2, 3]] and [a[1] for a in args] == ["a", "a"]
    assert kwargs[1]["x"][0].tolist() == [1.0, 1.0]
    joined = parallel.gather([{"y": rushlight.ones(1), "n": None}, {"y": rushlight.zeros(2), "n": None}], "cpu")
    assert joined["y"].tolist() == [1.0, 0.0, 0.0] and joined["n"] is None


def test_printing_by_the_names_that_packages_use():
    from rushlight import _tensor_str

    x = rushlight.tensor([1.0, 2.12345])
    assert _tensor_str._tensor_str(x, 0) == "[1.0000, 2.1235]" and _tensor_str._str(x) == repr(x)
    before = _tensor_str.PRINT_OPTS.precision
    _tensor_str.PRINT_OPTS.precision = 2
    try:
        assert repr(x) == "tensor([1.00, 2.12])"
    finally:
        _tensor_str.PRINT_OPTS.precision = before
    assert _tensor_str._add_suffixes("tensor([1]", ["dtype=x"], 7, False) == "tensor([1], dtype=x)"


def test_shapes_of_a_graph_are_noted():
    from rushlight.fx.passes.shape_prop import ShapeProp

    net = rushlight.nn.Sequential(rushlight.nn.Conv2d(1, 2, 3), rushlight.nn.ReLU())
    traced = rushlight.fx.symbolic_trace(net)
    ShapeProp(traced).propagate(rushlight.ones(1, 1, 5, 5))
    shapes = [tuple(n.meta["tensor_meta"].shape) for n in traced.graph.nodes]
    assert shapes == [(1, 1, 5, 5), (1, 2, 3, 3), (1, 2, 3, 3), (1, 2, 3, 3)]
    assert rushlight.fx._pytree.tree_flatten_spec([1, (2,)], rushlight.utils._pytree.tree_structure([0, (0,)])) == [
        1,
        2,
    ]
    with pytest.raises(RuntimeError, match="symbolic_trace"):
        rushlight.fx.experimental.proxy_tensor.make_fx(abs)


def test_weak_dicts_tell_tensors_apart_by_identity():
    from rushlight.utils.weak import WeakTensorKeyDictionary

    notes, x, y = WeakTensorKeyDictionary(), rushlight.ones(2), rushlight.ones(2)
    notes[x] = 1
    assert notes[x] == 1 and y not in notes and len(notes) == 1 and next(iter(notes)) is x
    del x
    assert len(notes) == 0


def test_what_needs_a_compiler_raises_on_use():
    cpp = importlib.import_module("rushlight.utils.cpp_extension")
    for call in (lambda: cpp.load("x", []), lambda: cpp.CUDAExtension("x", []), lambda: cpp.BuildExtension()):
        with pytest.raises(RuntimeError, match=r"torch\.library\.custom_op"):
            call()
    assert cpp.CUDA_HOME is None and not cpp.is_ninja_available()


def test_profilers_that_are_not_there():
    profiler = importlib.import_module("rushlight.autograd.profiler")
    assert not rushlight.profiler.kineto_available() and not rushlight.autograd._profiler_enabled()
    with profiler.emit_nvtx() as block:
        assert block is not None
        rushlight.ones(1)
    with rushlight.profiler.profile():
        assert rushlight.autograd._profiler_enabled()
    assert not rushlight.autograd._profiler_enabled()


def test_states_of_devices():
    checkpoint = importlib.import_module("rushlight.utils.checkpoint")
    assert checkpoint.get_device_states(rushlight.ones(1), "x", [rushlight.ones(1, device="meta")]) == ([], [])
    checkpoint.set_device_states([], [])
    with pytest.raises(RuntimeError, match="no device cuda:0"):
        checkpoint.set_device_states([0], [rushlight.get_rng_state()])


def test_sizes_and_dtypes_that_packages_ask_about():
    prims = importlib.import_module("rushlight._prims_common")
    assert prims.make_contiguous_strides_for((2, 3, 4)) == (12, 4, 1) and prims.canonicalize_dim(3, -1) == 2
    assert prims.is_integer_dtype(rushlight.int8) and not prims.is_float_dtype(rushlight.complex64)
    hub = importlib.import_module("rushlight.hub")
    assert hub.urlparse("https://a.b/c").netloc == "a.b" and hub.get_dir().startswith(hub._get_torch_home())
    collate = importlib.import_module("rushlight.utils.data._utils.collate")
    assert collate.np_str_obj_array_pattern.search(np.array(["a"]).dtype.str)
    zoo = importlib.import_module("rushlight.utils.model_zoo")
    assert callable(zoo.load_url)
