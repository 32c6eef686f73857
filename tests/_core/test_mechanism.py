"""The gradient mechanism: apply, the engine, views, in-place writes, saved values, modes. test_cores.py runs it on both
cores."""

from __future__ import annotations

import gc
import threading
import weakref

import numpy as np
import pytest

import rushlight as torch
from rushlight._core import NATIVE, OUT, Op, Spec, apply, apply_, modes, scalar_spec, state
from rushlight._ops.elementwise.arithmetic import ADD


def leaf(*numbers):
    return torch.tensor(numbers, dtype=torch.float64, requires_grad=True)


class Recorder(modes.Recorder):
    """Sees every apply."""

    def __init__(self):
        self.ops = []

    def record(self, op, inputs, outputs, target):
        self.ops.append((op.name, inputs, outputs, target))

    def __enter__(self):
        state.recorder = self
        return self

    def __exit__(self, *error):
        state.recorder = None


# Ops ----------------------------------------------------------------------------------------------------------------


class Scaled(Op):
    __slots__ = ("times",)
    name = "Scaled"
    saves = ((),)

    def infer(self, x):
        return x

    def forward(self, xp, x):
        return x * self.times

    def vjp(self, need, grads, saved, specs):
        return (grads[0] * self.times,)


def test_ops_are_interned_by_type_and_value():
    assert Scaled.of(2) is Scaled.of(2)
    assert Scaled.of(2) is not Scaled.of(2.0) and Scaled.of(1) is not Scaled.of(True)
    assert Scaled.of(0.0) is not Scaled.of(-0.0)
    assert Scaled.of((1, 2)) is not Scaled.of((1.0, 2))
    assert (
        Scaled.of(2) == Scaled(2) and hash(Scaled.of(2)) == hash(Scaled(2)) and repr(Scaled.of(2)) == "Scaled(times=2)"
    )
    with pytest.raises(AttributeError, match="immutable"):
        Scaled.of(2).times = 3


def test_own_op():
    x = leaf(1.0, 2.0)
    y = apply(Scaled.of(3), x)
    assert y.tolist() == [3.0, 6.0] and y.grad_fn.name() == "ScaledBackward0"
    y.sum().backward()
    assert x.grad.tolist() == [3.0, 3.0]


class TwoOutputs(Op):
    """x + 1 and x * 2 are shown; x * x is only kept for the gradient."""

    __slots__ = ()
    name = "TwoOutputs"
    saves = ((OUT - 2,),)
    visible = 2

    def infer(self, x):
        return x, x, x

    def forward(self, xp, x):
        return x + 1, x * 2, x * x

    def vjp(self, need, grads, saved, specs):
        assert saved[0] is None  # not asked for
        assert saved[OUT - 2].tolist() == [9.0] and not saved[OUT - 2].requires_grad
        g = [torch.zeros(1, dtype=torch.float64) if g is None else g for g in grads]
        return (g[0] + g[1] * 2,)


def test_outputs_seen_and_saved():
    x = leaf(3.0)
    r = apply(TwoOutputs.of(), x)
    assert len(r) == 2 and [t.output_nr for t in r] == [0, 1]
    (r[1] * 5).sum().backward()
    assert x.grad.item() == 10.0


class Wrong(Op):
    __slots__ = ()
    name = "Wrong"
    saves = ((),)

    def infer(self, x):
        return x

    def forward(self, xp, x):
        return np.zeros(7)


def test_a_shape_rule_that_lies_is_caught():
    if NATIVE:
        with pytest.raises(SystemError, match="shape rule promised another"):
            apply(Wrong.of(), leaf(1.0))


class Overwrites(Op):
    __slots__ = ()
    name = "Overwrites"
    raw = True
    writes = (0,)

    def infer(self, x, y):
        return ()

    def forward(self, xp, x, y):
        x += y
        return ()


def test_ops_that_overwrite_inputs():
    x, y = torch.zeros(2), torch.ones(2)
    before = x._version
    assert apply(Overwrites.of(), x, y) == ()
    assert x.tolist() == [1.0, 1.0] and x._version == before + 1 and y._version == 0
    with pytest.raises(RuntimeError, match="leaf Variable that requires grad"):
        apply(Overwrites.of(), torch.zeros(2, requires_grad=True), y)
    with torch.no_grad():
        p = torch.zeros(2, requires_grad=True)
        apply(Overwrites.of(), p, y)
        assert p.tolist() == [1.0, 1.0]


