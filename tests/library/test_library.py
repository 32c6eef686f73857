"""torch.library and torch.ops: custom operators that run, and PyTorch's own by their schemas."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import rushlight as torch
from rushlight import Tensor, library

ops = torch.ops


@library.custom_op("testing::scaled", mutates_args=())
def scaled(x: Tensor, k: float = 2.0) -> Tensor:
    """x * k, past everything that records."""
    return torch.from_numpy(x.detach().numpy() * k)


@scaled.register_fake
def _(x, k=2.0):
    return torch.empty_like(x)


scaled.register_autograd(
    lambda ctx, g: (g * ctx.k, None), setup_context=lambda ctx, inputs, output: setattr(ctx, "k", inputs[1])
)


@library.custom_op("testing::add_sums", mutates_args=("x",))
def add_sums(x: Tensor, ys: Sequence[Tensor]) -> None:
    x.add_(sum(y.sum() for y in ys))


@library.custom_op("testing::both", mutates_args=())
def both(xs: list[Tensor], n: int | None = None) -> tuple[Tensor, Tensor]:
    return xs[0] * 2, xs[1] * 3


both.register_autograd(lambda ctx, a, b: ([a * 2, b * 3],), setup_context=lambda ctx, inputs, output: None)


def test_custom_operators_run_and_have_gradients():
    x = torch.ones(2, requires_grad=True)
    y = scaled(x, 3.0)
    assert y.tolist() == [3.0, 3.0] and y.requires_grad
    y.sum().backward()
    assert x.grad.tolist() == [3.0, 3.0]
    assert ops.testing.scaled(torch.ones(1)).item() == 2.0
    p, q = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    a, b = both([p, q])
    (a.sum() + b.sum() * 5).backward()
    assert p.grad.tolist() == [2.0, 2.0] and q.grad.tolist() == [15.0, 15.0]


def test_operators_have_names_and_schemas():
    overload = ops.testing.scaled.default
    assert str(overload) == "testing.scaled.default" and overload.name() == "testing::scaled"
    assert repr(overload) == "<OpOverload(op='testing.scaled', overload='default')>"
    assert repr(ops.testing.scaled) == "<OpOverloadPacket(op='testing.scaled')>"
    assert str(overload._schema) == "testing::scaled(Tensor x, float k=2.) -> Tensor"
    assert str(ops.testing.add_sums.default._schema) == "testing::add_sums(Tensor(a0!) x, Tensor[] ys) -> ()"
    assert str(ops.testing.both.default._schema) == "testing::both(Tensor[] xs, SymInt? n=None) -> (Tensor, Tensor)"
    assert overload.namespace == "testing" and ops.testing.scaled.overloads() == ["default"]
    assert repr(scaled) == "<CustomOpDef(testing::scaled)>"
    assert hasattr(ops, "nobody") and not hasattr(ops.nobody, "x") and not hasattr(ops.testing.scaled, "other")


def test_operators_that_write():
    x = torch.zeros(2)
    before = x._version
    add_sums(x, [torch.ones(2), torch.ones(3)])
    assert x.tolist() == [5.0, 5.0] and x._version > before
    with pytest.raises(RuntimeError, match="non-functional operator"):
        add_sums.register_autograd(lambda ctx, g: g)


def test_fake_forms_and_checks():
    assert scaled(torch.ones(2, 3, device="meta")).shape == (2, 3)
    assert set(library.opcheck(scaled, (torch.ones(2, requires_grad=True),)).values()) == {"SUCCESS"}
    with pytest.raises(NotImplementedError, match="no fake impl"):
        both([torch.ones(1, device="meta")] * 2)

    @library.custom_op("testing::secretly", mutates_args=())
    def secretly(x: Tensor) -> Tensor:
        x.add_(1)
        return x + 1

    with pytest.raises(RuntimeError, match="was changed"):
        library.opcheck(secretly, (torch.ones(1),), test_utils="test_schema")


def test_wrong_calls():
    @library.custom_op("testing::same", mutates_args=())
    def same(x: Tensor) -> Tensor:
        return x

    with pytest.raises(RuntimeError, match="must not also be an input"):
        same(torch.ones(1))
    with pytest.raises(RuntimeError, match="no autograd formula was registered"):

        @library.custom_op("testing::plain", mutates_args=())
        def plain(x: Tensor) -> Tensor:
            return x.clone()

        plain(torch.ones(1, requires_grad=True)).backward()
    for call in (lambda: scaled(), lambda: scaled(1), lambda: scaled(torch.ones(1), k="a"), lambda: scaled(z=1)):
        with pytest.raises(RuntimeError):
            call()
    with pytest.raises(ValueError, match="type annotation"):
        library.infer_schema(lambda x: x, mutates_args=())
    with pytest.raises(ValueError, match="namespace"):
        library.custom_op("bare", mutates_args=())(lambda x: x)
    with pytest.raises(RuntimeError, match="Triton"):
        library.wrap_triton(None)
    with pytest.raises(OSError, match="custom_op"):
        ops.load_library("x.so")


def test_libraries():
    with library._scoped_library("testlib", "DEF") as lib:
        assert lib.define("power(Tensor x, int n=2, *, float? s=None) -> Tensor") == "power"
        lib.impl("power", lambda x, n=2, s=None: x**n, "CPU")
        x = torch.full((2,), 3.0, requires_grad=True)
        assert ops.testlib.power(x).tolist() == [9.0, 9.0]
        with pytest.raises(RuntimeError, match="already a kernel"):
            lib.impl("power", lambda x: x, "CPU")
        with pytest.raises(RuntimeError, match="same name"):
            lib.define("power(Tensor x) -> Tensor")
        library.define("testlib::wave", "(Tensor x) -> Tensor")
        library.impl("testlib::wave", "default")(torch.sin)
        library.register_autograd("testlib::wave", lambda ctx, g: g * 7)
        y = torch.zeros(1, requires_grad=True)
        ops.testlib.wave(y).backward()
        assert y.grad.item() == 7.0
    assert not hasattr(ops.testlib, "power")
    with pytest.raises(ValueError, match="Unsupported kind"):
        library.Library("x", "OTHER")


def test_vmap_of_an_operator():
    @library.custom_op("testing::double", mutates_args=())
    def double(x: Tensor) -> Tensor:
        return x * 2

    assert ops.testing.double(torch.ones(3)).tolist() == [2.0, 2.0, 2.0]
    assert torch._ops.OpOverload is type(ops.testing.double.default)


ATEN = {
    "add.Tensor": lambda t, a, x, y: a.add.Tensor(x, y, alpha=2),
    "add": lambda t, a, x, y: a.add(x, 1),
    "mm": lambda t, a, x, y: a.mm.default(x, y.t()),
    "sum.dim_IntList": lambda t, a, x, y: a.sum.dim_IntList(x, [1], True),
    "slice.Tensor": lambda t, a, x, y: a.slice.Tensor(x, 1, 0, 2),
    "add_.Tensor": lambda t, a, x, y: a.add_.Tensor(x.clone(), y),
    "linalg_vector_norm": lambda t, a, x, y: a.linalg_vector_norm(x),
    "_softmax": lambda t, a, x, y: a._softmax.default(x, 1, False),
    "view": lambda t, a, x, y: a.view.default(x, [3, 2]),
    "native_layer_norm": lambda t, a, x, y: a.native_layer_norm.default(x, [3], None, None, 1e-5)[0],
    "convolution": lambda t, a, x, y: a.convolution.default(
        x[None], t.ones(2, 2, 2), None, [1], [1], [1], False, [0], 1
    ),
    "convolution_backward": lambda t, a, x, y: a.convolution_backward.default(
        t.ones(1, 2, 2), x[None], t.ones(2, 2, 2), [2], [1], [0], [1], False, [0], 1, [True, True, True]
    )[1],
    "where.self": lambda t, a, x, y: a.where.self(x > 2, x, y),
    "index.Tensor": lambda t, a, x, y: a.index.Tensor(x, [None, t.tensor([0, 2])]),
    "index_put": lambda t, a, x, y: a.index_put(x, [t.tensor([0])], t.ones(3)),
    "max.dim": lambda t, a, x, y: a.max.dim(x, 0)[0],
    "clamp": lambda t, a, x, y: a.clamp(x, min=1, max=2),
    "nll_loss": lambda t, a, x, y: a.nll_loss(x.log_softmax(1), t.tensor([0, 1])),
    "gelu": lambda t, a, x, y: a.gelu(x, approximate="tanh"),
    "_to_copy": lambda t, a, x, y: a._to_copy(x, dtype=t.float64),
    "fft_rfft": lambda t, a, x, y: a.fft_rfft(x).real,
    "constant_pad_nd": lambda t, a, x, y: a.constant_pad_nd(x, [1, 1], 2.0),
    "einsum": lambda t, a, x, y: a.einsum("ij,kj->ik", [x, y]),
    "_sparse_mm": lambda t, a, x, y: a._sparse_mm(x.to_sparse(), y.mT),
    "_sparse_addmm": lambda t, a, x, y: a._sparse_addmm(t.ones(2, 2), x.to_sparse(), y.mT, beta=2, alpha=0.5),
}


@pytest.mark.parametrize("name", ATEN)
def test_aten_operators_as_pytorchs(name):
    real = pytest.importorskip("torch")
    results = []
    for t in (torch, real):
        x = t.arange(6.0).reshape(2, 3)
        results.append(ATEN[name](t, t.ops.aten, x, x * 0.5 + 1))
    ours, theirs = results
    assert tuple(ours.shape) == tuple(theirs.shape) and str(ours.dtype) == str(theirs.dtype)
    assert torch.allclose(ours, torch.from_numpy(theirs.numpy()), atol=1e-5)


def test_aten_names():
    assert ops.aten.add.Tensor is ops.aten.add.Tensor and "Scalar" in ops.aten.add.overloads()
    assert (
        str(ops.aten.add.Tensor._schema) == "aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor"
    )
    assert not hasattr(ops.aten, "no_such_operator")
    with pytest.raises(RuntimeError, match="missing value for argument 'other'"):
        ops.aten.add.Tensor(torch.ones(1))


def test_every_aten_operator_is_found():
    from rushlight.library import _aten

    names = _aten.names()
    assert len(names) > 800
    assert [n for n in names if _aten._function(n) is None] == []
    assert [n for n in names if not _aten.definitions_of("aten", n)] == []  # each schema can be read
    schema = str(ops.aten.einsum.sublist._schema)
    assert schema == "aten::einsum.sublist(Tensor a, ...) -> Tensor" and ops.aten.einsum.sublist._schema.is_vararg
    with pytest.raises(RuntimeError, match="accelerator"):
        ops.aten._pin_memory.default(torch.ones(1))


def test_what_a_list_of_tensors_shares():
    lib = library.Library("testing_lists", "DEF")
    lib.define("change(Tensor[](a!) xs) -> ()")
    assert ops.testing_lists.change.default._schema.is_mutable


def test_higher_order_operators():
    from rushlight._ops import HigherOrderOperator

    class Twice(HigherOrderOperator):
        def __init__(self):
            super().__init__("twice")

        def __call__(self, f, x):
            return f(f(x))

    twice = Twice()
    assert ops.higher_order.twice is twice and twice(lambda v: v + 1, 1) == 3 and twice.name() == "twice"
    with pytest.raises(RuntimeError, match="not allowed"):
        HigherOrderOperator("x")
