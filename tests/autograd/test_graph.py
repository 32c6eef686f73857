"""The graph's public side: hooks on what it keeps, edges, hooks on several gradients, what nodes tell of themselves."""

from __future__ import annotations

import gc
import weakref

import pytest

import rushlight as torch
from rushlight.autograd import Function, grad
from rushlight.autograd.graph import (
    GradientEdge,
    Node,
    allow_mutation_on_saved_tensors,
    disable_saved_tensors_hooks,
    get_gradient_edge,
    increment_version,
    register_multi_grad_hook,
    save_on_cpu,
    saved_tensors_hooks,
)


def leaf(*numbers):
    return torch.tensor(numbers, dtype=torch.float64, requires_grad=True)


# Saved tensors --------------------------------------------------------------------------------------------------------


def test_hooks_see_what_is_kept_and_replace_it():
    x, w, packed = leaf(1.0, 2.0), leaf(3.0, 4.0), []

    def pack(t):
        assert not torch.is_grad_enabled()
        packed.append(t.tolist())
        return t.detach().numpy().copy()

    with saved_tensors_hooks(pack, torch.from_numpy):
        y = x * w  # keeps both
        z = y.exp()  # its result
        total = (z + 1).sum()  # nothing
    assert packed == [[3.0, 4.0], [1.0, 2.0], z.tolist()]  # "other" comes before "self"
    total.backward()
    assert x.grad.tolist() == (z * w).tolist() and w.grad.tolist() == (z * x).tolist()
    with pytest.raises(RuntimeError, match="a second time"):
        total.backward()


def test_unpacked_values_have_their_history():
    x = leaf(0.5, 2.0)
    with saved_tensors_hooks(lambda t: t.detach().clone(), lambda t: t):
        y = ((x * x).exp() * x).sum()
    (g,) = grad(y, x, create_graph=True)
    (h,) = grad(g.sum(), x)
    plain = ((x * x).exp() * x).sum()
    (g0,) = grad(plain, x, create_graph=True)
    assert g.tolist() == pytest.approx(g0.tolist())
    assert h.tolist() == pytest.approx(grad(g0.sum(), x)[0].tolist())


def test_the_innermost_hooks_count_and_all_kinds_of_ops_ask_them():
    x, names = leaf(1.0, 4.0), []

    def named(name):
        return saved_tensors_hooks(lambda t: names.append(name) or t, lambda t: t)

    class Square(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, g):
            return g * 2 * ctx.saved_tensors[0]

    with named("outer"):
        a = x.sqrt()
        with named("inner"):
            b = Square.apply(a)
        c = b.max(0)[0]
        d = c * 1
        d.sin_()
    assert names == ["outer", "inner", *["outer"] * (len(names) - 2)] and len(names) >= 3
    d.backward()
    assert x.grad.tolist() == pytest.approx([0.0, torch.tensor(4.0).cos().item()])


def test_a_write_after_packing_goes_unnoticed():
    x = leaf(1.0, 2.0)
    with saved_tensors_hooks(lambda t: t.clone(), lambda t: t):
        y = x * 1
        z = y * y
    y.zero_()
    z.sum().backward()
    assert x.grad.tolist() == [2.0, 4.0]


def test_hook_errors():
    x = leaf(1.0)
    with saved_tensors_hooks(lambda t: t, lambda t: 3):
        y = x * x
    with pytest.raises(TypeError, match="expected to be a Tensor but got result of type int"):
        y.backward()
    with (
        saved_tensors_hooks(lambda t: t.zero_(), lambda t: t),
        pytest.raises(RuntimeError, match="pack hook is modifying its input in place"),
    ):
        y = leaf(1.0)
        (y * 1) * y
    with disable_saved_tensors_hooks("not here"):
        with pytest.raises(RuntimeError, match="not here"), saved_tensors_hooks(id, id):
            pass
        assert (x * x).item() == 1.0
    with (
        saved_tensors_hooks(lambda t: t, lambda t: t),
        pytest.raises(RuntimeError, match="nor here"),
        disable_saved_tensors_hooks("nor here"),
    ):
        pass
    with pytest.raises(ZeroDivisionError), saved_tensors_hooks(lambda t: 1 / 0, lambda t: t):
        x * x
    assert (x * x).requires_grad


def test_save_on_cpu():
    x = leaf(1.0, 2.0)
    with save_on_cpu():
        y = x * 2
        z = (y * y).sum()
    y.data.zero_()  # a copy was kept
    z.backward()
    assert x.grad.tolist() == [8.0, 16.0]


def test_packed_results_make_no_cycle():
    x = leaf(1.0)
    with saved_tensors_hooks(lambda t: t.detach(), lambda t: t):
        y = x.exp()
    node = weakref.ref(y.grad_fn)
    gc.disable()
    try:
        del y
        assert node() is None
    finally:
        gc.enable()


