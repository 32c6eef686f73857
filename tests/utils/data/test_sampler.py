"""Samplers and data sets: the same orders, results and errors as PyTorch's."""

from __future__ import annotations

import pytest

import rushlight
from rushlight.utils import data as ours

torch = pytest.importorskip("torch")
import torch.utils.data as theirs  # noqa: E402

pytestmark = pytest.mark.torch

SAMPLERS = {
    "sequential": lambda T, D: D.SequentialSampler(range(7)),
    "random": lambda T, D: D.RandomSampler(range(50)),
    "random generator": lambda T, D: D.RandomSampler(range(50), generator=T.Generator().manual_seed(4)),
    "random fewer": lambda T, D: D.RandomSampler(range(50), num_samples=20),
    "random more": lambda T, D: D.RandomSampler(range(7), num_samples=20),
    "replacement": lambda T, D: D.RandomSampler(range(9), replacement=True, num_samples=77),
    "replacement all": lambda T, D: D.RandomSampler(range(40), replacement=True),
    "subset": lambda T, D: D.SubsetRandomSampler([3, 1, 4, 1, 5, 9, 2, 6]),
    "subset generator": lambda T, D: D.SubsetRandomSampler([3, 1, 4], generator=T.Generator().manual_seed(9)),
    "weighted": lambda T, D: D.WeightedRandomSampler([0.1, 0.9, 0.4, 0.7, 3.0, 0.6], 30),
    "weighted once": lambda T, D: D.WeightedRandomSampler([0.1, 0.9, 0.4, 0.7, 3.0, 0.6], 5, replacement=False),
    "batch": lambda T, D: D.BatchSampler(D.RandomSampler(range(11)), 4, False),
    "batch drop": lambda T, D: D.BatchSampler(D.RandomSampler(range(11)), 4, True),
    "batch of strings": lambda T, D: D.BatchSampler("abcde", 2, False),
    "distributed": lambda T, D: D.DistributedSampler(range(11), 3, 1, shuffle=True, seed=5),
    "distributed drop": lambda T, D: D.DistributedSampler(range(11), 3, 2, shuffle=True, drop_last=True),
    "distributed tiny": lambda T, D: D.DistributedSampler(range(2), 5, 4, shuffle=False),
}


@pytest.mark.parametrize("name", SAMPLERS)
def test_same_order(name):
    results = []
    for T, D in ((rushlight, ours), (torch, theirs)):
        T.manual_seed(11)
        sampler = SAMPLERS[name](T, D)
        passes = [list(sampler) for _ in range(3)]
        results.append((passes, len(sampler), T.rand(1).item()))
    assert results[0] == results[1]


def test_epochs_of_distributed_sampler():
    both = [D.DistributedSampler(range(20), 2, 0) for D in (ours, theirs)]
    for epoch in range(3):
        orders = []
        for sampler in both:
            sampler.set_epoch(epoch)
            orders.append(list(sampler))
        assert orders[0] == orders[1]


