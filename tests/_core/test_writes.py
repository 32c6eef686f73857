"""In-place writes that are refused: into leaves through views, through views made without gradient mode, into memory
that an operand shares. test_cores.py runs it on both cores."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight as torch
from rushlight.nn import functional as F

NO_GRAD = "A view was created in no_grad mode and {} with grad mode enabled. Given that this use case is ambiguous"
VIEW_OF_LEAF = "a view of a leaf Variable that requires grad is being used in an in-place operation."


def refused(text):
    return pytest.raises(RuntimeError, match=text.replace(".", r"\.").replace("(", r"\(").replace(")", r"\)"))


def column_leaf():
    """A leaf that is itself a view of a tensor without gradient."""
    return torch.arange(12.0).reshape(4, 3)[:, 1].requires_grad_()


def assign(w):
    w[0] = 1.0


@pytest.mark.parametrize(
    "write",
    [
        lambda w: w.mul_(2),
        lambda w: w[1:].mul_(2),
        lambda w: w.zero_(),
        lambda w: w.copy_(torch.ones(4)),
        lambda w: w.fill_(torch.tensor(1.0)),
        lambda w: w.unsqueeze(0).t_().add_(1),
        lambda w: F.relu_(w),
        lambda w: w.index_fill_(0, torch.tensor([1]), 2.0),
        lambda w: w.__iadd__(1),
        assign,
    ],
)
def test_a_leaf_that_is_a_view(write):
    w = column_leaf()
    with refused(VIEW_OF_LEAF):
        write(w)
    assert w.is_leaf and w.tolist() == [1, 4, 7, 10]
    with torch.no_grad():
        w.mul_(2)
    (w * w).sum().backward()
    assert w.is_leaf and w.grad.tolist() == [4, 16, 28, 40]


def test_an_expanded_leaf():
    p = torch.ones(3, requires_grad=True)
    with refused(VIEW_OF_LEAF):
        p.expand(2, 3).add_(1)


def test_views_made_without_gradient_mode():
    a = torch.ones(2, 3, requires_grad=True)
    x = a * 1
    with torch.no_grad():
        of_leaf, of_result, copy = a[0], x[0], a.clone()
        assert of_leaf.requires_grad and of_result.requires_grad and a.view(-1).requires_grad
        assert not copy.requires_grad and not a.detach().requires_grad and not a.data.requires_grad
    assert of_leaf.is_leaf and of_leaf.grad_fn is None
    for v in (of_leaf, of_result):
        for write in (lambda v: v.mul_(2), lambda v: v.zero_()):
            with refused(NO_GRAD.format("is being modified inplace")):
                write(v)
    with refused("Output 0 of Slice is a view of a view which was created in no_grad mode and is being modified"):
        of_result[1:].mul_(2)
    assert a.tolist() == [[1, 1, 1]] * 2 and x.tolist() == a.tolist()
    with torch.no_grad():
        of_leaf.mul_(3)
    assert a[0].tolist() == [3, 3, 3]


def test_a_base_written_after_a_view_without_gradient_mode():
    x = torch.ones(2, 3, requires_grad=True) * 1
    with torch.no_grad():
        v = x[0]
    x.mul_(2)
    with refused(NO_GRAD.format("its base or another view of its base has been modified inplace")):
        v * 2


def test_a_plain_view_without_gradient_mode():
    a = torch.ones(2, requires_grad=True)
    base = torch.zeros(3)
    with torch.no_grad():
        v = base[:2]
    v.add_(1)  # nothing to lose
    with refused(NO_GRAD.format("is being modified inplace")):
        v.mul_(a)
    assert not v.requires_grad and base.tolist() == [1, 1, 0]


def test_gradients_end_at_views_without_gradient_mode():
    a = torch.ones(2, 3, requires_grad=True)
    with torch.no_grad():
        v = a[0]
    y = (v * 2).sum()
    assert y.requires_grad
    y.backward()
    assert a.grad is None and v.grad is None
    with pytest.raises(RuntimeError, match="element 0 of tensors does not require grad and does not have a grad_fn"):
        v.backward(torch.ones(3))
    v.requires_grad_()
    (v * 2).sum().backward()
    assert v.grad.tolist() == [2, 2, 2] and a.grad is None
    assert "requires_grad=True" in repr(v)


def test_several_views_at_once():
    x = torch.ones(2, 3, requires_grad=True) * 1
    u, _ = x.unbind(0)
    with refused("Output 0 of Unbind is a view and is being modified inplace. This view is the output of a function"):
        u.mul_(2)
    with torch.no_grad():
        u, _ = x.unbind(0)
    with refused(NO_GRAD.format("is being modified inplace")):
        u.mul_(2)


def test_views_in_inference_mode():
    a = torch.ones(2, 3, requires_grad=True)
    with torch.inference_mode():
        v, made = a[0], a * 2
    assert v.requires_grad and not v.is_inference() and made.is_inference() and made[0].is_inference()
    with refused("A view was created in inference mode and is being modified inplace in normal mode."):
        v.mul_(2)


def test_a_leaf_among_the_views_of_a_written_base():
    a = torch.ones(3, requires_grad=True)
    base = torch.zeros(2, 3)
    w = base[0].requires_grad_()
    base.add_(1)
    assert w.is_leaf
    base.mul_(a)
    assert not w.is_leaf
    w.sum().backward()
    assert a.grad.tolist() == [1, 1, 1]


def test_numbers_without_gradient_mode():
    p = torch.ones(2, requires_grad=True)
    for mode in (torch.no_grad, torch.inference_mode):
        with mode():
            assert p.numpy().tolist() == np.asarray(p).tolist() == np.array(p[:1]).tolist() * 2 == [1, 1]
    with refused("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."):
        p.numpy()


# Overlap -------------------------------------------------------------------------------------------------------------

ELEMENTS = "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory"
TARGET = "unsupported operation: more than one element of the written-to tensor refers to a single memory location."


@pytest.mark.parametrize("dtype", [torch.float32, torch.int16, torch.bool, torch.complex128, torch.bfloat16])
def test_operands_that_overlap_the_target(dtype):
    x = torch.arange(8).to(dtype)
    for write in (
        lambda: x[1:].logical_or_(x[:-1]),
        lambda: x[1:].copy_(x[:-1]),
        lambda: x[:4].view(2, 2).copy_(x[:4].view(2, 2).t()),
        lambda: x.__setitem__(slice(1, None), x[:-1]),
        lambda: torch.eq(x[1:], 1, out=x[:-1]) if dtype is torch.bool else x[1:].mul_(x[:-1]),
    ):
        with refused(ELEMENTS):
            write()
    for write in (
        lambda: x[:1].expand(4).logical_not_(),
        lambda: x[:1].expand(4).copy_(x[:4]),
        lambda: x[:1].expand(2, 4)[1:].copy_(x[4:]),
    ):
        with refused(TARGET):
            write()
    assert x.tolist() == torch.arange(8).to(dtype).tolist()
    assert x[:1].expand(4).zero_().tolist() == [0] * 4


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int64, torch.bool, torch.complex64, torch.half])
def test_what_is_assigned_to_an_overlapping_place_is_what_was_there(dtype):
    n = np.arange(20).reshape(4, 5)
    for to, source in (
        (np.s_[:, 1:], np.s_[:, :-1]),
        (np.s_[:, :-1], np.s_[:, 1:]),
        (np.s_[1:, ::2], np.s_[:-1, ::2]),
        (np.s_[:3, :3], np.s_[1:, 2:]),
    ):
        expected = torch.from_numpy(n).to(dtype).numpy().copy()
        expected[to] = expected[source].copy()
        x = torch.from_numpy(n).to(dtype)
        x[to] = x[source]
        assert np.array_equal(x.numpy(), expected)


def test_out_that_is_a_part_of_an_operand():
    x = torch.arange(6.0)
    for call in (
        lambda: torch.add(x[1:], 1, out=x[:-1]),
        lambda: torch.exp(x[1:], out=x[:-1]),
        lambda: torch.where(x[1:] > 2, x[1:], x[:-1], out=x[1:]),
        lambda: torch.clamp(x[1:], 0, 1, out=x[:-1]),
    ):
        with refused(ELEMENTS):
            call()
    assert torch.add(x, x, out=x).tolist() == [0, 2, 4, 6, 8, 10]


def test_an_own_element_as_the_number_to_write():
    for write in (
        lambda x: x.__setitem__(slice(None), x[2]),
        lambda x: x.fill_(x[2]),
        lambda x: x.masked_fill_(x < 9, x[2]),
        lambda x: x.index_fill_(0, torch.arange(4), x[2]),
        lambda x: x.__setitem__(x < 9, x[2]),
        lambda x: x.__setitem__(torch.arange(4), x[2]),
    ):
        x = torch.arange(4.0)
        write(x)
        assert x.tolist() == [2] * 4
    with refused(ELEMENTS):
        x.div_(x[1])


# Writes through views with history ---------------------------------------------------------------------------------


def test_adding_to_rows():
    a = torch.arange(6.0, dtype=torch.float64).reshape(3, 2).requires_grad_()
    c = torch.tensor([0.2, 0.3], dtype=torch.float64, requires_grad=True)

    def rows(a, c):
        y = a * 1
        for i in range(3):
            y[i] += c * i
            y[i, 0] *= c[1]
        y.t()[1] -= a[:, 0]
        y[1:].tanh_()
        return y

    assert torch.autograd.gradcheck(rows, (a, c)) and torch.autograd.gradgradcheck(rows, (a, c))
    y = a * 1
    y[0] += 1
    assert y._version == 1 and y.grad_fn.name() == "torch::autograd::CopySlices"
    p = torch.ones(2, requires_grad=True)
    with refused(VIEW_OF_LEAF):
        p[0] = p[0]


def test_a_base_that_changed_its_shape():
    a = torch.arange(6.0, dtype=torch.float64).reshape(3, 2).requires_grad_()

    def turned(a):
        y = a * 1
        v = y[0]
        y.t_()
        v *= 3
        y[0] += 1
        return y

    assert torch.autograd.gradcheck(turned, (a,))


def test_long_chains_of_views_take_linear_time():
    x = torch.ones(2, 3, requires_grad=True)
    y = x * 1
    for _ in range(20_000):  # quadratic, this would need gigabytes
        y = y.t()
    y[0, 0] = 5.0
    y.sum().backward()
    assert x.grad.tolist() == [[0, 1, 1], [1, 1, 1]]