def test_mutation_of_saved_tensors():
    x = leaf(1.0, 2.0)
    with allow_mutation_on_saved_tensors() as context:
        y = x.clone()
        z = (y * y).sum() + y.exp().sum()
        y[0] = 7.0
        y.sin_()
        with torch.no_grad():
            y.zero_()
        z.backward()
        left = (y.clone() ** 2).sum()
        with pytest.raises(RuntimeError, match="cannot be nested"), allow_mutation_on_saved_tensors():
            pass
    assert x.grad.tolist() == pytest.approx((2 * x + x.exp()).tolist())
    assert not context.kept
    with pytest.raises(AssertionError, match="outside of the 'allow_mutation_on_saved_tensors' context"):
        left.backward()
    y = x.clone()
    z = y * y
    y.zero_()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        z.sum().backward()


def test_increment_version():
    x = leaf(1.0) * 1
    y = x * x
    increment_version([x, x])
    assert x._version == 2
    with pytest.raises(RuntimeError, match=r"increment_version_ changed it at .*test_graph\.py"):
        y.backward()


# Nodes ----------------------------------------------------------------------------------------------------------------

SAVED = [
    ("x * y", {"self": "x", "other": "y"}),
    ("x / y", {"self": "x", "other": "y"}),
    ("x.exp()", {"result": "x.exp()"}),
    ("x.log()", {"self": "x"}),
    ("x.pow(3)", {"self": "x", "exponent": "3"}),
    ("x.pow(y)", {"self": "x", "exponent": "y"}),
    ("x.tanh()", {"result": "x.tanh()"}),
    ("m @ m2", {"self": "m", "mat2": "m2"}),
    ("m.mv(x)", {"self": "m", "vec": "x"}),
    ("x.dot(y)", {"self": "x", "tensor": "y"}),
    ("m.softmax(0)", {"result": "m.softmax(0)"}),
    ("x.sigmoid()", {"result": "x.sigmoid()"}),
    ("torch.where(x > 1, x, y)", {"condition": "x > 1"}),
    ("torch.addmm(m, m, m2)", {"mat1": "m", "mat2": "m2"}),
    ("x.gather(0, i)", {"index": "i"}),
    ("m.index_select(0, i)", {"index": "i"}),
    ("x.relu()", {"result": "x.relu()"}),
    ("x.abs()", {"self": "x"}),
    ("x.sqrt()", {"result": "x.sqrt()"}),
    ("torch.addcmul(x, x, y)", {"tensor1": "x", "tensor2": "y"}),
    ("torch.nn.functional.mse_loss(x, y)", {"self": "x", "target": "y"}),
    ("torch.bmm(m[None], m2[None])", {"self": "m[None]", "mat2": "m2[None]"}),
    ("torch.nn.functional.conv1d(m[None], m2[None])", {"input": "m[None]", "weight": "m2[None]"}),
]


@pytest.mark.torch
@pytest.mark.parametrize(("code", "kept"), SAVED)
def test_saved_attributes_are_pytorchs(code, kept):
    for lib in (torch, pytest.importorskip("torch")):
        env = {
            "torch": lib,
            "x": lib.tensor([0.5, 1.5, 2.5], dtype=lib.float64, requires_grad=True),
            "y": lib.tensor([2.0, 1.0, 3.0], dtype=lib.float64, requires_grad=True),
            "m": (lib.arange(9.0, dtype=lib.float64) - 3).reshape(3, 3).requires_grad_(),
            "m2": (lib.arange(9.0, dtype=lib.float64) / 4).reshape(3, 3).requires_grad_(),
            "i": lib.tensor([0, 2]),
        }
        node = eval(code, env).grad_fn
        for name, expected in kept.items():
            value, expected = getattr(node, f"_saved_{name}"), eval(expected, env)
            assert value == expected if isinstance(expected, int) else bool((value == expected).all())
            assert f"_saved_{name}" in dir(node)


def test_saved_attributes():
    x = leaf(1.0, 2.0)
    y = x * x
    assert y.grad_fn._saved_self is x and isinstance(y.grad_fn, Node)
    with pytest.raises(AttributeError, match="MulBackward0 keeps no '_saved_result'; it has"):
        y.grad_fn._saved_result  # noqa: B018
    with pytest.raises(AttributeError):
        y.grad_fn.nonsense  # noqa: B018
    raw = y.grad_fn._raw_saved_self
    raw.register_hooks(lambda t: t * 10, lambda t: t)
    with pytest.raises(RuntimeError, match="hooks have already been set"):
        raw.register_hooks(id, id)
    y.sum().backward()
    assert x.grad.tolist() == [11.0, 22.0]
    with pytest.raises(RuntimeError, match="a second time"):
        y.grad_fn._saved_self  # noqa: B018


# Edges ----------------------------------------------------------------------------------------------------------------


