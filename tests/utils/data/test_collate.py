"""default_collate and default_convert: the same batches as PyTorch's."""

from __future__ import annotations

import collections

import numpy as np
import pytest

import rushlight
from rushlight.utils import data as ours

torch = pytest.importorskip("torch")
import torch.utils.data as theirs  # noqa: E402

pytestmark = pytest.mark.torch

Point = collections.namedtuple("Point", "x y")


class Named(dict):
    pass


def batches(T):
    t = T.arange(6).reshape(2, 3)
    yield [t, t + 1]
    yield [t.float(), t.float() * 2, t.float() - 1]
    yield [t.t(), t.t()]
    yield [T.tensor(3), T.tensor(4)]
    yield [T.zeros(0, 3), T.zeros(0, 3)]
    yield [T.tensor([True]), T.tensor([False])]
    yield [T.zeros(2, dtype=T.bfloat16), T.ones(2, dtype=T.bfloat16)]
    yield [1, 2, 3]
    yield [2**40, -1]
    yield [True, False]
    yield [True, 2]
    yield [1.5, 2.5]
    yield [float("nan"), float("inf")]
    yield [1.0, 2]
    yield ["a", "b"]
    yield [b"a", b"b"]
    yield [np.float32(1.5), np.float32(2)]
    yield [np.int16(1), np.int16(2)]
    yield [np.float64(1.5), np.float64(2)]
    yield [np.bool_(True), np.bool_(False)]
    yield [np.arange(3, dtype=np.uint8), np.arange(3, dtype=np.uint8)]
    yield [np.ones((2, 2)), np.zeros((2, 2))]
    yield [np.array(1.5), np.array(2.5)]
    yield [(t, 1), (t, 2)]
    yield [[1, "a"], [2, "b"]]
    yield [{"x": 1, "y": [t, 2.0]}, {"x": 3, "y": [t, 4.0]}]
    yield [Point(1, t), Point(2, t)]
    yield [Named(a=1), Named(a=2)]
    yield [collections.OrderedDict(a=1), collections.OrderedDict(a=2)]
    yield [collections.defaultdict(list, {"a": 1}), collections.defaultdict(list, {"a": 2})]
    yield [((1, 2), (3,)), ((4, 5), (6,))]
    yield [(range(2), 1), (range(2), 2)]
    yield [collections.UserList([1, 2]), collections.UserList([3, 4])]
    yield [((), {}), ((), {})]


def plain(T, x):
    if isinstance(x, T.Tensor):
        values = x.float() if x.dtype == T.bfloat16 else x
        return "tensor", str(x.dtype), tuple(x.shape), tuple(x.stride()), repr(values.tolist())
    if isinstance(x, collections.abc.Mapping):
        return type(x).__name__, getattr(x, "default_factory", None), {k: plain(T, v) for k, v in x.items()}
    if isinstance(x, (list, tuple, collections.UserList)):
        return type(x).__name__, [plain(T, v) for v in x]
    return type(x).__name__, repr(x)


COUNT = len(list(batches(rushlight)))


@pytest.mark.parametrize("k", range(COUNT))
def test_default_collate(k):
    results = []
    for T, D in ((rushlight, ours), (torch, theirs)):
        results.append(plain(T, D.default_collate(list(batches(T))[k])))
    assert results[0] == results[1]


@pytest.mark.parametrize("k", range(COUNT))
def test_default_convert(k):
    results = []
    for T, D in ((rushlight, ours), (torch, theirs)):
        results.append(plain(T, D.default_convert(list(batches(T))[k])))
    assert results[0] == results[1]


def test_gradients_pass_through():
    x = rushlight.ones(2, requires_grad=True)
    batch = ours.default_collate([x * 2, x * 3])
    batch.sum().backward()
    assert x.grad.tolist() == [5.0, 5.0]


def test_the_batch_is_a_copy():
    x = rushlight.ones(2)
    batch = ours.default_collate([x, x])
    x.zero_()
    assert batch.tolist() == [[1.0, 1.0], [1.0, 1.0]]


def test_own_functions():
    class Picture:
        pass

    from rushlight.utils.data._utils.collate import collate, default_collate_fn_map

    table = {**default_collate_fn_map, Picture: lambda batch, *, collate_fn_map=None: len(batch)}
    assert collate([(Picture(), 1), (Picture(), 2)], collate_fn_map=table)[0] == 2
    with pytest.raises(TypeError, match="default_collate: batch must contain tensors"):
        ours.default_collate([Picture()])


def test_uneven_shapes_are_named():
    with pytest.raises(RuntimeError, match="stack expects each tensor to be equal size"):
        ours.default_collate([rushlight.zeros(2), rushlight.zeros(3)])
    with pytest.raises(RuntimeError, match="each element in list of batch should be of equal size"):
        ours.default_collate([(1, 2), (1,)])
