"""Classic mistakes: the error's class is PyTorch's, its text has what was given, what was expected, and what to write
instead."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import rushlight


def twice(t):
    y = (t.ones(3, requires_grad=True) ** 2).sum()
    y.backward()
    y.backward()


def overwritten(t):
    x = t.ones(3, requires_grad=True)
    y = x.exp()  # keeps its result
    y += 1  # changes it
    y.sum().backward()


LEAF = "t.ones(2, 3, requires_grad=True)"
MISTAKES = [
    ("t.ones(2, 3) + t.ones(2, 4)", ["(2, 3)", "(2, 4)", "3", "4", "dimension 1", "equal or 1", "reshape"]),
    ("t.ones(2, 3) @ t.ones(4, 5)", ["shapes cannot be multiplied", "2x3", "4x5", "transpose"]),
    ("t.mm(t.ones(2, 3), t.ones(4, 5))", ["shapes cannot be multiplied", "2x3", "4x5", "transpose"]),
    ("t.nn.Linear(3, 4)(t.ones(2, 5))", ["shapes cannot be multiplied", "(2, 5)", "(4, 3)", "reshape"]),
    ("t.ones(2, 3)[5]", ["5", "dimension 0", "size 2", "-2 to 1"]),
    ("t.ones(2, 3)[:, 7]", ["7", "dimension 1", "-3 to 2"]),
    ("t.ones(2, 3)[t.tensor([0, 4])]", ["4", "dimension 0", "size 2", "-2 to 1"]),
    ("t.ones(2, 3).index_select(0, t.tensor([4]))", ["4", "size 2", "0 to 1"]),
    (
        "t.nn.Linear(3, 4)(t.from_numpy(np.ones((2, 3))))",
        ["Double", "Float", "x.float()", "torch.set_default_dtype(torch.float64)"],
    ),
    (
        "t.nn.Conv2d(3, 4, 3)(t.from_numpy(np.ones((1, 3, 8, 8))))",
        ["Double", "Float", "x.float()", "torch.set_default_dtype"],
    ),
    ("t.ones(2, 3) @ t.from_numpy(np.ones((3, 2)))", ["Double", "Float", "x.float()"]),
    ("twice(t)", ["second time", "retain_graph=True", "compute the loss anew"]),
    (f"({LEAF} * 2).backward()", ["scalar outputs", "(2, 3)", "y.sum().backward()", "torch.ones_like(y)"]),
    (f"{LEAF}.add_(1)", ["a leaf Variable that requires grad", "add_", "torch.no_grad()", "x.clone()"]),
    (f"{LEAF}[0].zero_()", ["a view of a leaf Variable that requires grad", "torch.no_grad()", "x.clone()"]),
    (
        "overwritten(t)",
        [
            "modified by an inplace operation",
            "ExpBackward0 saved it at",
            "y = x.exp()",
            "changed it at",
            "`y += 1",
            "version 1; expected version 0",
            "x = x + 1",
            "clone()",
        ],
    ),
    (f"{LEAF}.numpy()", ["requires grad", "tensor.detach().numpy()"]),
    ("bool(t.ones(3) > 0)", ["ambiguous", "3", ".any()", ".all()"]),
    ("t.ones(2, device='cuda')", ["CUDA", "cuda", "'cpu'"]),
    ("t.ones(2).to('cuda')", ["CUDA", "cuda", "'cpu'"]),
    ("t.ones(2).sum().backward()", ["element 0 of tensors does not require grad", "requires_grad_()", "no_grad"]),
    ("t.ones(2).item()", ["2 elements", ".sum()", ".tolist()"]),
    ("t.cat([t.ones(2, 3), t.ones(3, 4)])", ["(2, 3)", "(3, 4)", "dimension"]),
    ("t.ones(2, 3).view(4, 2)", ["[4, 2]", "[2, 3]", "6"]),
    ("t.ones(2, 3).t().view(6)", [".reshape(...)"]),
    ("t.nn.functional.cross_entropy(t.ones(2, 3), t.tensor([0, 5]))", ["5", "3 classes", "0 to 2"]),
    (
        f"t.autograd.grad({LEAF}.sum(), t.ones(2, requires_grad=True))",
        ["index 0", "appears to not have been used", "allow_unused=True"],
    ),
    (f"t.autograd.grad({LEAF} * 2, {LEAF}, t.ones(3))", ["grad_output[0]", "[3]", "[2, 3]"]),
]


def raised(t, code):
    names = {"t": t, "np": np, "twice": twice, "overwritten": overwritten}
    with warnings.catch_warnings(), pytest.raises(Exception) as error:
        warnings.simplefilter("ignore")
        eval(code, names)
    return error.value


@pytest.mark.parametrize(("code", "told"), MISTAKES)
def test_what_is_told(code, told):
    text = str(raised(rushlight, code))
    assert [part for part in told if part not in text] == [], text


@pytest.mark.torch
@pytest.mark.parametrize("code", [code for code, _ in MISTAKES])
def test_the_class_is_pytorchs(code):
    expected = raised(pytest.importorskip("torch"), code)
    assert isinstance(raised(rushlight, code), type(expected))