class FirstWins(Op):
    __slots__ = ()
    name = "FirstWins"
    saves = ((), ())

    def infer(self, x, y):
        return x

    def kernel(self, x, y):
        return lambda x, y, out: NotImplemented

    def forward(self, xp, x, y):
        return x.copy()


def test_a_kernel_may_decline():
    assert apply(FirstWins.of(), leaf(4.0), 2).tolist() == [4.0]


def test_operands():
    x = leaf(1.0, 2.0)
    with pytest.raises(TypeError, match=r"must be Tensor or a number, not ndarray.*from_numpy"):
        apply(FirstWins.of(), np.ones(2), x)
    assert apply(FirstWins.of(), x, np.float64(2)).tolist() == [1.0, 2.0]
    with pytest.raises(TypeError, match="unsupported operand"):
        x + "a"
    assert scalar_spec(1).weak and scalar_spec(True).dtype is torch.bool and Spec((2,), torch.int8).numel == 2


# The engine ---------------------------------------------------------------------------------------------------------


def test_gradients_add_up():
    x, y = leaf(2.0), leaf(5.0)
    (x * y + x * 3 + x).backward()
    assert x.grad.item() == 9.0 and y.grad.item() == 2.0
    (x * y).backward()
    assert x.grad.item() == 14.0


def test_diamonds_run_each_node_once():
    x = leaf(1.0)
    calls = []
    y = x * 2
    y.grad_fn.register_hook(lambda *_: calls.append(1))
    for _ in range(3):
        y = y + y
    y.backward()
    assert x.grad.item() == 16.0 and calls == [1]


def test_one_gradient_for_two_leaves_is_not_shared():
    x, z = leaf(1.0), leaf(1.0)
    (x + z).backward()
    assert x.grad is not z.grad and not np.shares_memory(x.grad.numpy(), z.grad.numpy())
    g = leaf(7.0).detach()
    w = leaf(1.0)
    w.backward(g)
    assert not np.shares_memory(w.grad.numpy(), g.numpy())
    (w * 1).sum().backward()
    assert g.item() == 7.0 and w.grad.item() == 8.0


def test_broadcast_gradients_are_summed():
    x, b = torch.ones(3, 4, requires_grad=True), torch.ones(4, requires_grad=True)
    s = torch.ones((), requires_grad=True)
    (x * b + s).sum().backward()
    assert b.grad.tolist() == [3.0] * 4 and s.grad.item() == 12.0 and x.grad.shape == (3, 4)


def test_gradients_have_their_inputs_dtype():
    x, y = torch.ones(2, requires_grad=True), torch.ones(2, dtype=torch.float64, requires_grad=True)
    (x * y).sum().backward()
    assert x.grad.dtype is torch.float32 and y.grad.dtype is torch.float64


def test_long_chains():
    x = leaf(1.0)
    y = x
    for _ in range(100_000):
        y = y + x
    y.backward()
    assert x.grad.item() == 100_001.0
    y = x
    for _ in range(100_000):
        y = y * 1.0
    node = weakref.ref(y.grad_fn)
    del y
    assert node() is None  # freed at once, without the garbage collector and without recursion


def test_nothing_leaks():
    gc.collect()
    gc.disable()
    try:
        x = leaf(1.0, 2.0)
        y = (x.exp() * x).sum()
        parts = [weakref.ref(t) for t in (y, y.grad_fn, y.grad_fn.next_functions[0][0])]
        y.backward()
        del y
        assert [p() for p in parts] == [None] * 3
        z = x.sigmoid()  # keeps its own result
        node = weakref.ref(z.grad_fn)
        del z
        assert node() is None
    finally:
        gc.enable()


def test_freed_graphs():
    x = leaf(2.0)
    y = x * x
    y.backward()
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        y.backward()
    y = x * x
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.item() == 12.0


def test_higher_derivatives():
    x = leaf(2.0)
    y = x * x * x
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    (gg,) = torch.autograd.grad(g, x, create_graph=True)
    (ggg,) = torch.autograd.grad(gg, x)
    assert (g.item(), gg.item(), ggg.item()) == (12.0, 12.0, 6.0) and not ggg.requires_grad


def test_only_what_leads_to_the_inputs_runs():
    x, y = leaf(1.0), leaf(2.0)
    a, b = x * 3, y * 4
    seen = []
    b.grad_fn.register_hook(lambda *_: seen.append("b"))
    (g,) = torch.autograd.grad(a + b, x)
    assert g.item() == 3.0 and not seen and x.grad is None
    (ga,) = torch.autograd.grad(x * 3 * 2, a, allow_unused=True)
    assert ga is None


