"""The public face of autograd: backward, grad, Function, gradcheck, and the graph that users look into."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight as torch
from rushlight.autograd import Function, GradcheckError, grad, gradcheck, gradgradcheck
from rushlight.autograd.function import once_differentiable


def leaf(*numbers):
    return torch.tensor(numbers, dtype=torch.float64, requires_grad=True)


# The graph ----------------------------------------------------------------------------------------------------------

EXPRESSIONS = [
    "x + y",
    "x + 1",
    "x - y",
    "1 - x",
    "x * y",
    "x * 2",
    "x / y",
    "2 / x",
    "-x",
    "x ** 2",
    "x ** y",
    "2 ** x",
    "x @ y",
    "m @ m",
    "m @ x",
    "x.exp()",
    "x.log()",
    "x.sqrt()",
    "x.sum()",
    "m.sum(0)",
    "x.mean()",
    "m.mean(1)",
    "m.max()",
    "m.max(0)[0]",
    "x.prod()",
    "m.t()",
    "m.T",
    "m.transpose(0, 1)",
    "m.permute(1, 0)",
    "m.view(9)",
    "m.reshape(9)",
    "m.flatten()",
    "m[0]",
    "m[:, 1:2]",
    "m[None]",
    "m[..., 0]",
    "x[[0, 1]]",
    "x.clone()",
    "x.unsqueeze(0)",
    "x.unsqueeze(0).squeeze(0)",
    "x.expand(2, 3)",
    "torch.cat([x, y])",
    "torch.stack([x, y])",
    "m.chunk(3)[0]",
    "m.split([1, 2])[1]",
    "m.unbind()[0]",
    "torch.where(x > 1, x, y)",
    "x.clamp(0, 1)",
    "x.abs()",
    "x.tanh()",
    "x.sigmoid()",
    "torch.relu(x)",
    "x.sin()",
    "x.to(torch.float32)",
    "x.float().double()",
    "x.contiguous() * 1",
    "m.narrow(0, 0, 2)",
    "m.select(0, 1)",
    "m.t().contiguous()",
    "x.dot(y)",
    "torch.bmm(m[None], m[None])",
    "x.var()",
    "x.std()",
    "x.norm()",
]


@pytest.mark.torch
@pytest.mark.parametrize("code", EXPRESSIONS)
def test_names_and_gradients_are_pytorchs(code):
    pytorch = pytest.importorskip("torch")
    seen = []
    for lib in (pytorch, torch):
        x = lib.tensor([0.5, 1.5, 2.5], dtype=lib.float64, requires_grad=True)
        y = lib.tensor([2.0, 1.0, 3.0], dtype=lib.float64, requires_grad=True)
        m = (lib.arange(9.0, dtype=lib.float64) * 1.5 - 3).reshape(3, 3).requires_grad_()
        r = eval(code, {"torch": lib, "x": x, "y": y, "m": m})
        names = (r.grad_fn.name(), [None if n is None else n.name() for n, _ in r.grad_fn.next_functions])
        (r * r).sum().backward()
        seen.append((names, [None if t.grad is None else t.grad.tolist() for t in (x, y, m)], r.tolist()))
    assert seen[0][0] == seen[1][0]
    for a, b in zip(seen[0][1], seen[1][1], strict=True):
        assert (a is None) == (b is None)
        assert a is None or np.allclose(a, b, rtol=1e-6 if "float" in code else 1e-12)
    assert np.allclose(seen[0][2], seen[1][2], rtol=1e-6 if "float" in code else 1e-12)


def test_walking_the_graph():
    x = leaf(1.0)
    y = (x * 2 + 1).exp()
    names, node = [], y.grad_fn
    while node is not None:
        names.append(node.name())
        node = node.next_functions[0][0] if node.next_functions else None
    assert names == ["ExpBackward0", "AddBackward0", "MulBackward0", "torch::autograd::AccumulateGrad"]
    end = y.grad_fn.next_functions[0][0].next_functions[0][0].next_functions[0][0]
    assert end.variable is x and repr(y.grad_fn).startswith("<ExpBackward0 object at 0x")
    y.grad_fn.metadata["note"] = 1
    assert y.grad_fn.metadata == {"note": 1}


# Passes -------------------------------------------------------------------------------------------------------------


def test_backward_of_several():
    x = leaf(1.0, 2.0)
    torch.autograd.backward([x.sum(), x * 2], [None, torch.tensor([1.0, 10.0], dtype=torch.float64)])
    assert x.grad.tolist() == [3.0, 21.0]
    y = x * 3
    z = (y * y).sum()
    z.backward(inputs=[y])
    assert y._grad.tolist() == [6.0, 12.0] and x.grad.tolist() == [3.0, 21.0]


def test_grad():
    x, unused = leaf(3.0), leaf(1.0)
    assert grad(x * x, x)[0].item() == 6.0 and x.grad is None
    with pytest.raises(RuntimeError, match="at index 0 appears to not have been used"):
        grad(x * x, unused)
    assert grad(x * x, [x, unused], allow_unused=True)[1] is None
    assert grad(x * x, [x, unused], materialize_grads=True)[1].tolist() == [0.0]
    with pytest.raises(RuntimeError, match="does not require grad"):
        grad(x * x, x.detach())


@pytest.mark.parametrize(
    "call, text",
    [
        (lambda x: x.detach().backward(), "element 0 of tensors does not require grad and does not have a grad_fn"),
        (
            lambda x: (x * 2).backward(),
            r"grad can be implicitly created only for scalar outputs; this one has shape \(2,\)",
        ),
        (
            lambda x: (x * 2).backward(torch.ones(3)),
            r"Mismatch in shape: grad_output\[0\] has a shape of torch.Size\(\[3\]\)",
        ),
        (
            lambda x: torch.ones(2, dtype=torch.int64).requires_grad_(),
            "only Tensors of floating point dtype can require gradients",
        ),
        (lambda x: (x * 2).requires_grad_(False), "you can only change requires_grad flags of leaf variables"),
        (
            lambda x: setattr(x, "grad", torch.ones(3)),
            r"attempting to assign a gradient of size '\[3\]' to a tensor of size '\[2\]'",
        ),
        (lambda x: setattr(x, "grad", torch.ones(2)), "attempting to assign a gradient with dtype 'Float'"),
        (lambda x: torch.ones(2).retain_grad(), "can't retain_grad on Tensor that has requires_grad=False"),
        (
            lambda x: torch.ones(2).register_hook(print),
            "cannot register a hook on a tensor that doesn't require gradient",
        ),
        (lambda x: (x * 2).register_post_accumulate_grad_hook(print), "cannot be registered on non-leaf tensors"),
        (lambda x: (x * 1).view(2, 1).detach_(), "Can't detach views in-place"),
    ],
)
def test_errors(call, text):
    with pytest.raises(RuntimeError, match=text):
        call(leaf(1.0, 2.0))


def test_data_and_detach():
    x = leaf(1.0, 2.0)
    x.data.mul_(2)
    x.detach()[0] = 5
    assert x.tolist() == [5.0, 4.0] and x.requires_grad
    x.data = torch.zeros(3, dtype=torch.float64)
    assert x.shape == (3,) and x.is_leaf
    with pytest.raises(TypeError, match="Variable data has to be a tensor"):
        x.data = 3
    y = x * 2
    y.detach_()
    assert y.is_leaf and not y.requires_grad
    del x.grad
    assert x.grad is None


# Function -----------------------------------------------------------------------------------------------------------


class Cube(Function):
    @staticmethod
    def forward(ctx, x, scale):
        ctx.save_for_backward(x)
        ctx.scale = scale
        return x**3 * scale

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 3 * g * x * x * ctx.scale, None


def test_function():
    x = leaf(2.0)
    y = Cube.apply(x, 5.0)
    assert (
        y.item() == 40.0
        and y.grad_fn.name() == "CubeBackward"
        and str(y.grad_fn).startswith("<torch.autograd.function.CubeBackward object")
    )
    y.backward()
    assert x.grad.item() == 60.0
    with pytest.raises(RuntimeError, match="a second time"):
        y.backward()
    assert gradcheck(lambda x: Cube.apply(x, 2.0), x) and gradgradcheck(lambda x: Cube.apply(x, 2.0), x)
    assert not Cube.apply(x.detach(), 1.0).requires_grad


def test_function_saves_its_results_without_a_cycle():
    import gc
    import weakref

    class Exp(Function):
        @staticmethod
        def forward(ctx, x):
            y = x.exp()
            ctx.save_for_backward(y)
            return y

        @staticmethod
        def backward(ctx, g):
            return g * ctx.saved_tensors[0]

    x = leaf(1.0)
    gc.collect()
    gc.disable()
    try:
        y = Exp.apply(x)
        y.backward(retain_graph=True)
        node = weakref.ref(y.grad_fn)
        del y
        assert node() is None
    finally:
        gc.enable()
    assert x.grad.item() == pytest.approx(np.e)
    assert gradgradcheck(Exp.apply, x)
    y = Exp.apply(x)
    y.mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


class Parts(Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.mark_non_differentiable(indices := (x > y).long())
        ctx.set_materialize_grads(False)
        return x + y, "text", indices, x * y

    @staticmethod
    def backward(ctx, g_sum, text, indices, g_product):
        assert text is None and indices is None and g_product is None
        assert ctx.needs_input_grad == (True, False)
        return g_sum * 2, None


def test_function_with_several_results():
    x, y = leaf(1.0, 4.0), leaf(2.0, 3.0).detach()
    total, text, indices, product = Parts.apply(x, y)
    assert text == "text" and not indices.requires_grad and indices.tolist() == [0, 1] and product.output_nr == 2
    total.sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]


def test_function_in_place():
    class Plus(Function):
        @staticmethod
        def forward(ctx, x):
            x.add_(1)
            ctx.mark_dirty(x)
            return x

        @staticmethod
        def backward(ctx, g):
            return g * 10

    x = leaf(1.0)
    y = x * 1
    z = Plus.apply(y)
    assert z is y and y.item() == 2.0 and y.grad_fn.name() == "PlusBackward"
    y.backward()
    assert x.grad.item() == 10.0
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad"):
        Plus.apply(x)


def test_function_that_hands_its_input_through():
    class Same(Function):
        @staticmethod
        def forward(ctx, x):
            return x

        @staticmethod
        def backward(ctx, g):
            return g * 3

    x = leaf(1.0)
    y = Same.apply(x)
    assert y is not x and x.is_leaf and y.grad_fn.name() == "SameBackward"
    y.backward()
    assert x.grad.item() == 3.0


def test_function_with_setup_context():
    class Twice(Function):
        @staticmethod
        def forward(x):
            return x * 2

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.save_for_backward(*inputs, output)

        @staticmethod
        def backward(ctx, g):
            x, y = ctx.saved_tensors
            return g * y / x

    x = leaf(3.0)
    Twice.apply(x).backward()
    assert x.grad.item() == 2.0


def test_function_errors():
    x = leaf(1.0, 2.0)

    def function(backward):
        return type(
            "Bad", (Function,), {"forward": staticmethod(lambda ctx, x: x * 2), "backward": staticmethod(backward)}
        )

    with pytest.raises(
        RuntimeError, match=r"function BadBackward returned an incorrect number of gradients \(expected 1, got 2\)"
    ):
        function(lambda ctx, g: (g, g)).apply(x).sum().backward()
    with pytest.raises(RuntimeError, match=r"BadBackward returned an invalid gradient at index 0 - got \[5\]"):
        function(lambda ctx, g: torch.ones(5)).apply(x).sum().backward()
    with pytest.raises(NotImplementedError, match="You must implement either the backward or vjp method"):
        type("None_", (Function,), {"forward": staticmethod(lambda ctx, x: x * 2)}).apply(x).sum().backward()
    with pytest.raises(TypeError, match="save_for_backward can only save variables"):
        type("Saves", (Function,), {"forward": staticmethod(lambda ctx, x: ctx.save_for_backward(3))}).apply(x)


def test_once_differentiable():
    class Once(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        @once_differentiable
        def backward(ctx, g):
            return g * 2

    x = leaf(1.0)
    (g,) = grad(Once.apply(x) * x, x, create_graph=True)
    with pytest.raises(RuntimeError, match="marked with @once_differentiable"):
        g.backward()


def test_recorder_sees_inside_functions():
    from rushlight._core import modes, state

    class Recorder(modes.Recorder):
        names: list = []

        def record(self, op, inputs, outputs, target):
            self.names.append(op.name)

    state.recorder = recorder = Recorder()
    try:
        Cube.apply(leaf(2.0), 1.0).backward()
    finally:
        state.recorder = None
    assert "Pow" in recorder.names and recorder.names.count("Mul") >= 4


# gradcheck ----------------------------------------------------------------------------------------------------------


def test_gradcheck_finds_wrong_derivatives():
    wrong = type(
        "W", (Function,), {"forward": staticmethod(lambda ctx, x: x * 2), "backward": staticmethod(lambda ctx, g: g)}
    )
    x = leaf(1.0, 2.0)
    with pytest.raises(GradcheckError, match="Jacobian mismatch for output 0 with respect to input 0"):
        gradcheck(wrong.apply, x)
    assert gradcheck(wrong.apply, x, raise_exception=False) is False


def test_gradcheck():
    x, m = leaf(0.5, -1.0, 2.0), torch.randn(3, 3, dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda x, m: ((m @ x).tanh(), x * 2), (x, m)) and gradgradcheck(
        lambda x, m: (m @ x).tanh(), (x, m)
    )
    assert gradcheck(lambda x: torch.cat([x, x * x]).split(2), x)
    with pytest.raises(ValueError, match="at least one input tensor to require gradient"):
        gradcheck(torch.exp, x.detach())
    with pytest.warns(UserWarning, match="not of double precision"):
        gradcheck(lambda x: x * 2, torch.ones(2, requires_grad=True), atol=1, rtol=1)
