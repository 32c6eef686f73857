"""Custom Functions, beside PyTorch's: what they return, save, mark, and which mistakes they refuse."""

from __future__ import annotations

import warnings

import pytest

import rushlight


def cases(torch):
    """Name, and a function that gives what is to be compared."""
    Function = torch.autograd.Function

    def F(forward, backward=None, setup=None, **more):
        d = {"forward": staticmethod(forward), **{n: staticmethod(v) for n, v in more.items()}}
        if backward:
            d["backward"] = staticmethod(backward)
        if setup:
            d["setup_context"] = staticmethod(setup)
        return type("Fn", (Function,), d)

    def leaf(*numbers):
        return torch.tensor(numbers, dtype=torch.float64, requires_grad=True)

    def dirty(ctx, x):
        x.add_(1)
        ctx.mark_dirty(x)
        return x

    made = {}

    def dirty_leaf():
        return (lambda: F(dirty, lambda c, g: g).apply(leaf(1.0)))()

    made["dirty leaf"] = dirty_leaf

    def dirty_view():
        x = leaf(1.0, 2.0)
        y = x * 1
        v = y[0:1]
        z = F(dirty, lambda c, g: g * 10).apply(v)
        s = y.sum()
        s.backward()
        return z is v, y.tolist(), x.grad.tolist(), y.grad_fn.name()

    made["dirty view"] = dirty_view

    def dirty_view_of_leaf():
        x = leaf(1.0, 2.0)
        v = x[0:1]
        return F(dirty, lambda c, g: g * 10).apply(v)

    made["dirty view of leaf"] = dirty_view_of_leaf

    def dirty_not_requiring_grad():
        x = leaf(1.0, 2.0)
        y = torch.zeros(2, dtype=torch.float64)
        z = F(lambda c, a, b: (c.mark_dirty(a), a.copy_(b))[1], lambda c, g: (None, g * 3)).apply(y, x)
        z.sum().backward()
        return x.grad.tolist(), y.requires_grad, z is y, y._version

    made["dirty not requiring grad"] = dirty_not_requiring_grad

    def dirty_view_of_a_base_not_requiring_grad():
        x = leaf(1.0, 2.0)
        b = torch.zeros(4, dtype=torch.float64)
        v = b[:2]
        z = F(lambda c, a, b: (c.mark_dirty(a), a.copy_(b))[1], lambda c, g: (None, g * 3)).apply(v, x)
        b.sum().backward()
        return x.grad.tolist(), b.requires_grad, z is v, b._version

    made["dirty view of a base not requiring grad"] = dirty_view_of_a_base_not_requiring_grad

    def dirty_not_returned():
        x = leaf(1.0, 2.0)
        y = x * 1
        z = F(lambda c, a: (c.mark_dirty(a), a * 2)[1], lambda c, g: g).apply(y)
        return z.tolist()

    made["dirty not returned"] = dirty_not_returned

    def returns_view():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a: a.view(1, 2), lambda c, g: g.view(2) * 2).apply(x)
        r = [y._is_view(), y.grad_fn.name()]
        y.sum().backward()
        return r, x.grad.tolist()

    made["returns view"] = returns_view

    def returns_view_write():
        x = leaf(1.0, 2.0) * 1
        y = F(lambda c, a: a.view(1, 2), lambda c, g: g.view(2) * 2).apply(x)
        y.add_(1)
        return y.tolist()

    made["returns view, write"] = returns_view_write

    def returns_input_write():
        x = leaf(1.0, 2.0) * 1
        y = F(lambda c, a: a, lambda c, g: g * 2).apply(x)
        y.add_(1)
        return y.tolist(), x.tolist()

    made["returns input, write"] = returns_input_write

    def returns_input():
        x = leaf(1.0, 2.0) * 1
        y = F(lambda c, a: a, lambda c, g: g * 2).apply(x)
        return y is x, y._is_view(), y.grad_fn.name()

    made["returns input"] = returns_input

    def returns_input_twice():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a: (a, a), lambda c, g, h: g * 2 + h * 3).apply(x)
        (y[0].sum() + y[1].sum() * 10).backward()
        return x.grad.tolist(), y[0] is y[1]

    made["returns input twice"] = returns_input_twice

    def returns_chunks_write():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a: (a * 2).chunk(2), lambda c, g, h: torch.cat([g, h]) * 2).apply(x)
        r = [t._is_view() for t in y]
        y[0].add_(1)
        return r

    made["returns chunks, write"] = returns_chunks_write

    def non_differentiable_float():
        x = leaf(1.0, 2.0)

        def fw(c, a):
            b = a * 2
            c.mark_non_differentiable(b)
            return b, a * 3

        y, z = F(fw, lambda c, g, h: h * 3).apply(x)
        z.sum().backward()
        return y.requires_grad, x.grad.tolist()

    made["non differentiable float"] = non_differentiable_float

    def too_many_grads():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a: a * 2, lambda c, g: (g, g)).apply(x)
        y.sum().backward()

    made["too many grads"] = too_many_grads

    def too_few_grads():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a, b: a * 2, lambda c, g: g).apply(x, 3)
        y.sum().backward()

    made["too few grads"] = too_few_grads

    def trailing_None():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a, b: a * 2, lambda c, g: (g, None, None, None)).apply(x, 3)
        y.sum().backward()
        return x.grad.tolist()

    made["trailing None"] = trailing_None

    def grad_for_number():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a, b: a * 2, lambda c, g: (g, g)).apply(x, 3)
        y.sum().backward()
        return x.grad.tolist()

    made["grad for number"] = grad_for_number

    def grad_broadcast_shape():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a: a * 2, lambda c, g: g.reshape(1, 2)).apply(x)
        y.sum().backward()
        return x.grad.tolist()

    made["grad broadcast shape"] = grad_broadcast_shape

    def grad_wrong_shape():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a: a * 2, lambda c, g: torch.ones(3)).apply(x)
        y.sum().backward()
        return x.grad.tolist()

    made["grad wrong shape"] = grad_wrong_shape

    def grad_other_dtype():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a: a * 2, lambda c, g: torch.ones(2, dtype=torch.float32)).apply(x)
        y.sum().backward()
        return x.grad.dtype

    made["grad other dtype"] = grad_other_dtype

    def grad_not_tensor():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a: a * 2, lambda c, g: 3.0).apply(x)
        y.sum().backward()
        return x.grad.dtype

    made["grad not tensor"] = grad_not_tensor

    def grad_None():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a: a * 2, lambda c, g: None).apply(x)
        y.sum().backward()
        return x.grad

    made["grad None"] = grad_None

    def saved_after_free():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a: (c.save_for_backward(a), a * 2)[1], lambda c, g: c.saved_tensors[0] * g).apply(x)
        y.sum().backward()
        return y.grad_fn.saved_tensors

    made["saved after free"] = saved_after_free

    def backward_twice():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a: (c.save_for_backward(a), a * 2)[1], lambda c, g: c.saved_tensors[0] * g).apply(x)
        y.sum().backward()
        y.sum().backward()

    made["backward twice"] = backward_twice

    def node_attributes():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a: (c.save_for_backward(a), a * 2)[1], lambda c, g: c.saved_tensors[0] * g).apply(x)
        return (
            y.grad_fn.saved_tensors[0] is x,
            y.grad_fn.needs_input_grad,
            y.grad_fn.name(),
            isinstance(y.grad_fn, torch.autograd.graph.Node),
        )

    made["node attributes"] = node_attributes

    def ctx_attributes_on_node():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a: (setattr(c, "k", 3), a * 2)[1], lambda c, g: g).apply(x)
        return y.grad_fn.k, y.grad_fn.next_functions[0][0].name(), y.grad_fn.metadata

    made["ctx attributes on node"] = ctx_attributes_on_node

    def saved_changed():
        x = leaf(1.0, 2.0)
        y = x * 1
        z = F(lambda c, a: (c.save_for_backward(a), a * 2)[1], lambda c, g: c.saved_tensors[0] * g).apply(y)
        y.add_(1)
        z.sum().backward()

    made["saved changed"] = saved_changed

    def save_number():
        return (lambda: F(lambda c, a: (c.save_for_backward(3), a * 2)[1], lambda c, g: g).apply(leaf(1.0)))()

    made["save number"] = save_number

    def no_materialize():
        m = []
        x = leaf(1.0, 2.0)
        y = F(
            lambda c, a: (c.set_materialize_grads(False), (a * 2, a * 3))[1], lambda c, g, h: (m.append(h), g)[1]
        ).apply(x)
        y[0].sum().backward()
        return m

    made["no materialize"] = no_materialize

    def materialize_bool():
        m = []
        x = leaf(1.0, 2.0)
        y = F(lambda c, a: (a * 2, (a > 0)), lambda c, g, h: (m.append(h.dtype), g)[1]).apply(x)
        y[0].sum().backward()
        return m, y[1].requires_grad

    made["materialize bool"] = materialize_bool

    def call():
        return (lambda: F(lambda c, a: a)()(leaf(1.0)))()

    made["call"] = call

    def no_forward():
        return (lambda: type("Fn", (Function,), {}).apply(leaf(1.0)))()

    made["no forward"] = no_forward

    def no_backward():
        return (lambda: F(lambda c, a: a * 2).apply(leaf(1.0)).sum().backward())()

    made["no backward"] = no_backward

    def both_backward_vjp():
        return (lambda: F(lambda c, a: a * 2, lambda c, g: g, vjp=lambda c, g: g).apply(leaf(1.0)).sum().backward())()

    made["both backward vjp"] = both_backward_vjp

    def kwargs():
        return (lambda: F(lambda c, a, b=1: a * b, lambda c, g: g).apply(leaf(1.0), b=2))()

    made["kwargs"] = kwargs

    def list_arg():
        x = leaf(1.0, 2.0)
        y = F(lambda c, l: l[0] * 2, lambda c, g: None).apply([x])
        return y.requires_grad

    made["list arg"] = list_arg

    def list_result():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a: [a * 2, a * 3], lambda c, g, h: g).apply(x)
        return type(y).__name__

    made["list result"] = list_result

    def no_tensor_result():
        return (lambda: F(lambda c, a: 3, lambda c, g: None).apply(leaf(1.0)))()

    made["no tensor result"] = no_tensor_result

    def None_result():
        return (lambda: F(lambda c, a: (a * 2, None), lambda c, g, h: g).apply(leaf(1.0))[1])()

    made["None result"] = None_result

    def no_grad():
        x = leaf(1.0)
        fn = F(lambda c, a: (c.save_for_backward(a), a * 2)[1], lambda c, g: g * c.saved_tensors[0])
        with torch.no_grad():
            y = fn.apply(x)
        return y.requires_grad

    made["no_grad"] = no_grad

    def state_in_forward():
        st = []
        x = leaf(1.0)
        F(
            lambda c, a: (st.append((torch.is_grad_enabled(), a.requires_grad, a is x, c.needs_input_grad)), a * 2)[1],
            lambda c, g: g,
        ).apply(x)
        return st

    made["state in forward"] = state_in_forward

    def grad_mode_in_backward():
        st = []
        x = leaf(1.0)
        y = F(lambda c, a: a * 2, lambda c, g: (st.append((torch.is_grad_enabled(), g.requires_grad)), g)[1]).apply(x)
        y.backward(retain_graph=True)
        y.backward(create_graph=True)
        return st

    made["grad mode in backward"] = grad_mode_in_backward

    def setup_context():
        x = leaf(1.0)
        z = torch.zeros(1, dtype=torch.float64)
        fn = F(
            lambda a, b: a * 2,
            lambda c, g: (g, None),
            lambda ctx, inputs, output: (ctx.save_for_backward(*inputs), setattr(ctx, "o", type(output).__name__)),
        )
        y = fn.apply(x, z)
        return y.grad_fn.o, len(y.grad_fn.saved_tensors)

    made["setup_context"] = setup_context

    def once():
        od = torch.autograd.function.once_differentiable
        x = leaf(1.0)
        y = F(lambda c, a: a * 2, od(lambda c, g: g * 2)).apply(x)
        (g,) = torch.autograd.grad(y, x, create_graph=True)
        r = g.requires_grad
        try:
            g.backward()
        except RuntimeError as e:
            return r, str(e)[:60]

    made["once"] = once

    def inplacefunction():
        y = torch.autograd.function.InplaceFunction
        return y.__mro__[1].__name__, y(True).inplace

    made["inplacefunction"] = inplacefunction

    def int_input():
        x = torch.tensor([1, 2])
        y = F(lambda c, a: a * 2, lambda c, g: g).apply(x)
        return y.requires_grad

    made["int input"] = int_input

    def int_output():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a: a.long(), lambda c, g: g).apply(x)
        return y.requires_grad, y.grad_fn

    made["int output"] = int_output

    def returns_detach():
        x = leaf(1.0, 2.0)
        y = F(lambda c, a: a.detach(), lambda c, g: g * 7).apply(x)
        y.sum().backward()
        return x.grad.tolist(), y._is_view()

    made["returns detach"] = returns_detach

    def returns_other_input_not_requiring():
        x = leaf(1.0, 2.0)
        w = torch.ones(2, dtype=torch.float64)
        y = F(lambda c, a, b: b, lambda c, g,: (g * 7, None)).apply(x, w)
        y.sum().backward()
        return x.grad.tolist(), w.requires_grad, y is w

    made["returns other input not requiring"] = returns_other_input_not_requiring

    return made


