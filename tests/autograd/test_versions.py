"""What counts as a write: versions after in-place operations on the shape, and views of a base that changed its
shape."""

from __future__ import annotations

import pytest

import rushlight

CALLS = [
    "t_()",
    "unsqueeze_(0)",
    "squeeze_()",
    "squeeze_(0)",
    "squeeze_((0, 1))",
    "transpose_(0, 1)",
    "swapaxes_(0, 1)",
    "resize_(3, 3)",
    "resize_(2, 3)",
    "resize_as_(torch.zeros(3))",
    "as_strided_((2,), (1,))",
    "detach_()",
    "requires_grad_()",
    "t_().t_()",
    "data.zero_()",
    "detach().zero_()",
    "random_()",
    "__setitem__(0, 1)",
    "numpy().fill(1)",
    "view(6).zero_()",
]


@pytest.mark.torch
@pytest.mark.parametrize("call", CALLS)
def test_versions_are_pytorchs(call):
    seen = []
    for lib in (rushlight, pytest.importorskip("torch")):
        x = lib.zeros(2, 3)
        view = x[0]
        eval(f"x.{call}", {"x": x, "torch": lib})
        seen.append((x._version, view._version))
    assert seen[0] == seen[1]


def test_a_saved_value_that_changed_its_shape():
    x = rushlight.ones(2, 3, requires_grad=True)
    y = x * 1
    z = y * y
    y.t_()
    with pytest.raises(
        RuntimeError, match=r"modified by an inplace operation.*`z = y \* y`; t_ changed it at .*`y.t_\(\)`"
    ):
        z.sum().backward()


@pytest.mark.torch
def test_writes_through_old_views_of_a_transposed_base():
    """The view shows the same memory; gradients follow it there."""
    seen = []
    for lib in (rushlight, pytest.importorskip("torch")):
        base = lib.zeros(2, 3, dtype=lib.float64)
        row = base[0]
        base.t_()
        x = lib.tensor([1.0, 2.0, 3.0], dtype=lib.float64, requires_grad=True)
        row.copy_(x)
        (base * lib.tensor([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]], dtype=lib.float64)).sum().backward()
        seen.append((base.tolist(), x.grad.tolist()))
    assert seen[0] == seen[1]