BAD = [
    lambda T, D: D.RandomSampler([]),
    lambda T, D: D.RandomSampler([1], replacement=1),
    lambda T, D: D.RandomSampler([1], num_samples=0),
    lambda T, D: D.WeightedRandomSampler([1.0], 0),
    lambda T, D: D.WeightedRandomSampler([1.0], 1.5),
    lambda T, D: D.WeightedRandomSampler([1.0], 1, replacement="no"),
    lambda T, D: D.WeightedRandomSampler([[1.0]], 1),
    lambda T, D: D.BatchSampler(range(3), 0, False),
    lambda T, D: D.BatchSampler(range(3), True, False),
    lambda T, D: D.BatchSampler(range(3), 2, 0),
    lambda T, D: D.DistributedSampler(range(3), 2, 2),
    lambda T, D: D.StackDataset(),
    lambda T, D: D.StackDataset([1], a=[2]),
    lambda T, D: D.StackDataset([1], [2, 3]),
    lambda T, D: D.TensorDataset(T.zeros(2), T.zeros(3)),
    lambda T, D: D.ConcatDataset([]),
    lambda T, D: D.ConcatDataset([_stream(D)]),
    lambda T, D: D.ConcatDataset(["ab"])[-3],
    lambda T, D: list(D.ChainDataset([range(3)])),
    lambda T, D: D.random_split(range(10), [3, 3]),
    lambda T, D: D.random_split(range(10), [1.5, -0.5]),
    lambda T, D: D.Dataset()[0],
    lambda T, D: type("S", (D.Subset,), {"__getitem__": lambda self, i: i})([1], [0]),
    lambda T, D: D.DataLoader([1], shuffle=True, sampler=[0]),
    lambda T, D: D.DataLoader([1], batch_sampler=[[0]], batch_size=2),
    lambda T, D: D.DataLoader([1], batch_sampler=[[0]], drop_last=True),
    lambda T, D: D.DataLoader([1], batch_size=None, drop_last=True),
    lambda T, D: D.DataLoader([1], num_workers=-1),
    lambda T, D: D.DataLoader([1], timeout=-1),
    lambda T, D: D.DataLoader([1], prefetch_factor=2),
    lambda T, D: D.DataLoader([1], persistent_workers=True),
    lambda T, D: D.DataLoader([1], multiprocessing_context="fork"),
    lambda T, D: D.DataLoader([1], num_workers=1, multiprocessing_context="knife"),
    lambda T, D: D.DataLoader([1], num_workers=1, multiprocessing_context=3),
    lambda T, D: D.DataLoader(_stream(D), shuffle=True),
    lambda T, D: D.DataLoader(_stream(D), sampler=[0]),
    lambda T, D: D.DataLoader(_stream(D), batch_sampler=[[0]]),
    lambda T, D: setattr(D.DataLoader([1]), "batch_size", 2),
    lambda T, D: setattr(D.DataLoader([1]), "dataset", [2]),
    lambda T, D: iter(D.DataLoader([1], timeout=3)),
    lambda T, D: next(iter(D.DataLoader([{1, 2}]))),
    lambda T, D: next(iter(D.DataLoader([[1], [1, 2]], batch_size=2))),
    lambda T, D: next(iter(D.DataLoader([T.zeros(2), T.zeros(3)], batch_size=2))),
    lambda T, D: D.default_collate([object()]),
    lambda T, D: D.BatchSampler(range(3), -2, False),
    lambda T, D: list(D.Sampler()),
]


def _stream(D, n=3, length=None):
    class Stream(D.IterableDataset):
        def __iter__(self):
            return iter(range(n))

    if length is not None:
        Stream.__len__ = lambda self: length
    return Stream()


@pytest.mark.parametrize("case", range(len(BAD)))
def test_same_errors(case):
    errors = []
    for T, D in ((rushlight, ours), (torch, theirs)):
        with pytest.raises(Exception) as caught:
            BAD[case](T, D)
        errors.append(caught.value)
    assert type(errors[0]) is type(errors[1]) or isinstance(errors[0], type(errors[1])), errors


def test_random_split():
    for lengths in ([3, 7], [0.5, 0.25, 0.25], [0.33, 0.33, 0.34]):
        for seed in (None, 3):
            parts = []
            for T, D in ((rushlight, ours), (torch, theirs)):
                T.manual_seed(1)
                g = None if seed is None else T.Generator().manual_seed(seed)
                parts.append([list(p.indices) for p in D.random_split(range(10), lengths, generator=g)])
            assert parts[0] == parts[1]
    with pytest.warns(UserWarning, match="Length of split at index 1 is 0"):
        ours.random_split(range(3), [0.99, 0.01])


def test_combined_data_sets():
    both = []
    for D in (ours, theirs):
        joined = D.ConcatDataset([range(3), "ab", [7]])
        both.append(
            [
                [joined[i] for i in range(-6, 6)],
                len(joined),
                joined.cumulative_sizes,
                list(D.ChainDataset([_stream(D), _stream(D, 2)])),
                len(D.ChainDataset([_stream(D, 3, 3), _stream(D, 2, 2)])),
                D.StackDataset("abc", [1, 2, 3])[1],
                D.StackDataset(x="abc", y=[1, 2, 3]).__getitems__([2, 0]),
                [D.Subset("abcdef", [5, 1])[i] for i in (0, 1)],
                D.Subset("abcdef", [5, 1]).__getitems__([1, 0]),
            ]
        )
    assert both[0] == both[1]
    assert isinstance(ours.Dataset.__add__(ours.TensorDataset(rushlight.zeros(2)), "ab"), ours.ConcatDataset)


def test_tensor_dataset():
    x, y = rushlight.arange(6).reshape(3, 2), rushlight.tensor([5, 6, 7])
    data = ours.TensorDataset(x, y)
    assert len(data) == 3
    assert [t.tolist() for t in data[1]] == [[2, 3], 6]
    rows = data.__getitems__([2, -3])
    assert [[t.tolist() for t in row] for row in rows] == [[[4, 5], 7], [[0, 1], 5]]
    with pytest.raises(IndexError):
        data.__getitems__([3])
    with pytest.raises(IndexError):
        data.__getitems__([-4])