def test_only_gradients_that_lead_to_the_inputs_are_computed():
    x, y = leaf(3.0), leaf(5.0)
    product = (x * 2) * (y * 4)
    seen = []
    product.grad_fn.register_hook(lambda to_inputs, _: seen.append([g is not None for g in to_inputs]))
    with Recorder() as recorder:
        (g,) = torch.autograd.grad(product, x, retain_graph=True)
    assert g.item() == 40.0 and seen == [[True, False]]
    assert sum(name == "Mul" for name, *_ in recorder.ops) == 2
    torch.autograd.grad(product, [x, y], retain_graph=True)
    product.backward()
    assert seen[1:] == [[True, True]] * 2 and (x.grad.item(), y.grad.item()) == (40.0, 24.0)


class NeverBySecond(Op):
    """x y, whose gradient by y raises."""

    name = "NeverBySecond"
    saves = ((1,), ())

    def infer(self, x, y):
        return x

    def forward(self, xp, x, y):
        return x * y

    def vjp(self, need, grads, saved, specs):
        if need[1]:
            raise RuntimeError("nobody asked for that")
        return grads[0] * saved[1], None


def test_an_operand_that_nobody_asks_about_needs_no_rule():
    x, y = leaf(3.0), leaf(5.0)
    z = apply(NeverBySecond.of(), x, y)
    assert torch.autograd.grad(z, x, retain_graph=True)[0].item() == 5.0
    with pytest.raises(RuntimeError, match="nobody asked"):
        torch.autograd.grad(z, [x, y], retain_graph=True)
    with pytest.raises(RuntimeError, match="nobody asked"):
        z.backward()