def test_edges():
    x = leaf(1.0, 2.0)
    y = x * 3
    z = (y * y).sum()
    node, nr, _ = edge = get_gradient_edge(y)
    assert isinstance(edge, GradientEdge) and node is y.grad_fn and nr == 0
    assert get_gradient_edge(x).node == y.grad_fn.next_functions[0][0]
    assert [g.tolist() for g in grad(get_gradient_edge(z), [edge, get_gradient_edge(x)], retain_graph=True)] == [
        [6.0, 12.0],
        [18.0, 36.0],
    ]
    torch.autograd.backward([edge], [torch.ones(2, dtype=torch.float64)], retain_graph=True)
    assert x.grad.tolist() == [3.0, 3.0]
    z.backward(inputs=[get_gradient_edge(x)])
    assert x.grad.tolist() == [21.0, 39.0]
    values, indices = leaf(3.0, 1.0).sort(0)
    assert get_gradient_edge(values).output_nr == 0
    with pytest.raises(RuntimeError, match="not possible to get the gradient edge"):
        get_gradient_edge(indices)
    with pytest.raises(RuntimeError, match="implicitly created only for scalar outputs"):
        grad(edge, x)
    with pytest.raises(RuntimeError, match="Mismatch in shape"):
        grad(edge, x, torch.ones(3, dtype=torch.float64))
    with pytest.raises(RuntimeError, match="GradientEdge"):
        grad(x.sum(), [get_gradient_edge(leaf(1.0) * 1)], materialize_grads=True)


def test_backward_into_inputs():
    x, w, seen = leaf(1.0, 2.0), leaf(3.0, 4.0), []
    x.register_hook(lambda g: seen.append("hook"))
    x.register_post_accumulate_grad_hook(lambda p: seen.append("gathered"))
    y = x * w
    z = y.sum()
    z.backward(inputs=[x], retain_graph=True)
    assert seen == ["hook", "gathered"] and x.grad.tolist() == [3.0, 4.0] and w.grad is None
    first = x.grad
    z.backward(inputs=[x], retain_graph=True)
    assert x.grad is first and first.tolist() == [6.0, 8.0]
    seen.clear()
    z.backward(inputs=w, retain_graph=True)
    assert not seen and w.grad.tolist() == [1.0, 2.0]  # x takes no part
    z.backward(inputs=[y])
    assert y.grad.tolist() == [1.0, 1.0] and y.retains_grad
    with pytest.raises(RuntimeError, match="cannot be empty"):
        leaf(1.0).backward(inputs=[])


# Hooks on several gradients -------------------------------------------------------------------------------------------


def test_multi_grad_hooks():
    x, y, z, seen = leaf(1.0), leaf(1.0), leaf(1.0), []
    a, b = x * 2, y * 3

    def every(grads):
        seen.append([None if g is None else g.item() for g in grads])

    handle = register_multi_grad_hook([a, b, z], every)
    first = register_multi_grad_hook((a, b), lambda g: seen.append(g.item()), mode="any")
    (a + b).backward(retain_graph=True)
    assert seen == [1.0, [1.0, 1.0, None]]
    seen.clear()
    a.backward(retain_graph=True)
    assert sorted(map(str, seen)) == ["1.0", "[1.0, None, None]"]
    seen.clear()
    grad(a + b, [x], retain_graph=True)
    assert sorted(map(str, seen)) == ["1.0", "[1.0, None, None]"]
    seen.clear()
    first.remove()
    grad(a * b, [a, b], retain_graph=True)
    assert seen == [[3.0, 2.0, None]]
    handle.remove()
    (a + b).backward()
    assert len(seen) == 1
    with pytest.raises(ValueError, match="Expects mode to be one of"):
        register_multi_grad_hook([x], every, mode="some")
    with pytest.raises(AssertionError):
        register_multi_grad_hook([x.detach()], every)


def test_save_on_cpu_pins_nothing_without_cuda():
    x = leaf(2.0)
    with torch.autograd.graph.save_on_cpu(pin_memory=True):
        y = x * x
    y.backward()
    assert x.grad.item() == 4.0


SHARED = {  # parts that keep nothing for their gradient
    "x + 1": lambda x: x + 1,
    "1 - x": lambda x: 1 - x,
    "-x": lambda x: -x,
    "view": lambda x: x.view(3, 1),
    "slice": lambda x: x[1:],
    "cat": lambda x: torch.cat([x, x]),
    "stack": lambda x: torch.stack([x, x]),
    "expand": lambda x: x.expand(2, 3),
    "sum": torch.sum,
    "clone": torch.clone,
    "split": lambda x: x.split(1)[0],
    "double": lambda x: x.double(),
    "flip": lambda x: x.flip(0),
    "roll": lambda x: x.roll(1),
    "pad": lambda x: torch.nn.functional.pad(x, (1, 1)),
    "tril": lambda x: x.expand(3, 3).tril(),
    "cumsum": lambda x: x.cumsum(0),
}


@pytest.mark.parametrize("name", SHARED)
def test_two_losses_of_a_part_that_keeps_nothing(name):
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    h = SHARED[name](x)
    (h * 2).sum().backward()
    (h * 3).sum().backward()
    y = x.detach().requires_grad_()
    (SHARED[name](y) * 5).sum().backward()
    assert x.grad.tolist() == y.grad.tolist()


@pytest.mark.parametrize("f", [lambda x: x * x, lambda x: x * 2, torch.exp, lambda x: x**2, lambda x: x / 3])
def test_two_losses_of_a_part_that_keeps_something(f):
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    h = f(x)
    h.sum().backward()
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        h.sum().backward()
