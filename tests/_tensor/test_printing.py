"""The text of tensors, character by character as PyTorch's."""

from __future__ import annotations

import pytest

import rushlight

DEFAULT = [
    "3.14159265",
    "[1e-8, 1.]",
    "[1e10, 1.]",
    "[1., 1000000.]",
    "[1.5, 100000000.]",
    "[1., float('nan'), float('inf'), -float('inf')]",
    "[True, False]",
    "[1 + 2j, 3.5j]",
    "1j",
    "[0.1, 0.22, 0.333]",
    "[1e-5, 0.5]",
    "[123456.78]",
    "[-1., 2.]",
    "[[1, 200], [-3, 4]]",
    "[]",
    "[[]]",
    "[float('nan')] * 3",
    "[float('inf'), 1.5]",
    "[float('inf'), 1.]",
    "[1e-8 + 1j, 1e8]",
    "[1 + 1e-5j]",
    "[[[0.]]]",
    "5",
    "True",
    "1e-9",
    "1e9",
    "123456789.",
    "float('nan')",
    "[1.0000001]",
    "[100.5, 0.001]",
    "[1000.5, 0.0001]",
    "[1001., 1., 0.5]",
    "[1, 2**40]",
    "[0., 1e-5]",
    "[-0.0]",
    "[99999999.]",
    "[100000000.]",
    "[1 - 2j, -3.5j]",
    "[[1.5, -2], [3, 4]]",
    "[0.99999]",
    "[-1e-3]",
    "[[True], [False]]",
]
BUILT = [
    "arange(2000)",
    "arange(2000.).reshape(40, 50)",
    "arange(24).reshape(2, 3, 4)",
    "zeros(0, 3)",
    "zeros(2, 0, 3, dtype=torch.int64)",
    "zeros(0)",
    "ones(2, dtype=torch.float64)",
    "ones(2).half()",
    "ones(2).bfloat16()",
    "ones(2, dtype=torch.int8)",
    "ones(2, requires_grad=True)",
    "ones(2, requires_grad=True) * 2",
    "ones(2, 3, requires_grad=True).mul(2).sum()",
    "empty(2, 3, device='meta')",
    "empty(2, 3, device='meta', dtype=torch.int64)",
    "ones(30) * 1.2345",
    "ones(3, 30) * 123.45",
    "arange(10000.).reshape(10, 10, 100)",
    "arange(1001).reshape(7, 143)",
    "ones(200, 2).t()",
    "ones(1000)",
    "ones(1001)",
    "full((3,), 1e-3)",
    "full((3,), 0.9999e-4)",
    "tensor([255], dtype=torch.uint8)",
    "tensor([1, 2], dtype=torch.uint64)",
    "zeros(0, requires_grad=True)",
    "ones(20, 30, 40) * 0.5",
    "float32",
    "device('cuda:0')",
    "Size([2, 3])",
    "strided",
    "channels_last",
    "ones(2).clone().copy_(torch.ones(2, requires_grad=True))",
    "tensor([1., 2.]).max(0)",
]
OPTIONS = [
    {"precision": 2},
    {"threshold": 5, "edgeitems": 2},
    {"sci_mode": True},
    {"sci_mode": False},
    {"linewidth": 40},
    {"profile": "short"},
    {"profile": "full"},
    {"precision": 8, "linewidth": 120},
    {"edgeitems": 1, "threshold": 3},
]


def build(module, expression):
    return eval("torch." + expression, {"torch": module})


@pytest.mark.torch
@pytest.mark.parametrize("data", DEFAULT)
def test_numbers(data):
    torch = pytest.importorskip("torch")
    assert repr(rushlight.tensor(eval(data))) == repr(torch.tensor(eval(data)))


@pytest.mark.torch
@pytest.mark.parametrize("expression", BUILT)
def test_shapes_dtypes_and_remarks(expression):
    torch = pytest.importorskip("torch")
    assert repr(build(rushlight, expression)) == repr(build(torch, expression))


@pytest.mark.torch
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_options(options):
    torch = pytest.importorskip("torch")
    for module in (torch, rushlight):
        module.set_printoptions(**options)
    try:
        for data in ("[1.23456, 2]", "[1e-8, 1e8]", "[1.5, 20]", "[1j, 2]", "[[1, 2, 3], [4, 5, 6]]", "3.14159"):
            assert repr(rushlight.tensor(eval(data))) == repr(torch.tensor(eval(data)))
        for expression in (
            "arange(30.)",
            "arange(1100)",
            "ones(2, requires_grad=True) * 3",
            "arange(36).reshape(6, 6)",
        ):
            assert repr(build(rushlight, expression)) == repr(build(torch, expression))
    finally:
        for module in (torch, rushlight):
            module.set_printoptions(profile="default", sci_mode=None)


def test_default_dtype_is_not_said():
    rushlight.set_default_dtype(rushlight.float64)
    try:
        assert repr(rushlight.tensor([1.5])) == "tensor([1.5000])"
        assert repr(rushlight.tensor([1.5]).float()) == "tensor([1.5000], dtype=torch.float32)"
    finally:
        rushlight.set_default_dtype(rushlight.float32)


def test_options_in_a_block():
    before = rushlight.get_printoptions()
    with rushlight.printoptions(precision=2):
        assert repr(rushlight.tensor(1.2345)) == "tensor(1.23)"
    assert rushlight.get_printoptions() == before


def test_bad_profile():
    with pytest.raises(ValueError, match="default, short, full"):
        rushlight.set_printoptions(profile="long")


def test_str_and_format():
    x = rushlight.tensor([1.0, 2.0])
    assert str(x) == f"{x}" == "tensor([1., 2.])"
    assert f"{x.sum():.2f}" == "3.00"


def test_subclasses_say_their_name():
    class Mine(rushlight.Tensor):
        pass

    x = rushlight.ones(2)
    assert repr(Mine._wrap(x._array, x.dtype)) == "Mine([1., 1.])"