def test_threads_have_their_own_modes():
    results = []

    def work():
        results.append(state.grad)
        x = leaf(3.0)
        for _ in range(50):
            (x * x).backward()
        results.append(x.grad.item())

    with torch.no_grad():
        threads = [threading.Thread(target=work) for _ in range(4)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
    assert sorted(results) == [True] * 4 + [300.0] * 4


# Hooks --------------------------------------------------------------------------------------------------------------


def test_tensor_hooks():
    x = leaf(1.0)
    y = x * 2
    seen = []
    handles = [y.register_hook(lambda g: seen.append(g.item())), y.register_hook(lambda g: g * 10)]
    x.register_hook(lambda g: g + 1)
    x.register_post_accumulate_grad_hook(lambda t: seen.append(t.grad.item()))
    y.backward()
    assert seen == [1.0, 21.0]
    handles[1].remove()
    x.grad = None
    (x * 2).backward()
    assert x.grad.item() == 3.0


def test_bad_hooks():
    x = leaf(1.0, 2.0)
    x.register_hook(lambda g: g[:1])
    with pytest.raises(RuntimeError, match="has changed the size"):
        x.sum().backward()
    y = leaf(1.0)
    y.register_hook(lambda g: 3)
    with pytest.raises(TypeError, match="must return None or a Tensor"):
        y.sum().backward()


def test_node_hooks():
    x = leaf(3.0)
    y = x * x
    y.grad_fn.register_prehook(lambda grads: (grads[0] * 2,))
    y.grad_fn.register_hook(lambda inputs, outputs: tuple(g + 1 for g in inputs))
    y.backward()
    assert x.grad.item() == 14.0  # twice 2 * 3 and 1


def test_retained_gradients():
    x = leaf(3.0)
    y = x * 2
    with pytest.warns(UserWarning, match="not a leaf"):
        assert y.grad is None
    y.retain_grad()
    (y * y).backward()
    assert y.retains_grad and y.grad.item() == 12.0 and x.grad.item() == 24.0


# Saved values -------------------------------------------------------------------------------------------------------


def test_changed_inputs_are_noticed():
    x = leaf(1.0, 2.0)
    y = x * 2
    z = y * y
    y.add_(1)
    with pytest.raises(
        RuntimeError,
        match=r"modified by an inplace operation.*is at version 1; expected version 0.*MulBackward0 saved it at "
        r".*test_mechanism.py:\d+: `z = y \* y`; add_ changed it at .*test_mechanism.py:\d+: `y.add_\(1\)`",
    ):
        z.sum().backward()


def test_changed_outputs_are_noticed():
    y = leaf(1.0).exp()
    y.mul_(2)
    with pytest.raises(RuntimeError, match="output 0 of ExpBackward0, is at version 1"):
        y.backward()


def test_changes_of_what_is_not_needed_are_fine():
    x = leaf(1.0, 2.0)
    c = torch.ones(2, dtype=torch.float64)
    y = x + c
    c.add_(1)
    z = x * 2
    w = z + 1
    z.add_(1)
    (y.sum() + w.sum()).backward()
    assert x.grad.tolist() == [3.0, 3.0]
    k = torch.ones(2, dtype=torch.float64)
    y = x * k
    x2 = torch.ones(2, dtype=torch.float64) * x.detach()
    x2.add_(1)
    y.sum().backward()


def test_an_input_overwritten_by_its_own_op():
    x = leaf(3.0)
    y = x * 1
    y.mul_(y)  # needs the value before
    y.backward()
    assert x.grad.item() == 6.0


# Views and in-place writes ------------------------------------------------------------------------------------------


def test_writes_through_views_reach_the_base():
    x, w = torch.ones(2, 3, dtype=torch.float64, requires_grad=True), leaf(5.0)
    y = x * 1
    y[0].mul_(w)
    y[:, 2] = 7
    assert y.tolist() == [[5, 5, 7], [1, 1, 7]] and y.grad_fn.name() == "torch::autograd::CopySlices"
    (y * y).sum().backward()
    assert x.grad.tolist() == [[50, 50, 0], [2, 2, 0]] and w.grad.item() == 20.0


def test_other_views_follow():
    x, w = torch.zeros(4), leaf(2.0)
    y = x * 1
    a, b = y[:2], y.view(2, 2)
    b[0, 1] = w.float()[0]
    assert a.requires_grad and a.tolist() == [0.0, 2.0] and a.grad_fn.name() == "SliceBackward0"
    a.sum().backward()
    assert w.grad.item() == 1.0


def test_writes_to_the_base_reach_views():
    x, w = leaf(1.0, 2.0), leaf(3.0)
    y = x * 1
    v = y[0]
    y.mul_(w)
    v.backward()
    assert x.grad.tolist() == [3.0, 0.0] and w.grad.item() == 1.0


def test_chains_of_views():
    x = torch.arange(24.0).reshape(2, 3, 4).requires_grad_()
    y = x * 1
    y.transpose(0, 2)[1:3].select(1, 0).unsqueeze(0).fill_(0)
    (y * y).sum().backward()
    expected = 2 * np.arange(24.0).reshape(2, 3, 4)
    expected[:, 0, 1:3] = 0
    assert np.array_equal(x.grad.numpy(), expected)


def test_views_of_a_base_that_changed_its_shape():
    x = torch.ones(2, 3, dtype=torch.float64, requires_grad=True)
    y = x * 1
    row = y[0]
    y.t_()
    y.mul_(2)
    assert row.tolist() == [2.0, 2.0, 2.0] and row.grad_fn.name() == "AsStridedBackward0"
    row.mul_(3)  # by strides, as in PyTorch
    assert y.tolist() == [[6.0, 2.0]] * 3 and y.grad_fn.name() == "torch::autograd::CopySlices"
    (y.sum() + row.sum()).backward()
    assert x.grad.tolist() == [[12.0] * 3, [2.0] * 3]


def test_refused_writes():
    x = torch.ones(4, requires_grad=True)
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad is being used in an in-place operation"):
        x.add_(1)
    with pytest.raises(RuntimeError, match="a view of a leaf Variable that requires grad"):
        x[:2].add_(1)
    a, _ = (x * 1).chunk(2)
    with pytest.raises(RuntimeError, match="is the output of a function that returns multiple views"):
        a.add_(1)
    with torch.no_grad():
        x[:2].add_(1)
        v = (x * 1)[:2]
    assert x.tolist() == [2.0, 2.0, 1.0, 1.0] and not v.requires_grad
    with torch.no_grad():
        hidden = x.view(2, 2)
    with pytest.raises(RuntimeError, match=r"(A view was created in no_grad mode|a view of a leaf)"):
        hidden.mul_(torch.ones(1, requires_grad=True))
    with pytest.raises(
        RuntimeError, match="more than one element of the written-to tensor refers to a single memory location"
    ):
        torch.ones(1).expand(3).add_(1)
    z = torch.zeros(4)
    with pytest.raises(
        RuntimeError, match="some elements of the input tensor and the written-to tensor refer to a single"
    ):
        z[:3].add_(z[1:])


def test_versions():
    x = torch.zeros(4)
    v, d, data = x[:2], x.detach(), x.data
    v.add_(1)
    assert x._version == v._version == d._version == 1 and data._version == 0
    d.add_(1)
    data.add_(1)
    assert x._version == 2 and data._version == 1 and x.tolist() == [3.0, 3.0, 2.0, 2.0]


def test_in_place_shapes_and_dtypes():
    x = torch.zeros(3)
    with pytest.raises(RuntimeError, match=r"output with shape \[3\] doesn't match the broadcast shape \[2, 3\]"):
        x.add_(torch.ones(2, 3))
    with pytest.raises(RuntimeError, match="result type Float can't be cast to the desired output type Long"):
        torch.zeros(3, dtype=torch.int64).add_(1.5)
    assert x.add_(torch.ones(3, dtype=torch.float64)).dtype is torch.float32
    assert apply_(ADD, x, x, 2).tolist() == [3.0] * 3


def test_out():
    x = torch.ones(2)
    out = torch.zeros(2)
    assert torch.add(x, 1, out=out) is out and out.tolist() == [2.0, 2.0]
    with pytest.warns(UserWarning, match="was resized"):
        torch.add(torch.ones(3), 1, out=out)
    assert out.shape == (3,)
    with pytest.raises(RuntimeError, match=r"out=\.\.\. arguments don't support automatic differentiation"):
        torch.add(torch.ones(2, requires_grad=True), 1, out=torch.zeros(2))


# Modes --------------------------------------------------------------------------------------------------------------


def test_grad_modes():
    x = leaf(1.0)
    with torch.no_grad():
        y = x * 2
        with torch.enable_grad():
            z = x * 2
    assert not y.requires_grad and z.requires_grad and torch.is_grad_enabled()

    @torch.no_grad()
    def f():
        return x * 2

    assert not f().requires_grad
    torch.set_grad_enabled(False)
    assert not (x * 2).requires_grad
    torch.set_grad_enabled(True)

    @torch.no_grad()
    def numbers():
        yield (x * 2).requires_grad
        yield torch.is_grad_enabled()

    steps = numbers()
    assert next(steps) is False and torch.is_grad_enabled() and next(steps) is False


def test_inference_mode():
    x = leaf(1.0)
    with torch.inference_mode():
        y = x * 2
        y.add_(1)
    assert y.is_inference() and not y.requires_grad
    with pytest.raises(RuntimeError, match="Inplace update to inference tensor outside InferenceMode"):
        y.add_(1)
    with pytest.raises(RuntimeError, match="Inference tensors cannot be saved for backward"):
        x * y
    assert (x * y.clone()).requires_grad
    with pytest.raises(RuntimeError, match="Setting requires_grad=True on inference tensor"):
        y.requires_grad_()


# The recorder -------------------------------------------------------------------------------------------------------


def test_recorder_sees_a_whole_training_step():
    net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    x, y = torch.randn(5, 3), torch.tensor([0, 1, 0, 1, 1])

    def step():
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        return loss

    step()
    with Recorder() as seen:
        step()
    names = [name for name, *_ in seen.ops]
    assert names.count("Addmm") == 2 and "Relu" in names and "LogSoftmax" in names
    made = {id(o._array) for _, _, outputs, _ in seen.ops for o in outputs}
    written = {
        id(v._storage)
        for name, inputs, _, target in seen.ops
        for v in inputs
        if isinstance(v, torch.Tensor) and name == "SgdStep"
    }
    assert all(id(p.grad._array) in made for p in net.parameters())
    assert {id(p._storage) for p in net.parameters()} <= written


# Subclasses ---------------------------------------------------------------------------------------------------------


class Mine(torch.Tensor):
    pass


def test_results_have_the_most_derived_class():
    m = Mine._wrap(np.ones(2, np.float32), torch.float32)
    assert type(m + 1) is Mine and type(torch.ones(2) + m) is Mine and type(m[0]) is Mine
    p = torch.nn.Parameter(torch.ones(2))
    assert type(p * 2) is torch.Tensor and type(p + m) is Mine and type(p) is torch.nn.Parameter
    (p * m).sum().backward()
    assert p.grad.tolist() == [1.0, 1.0]


def test_tensors_take_attributes_and_weak_references():
    x = torch.ones(2)
    x.note = "mine"
    x.self = x
    ref = weakref.ref(x)
    del x
    gc.collect()
    assert ref() is None