def told(torch, name):
    """The result, or the error's class."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            r = cases(torch)[name]()
        except Exception as error:
            return type(error)
    return r.tolist() if isinstance(r, torch.Tensor) else str(r).replace("rushlight", "torch")


@pytest.mark.torch
@pytest.mark.parametrize("name", list(cases(rushlight)))
def test_as_in_pytorch(name):
    assert told(rushlight, name) == told(pytest.importorskip("torch"), name)


# Arguments by name, and rules for batches ---------------------------------------------------------------------------


class Named(rushlight.autograd.Function):
    """x s, with the context as first argument."""

    @staticmethod
    def forward(ctx, x, s=1.0):
        ctx.s = s
        return x * s

    @staticmethod
    def backward(ctx, g):
        return g * ctx.s, None


class NamedApart(rushlight.autograd.Function):
    """The same with setup_context."""

    @staticmethod
    def forward(x, s=1.0):
        return x * s

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.s, ctx.needs = inputs[1], ctx.needs_input_grad

    @staticmethod
    def backward(ctx, g):
        assert ctx.needs == (True, False)
        return g * ctx.s, None


@pytest.mark.parametrize("function", [Named, NamedApart])
def test_arguments_by_name(function):
    x = rushlight.ones(2, requires_grad=True)
    for call, slope in (
        (lambda: function.apply(x=x), 1),
        (lambda: function.apply(x), 1),
        (lambda: function.apply(x, s=3.0), 3),
        (lambda: function.apply(s=3.0, x=x), 3),
    ):
        assert rushlight.autograd.grad(call().sum(), x)[0].tolist() == [slope] * 2
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        function.apply(x, z=1)
    with pytest.raises(TypeError, match="missing a required argument: 'x'"):
        function.apply(s=2.0)


class ByRule(rushlight.autograd.Function):
    """(x y, x + k), whose batches are computed by its own rule, which notes what it got."""

    calls: list = []

    @staticmethod
    def forward(x, y, k):
        return x * y, x + k

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs[:2])

    @staticmethod
    def backward(ctx, g, h):
        x, y = ctx.saved_tensors
        return g * y + h, (g * x).sum_to_size(y.shape), None

    @staticmethod
    def vmap(info, in_dims, x, y, k):
        ByRule.calls.append((info.batch_size, info.randomness, in_dims))
        x, y = [
            v.movedim(d, 0) if d is not None else v.expand(info.batch_size, *v.shape)
            for v, d in zip((x, y), in_dims, strict=False)
        ]
        product, total = ByRule.apply(x, y, k)
        return (product, total.t()), (0, 1)


def test_own_rules_for_batches():
    from rushlight.func import grad, vmap

    a, b = rushlight.arange(6.0).reshape(3, 2), rushlight.arange(2.0)
    ByRule.calls.clear()
    product, total = vmap(ByRule.apply, in_dims=(0, None, None), randomness="same")(a, b, 3)
    assert rushlight.equal(product, a * b) and rushlight.equal(total, a + 3)
    assert ByRule.calls == [(3, "same", (0, None, None))]
    by_x, by_y = vmap(grad(lambda x, y: ByRule.apply(x, y, 3)[0].sum(), (0, 1)), in_dims=(0, None))(a, b)
    assert rushlight.equal(by_x, b.expand(3, 2)) and rushlight.equal(by_y, a)
    outside = a.clone().requires_grad_()
    vmap(lambda x: ByRule.apply(x, b, 3)[1])(outside).sum().backward()
    assert outside.grad.tolist() == [[1, 1]] * 3
    nested = grad(lambda x: vmap(grad(lambda v: (ByRule.apply(v, v * b, 0)[0]).sum()))(x).sum())(a)
    assert rushlight.equal(nested, 2 * b.expand(3, 2))
    before = len(ByRule.calls)
    assert vmap(lambda x: x + ByRule.apply(b, b, 0)[0])(a).shape == (3, 2) and len(ByRule.calls) == before


def test_wrong_rules_for_batches():
    from rushlight.func import vmap

    class Both(ByRule):
        generate_vmap_rule = True

    class One(ByRule):
        @staticmethod
        def vmap(info, in_dims, x, y, k):
            return x

    class Old(Named):
        @staticmethod
        def vmap(info, in_dims, x, s=1.0):
            return x, 0

    a = rushlight.ones(3, 2)
    for function, text in (
        (Both, "it has both generate_vmap_rule=True and an overridden vmap staticmethod"),
        (One, "Expected the vmap staticmethod to have two returns"),
        (Old, "it must override the setup_context staticmethod"),
    ):
        with pytest.raises(RuntimeError, match=text):
            vmap(lambda x, f=function: f.apply(x, *((x, 1) if f is not Old else ())))(a)
