"""DataLoader in one process: batches, orders, draws as PyTorch's; and going on from a saved position."""

from __future__ import annotations

import pickle

import pytest

import rushlight
from rushlight.utils import data as ours
from rushlight.utils.data import DataLoader, Dataset, IterableDataset, TensorDataset


def pairs(T, D, n=13):
    class Pairs(D.Dataset):
        def __len__(self):
            return n

        def __getitem__(self, i):
            return T.full((2,), float(i)), i

    return Pairs()


def together(T, D, n=13):
    class Together(D.Dataset):
        def __len__(self):
            return n

        def __getitem__(self, i):
            raise AssertionError("read one by one")

        def __getitems__(self, indices):
            return [(i, str(i)) for i in indices]

    return Together()


def stream(T, D, n=13, length=None):
    class Stream(D.IterableDataset):
        def __iter__(self):
            return iter(range(n))

    if length is not None:
        Stream.__len__ = lambda self: length
    return Stream()


def tensors(T, D, n=13):
    return D.TensorDataset(T.arange(2 * n).reshape(n, 2), T.arange(n))


LOADERS = {
    "plain": lambda T, D: D.DataLoader(pairs(T, D)),
    "batches": lambda T, D: D.DataLoader(pairs(T, D), 4),
    "drop": lambda T, D: D.DataLoader(pairs(T, D), 4, drop_last=True),
    "shuffle": lambda T, D: D.DataLoader(pairs(T, D), 4, shuffle=True),
    "shuffle generator": lambda T, D: D.DataLoader(pairs(T, D), 4, True, generator=T.Generator().manual_seed(5)),
    "sampler": lambda T, D: D.DataLoader(pairs(T, D), 4, sampler=[3, 1, 2, 2, 5]),
    "random sampler": lambda T, D: D.DataLoader(pairs(T, D), 4, sampler=D.RandomSampler(range(13), num_samples=6)),
    "batch sampler": lambda T, D: D.DataLoader(pairs(T, D), batch_sampler=[[1, 2], [3], [0, 4, 5]]),
    "no batches": lambda T, D: D.DataLoader(pairs(T, D), batch_size=None),
    "no batches shuffled": lambda T, D: D.DataLoader(pairs(T, D), batch_size=None, shuffle=True),
    "collate": lambda T, D: D.DataLoader(pairs(T, D), 4, collate_fn=len),
    "together": lambda T, D: D.DataLoader(together(T, D), 4, shuffle=True),
    "stream": lambda T, D: D.DataLoader(stream(T, D), 4),
    "stream drop": lambda T, D: D.DataLoader(stream(T, D), 4, drop_last=True),
    "stream length": lambda T, D: D.DataLoader(stream(T, D, 13, 13), 4, drop_last=True),
    "stream one": lambda T, D: D.DataLoader(stream(T, D), None),
    "tensors": lambda T, D: D.DataLoader(tensors(T, D), 4, shuffle=True),
    "part of tensors": lambda T, D: D.DataLoader(D.Subset(tensors(T, D), [5, 3, 3, 1]), 3, shuffle=True),
    "stack": lambda T, D: D.DataLoader(D.StackDataset(x=tensors(T, D), y=range(13)), 4),
    "concat": lambda T, D: D.DataLoader(D.ConcatDataset([tensors(T, D), tensors(T, D, 2)]), 4),
    "list": lambda T, D: D.DataLoader(list(range(10)), 4, pin_memory=False),
    "list of dicts": lambda T, D: D.DataLoader([{"a": i, "b": "x"} for i in range(5)], 2),
}


def plain(T, x):
    if isinstance(x, T.Tensor):
        return str(x.dtype), tuple(x.shape), x.tolist()
    if isinstance(x, dict):
        return {k: plain(T, v) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return type(x).__name__, [plain(T, v) for v in x]
    return x


@pytest.mark.torch
@pytest.mark.parametrize("name", LOADERS)
def test_same_batches(name):
    torch = pytest.importorskip("torch")
    import torch.utils.data as theirs

    results = []
    for T, D in ((rushlight, ours), (torch, theirs)):
        T.manual_seed(21)
        loader = LOADERS[name](T, D)
        passes = [plain(T, list(loader)) for _ in range(2)]
        try:
            length = len(loader)
        except TypeError:
            length = None
        # what was drawn besides the order: the network's numbers after an epoch depend on it
        results.append((passes, length, T.rand(2).tolist()))
    assert results[0] == results[1]


def test_whole_batches_are_gathered_at_once():
    class Counting(TensorDataset):
        reads = 0

        def __read_batch__(self, indices):
            Counting.reads += 1
            return super().__read_batch__(indices)

    data = Counting(rushlight.arange(10))
    assert [b[0].tolist() for b in DataLoader(data, 4)] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert Counting.reads == 3
    # a collate function of one's own sees the samples
    assert list(DataLoader(data, 4, collate_fn=lambda samples: [s[0].item() for s in samples]))[2] == [8, 9]

    class Doubled(TensorDataset):
        def __getitem__(self, i):
            return (self.tensors[0][i] * 2,)

    assert next(iter(DataLoader(Doubled(rushlight.arange(10)), 3)))[0].tolist() == [0, 2, 4]


def test_gradients_of_a_tensor_dataset():
    x = rushlight.ones(4, 2, requires_grad=True)
    (batch,) = next(iter(DataLoader(TensorDataset(x), 2)))
    batch.sum().backward()
    assert x.grad.tolist() == [[1.0, 1.0], [1.0, 1.0], [0.0, 0.0], [0.0, 0.0]]


def test_stream_longer_than_it_said():
    loader = DataLoader(stream(rushlight, ours, 5, 3), 1)
    len(loader)
    with pytest.warns(UserWarning, match="Length of IterableDataset .* was reported to be 3"):
        list(loader)


def test_pinning_without_an_accelerator():
    with pytest.warns(UserWarning, match="no accelerator is found"):
        assert len(list(DataLoader([1, 2], pin_memory=True))) == 2


def test_errors_keep_their_place():
    class Broken(Dataset):
        def __len__(self):
            return 3

        def __getitem__(self, i):
            return [][i]

    with pytest.raises(IndexError, match="list index out of range"):
        next(iter(DataLoader(Broken())))


def make(name, **kwargs):
    data = {
        "pairs": pairs(rushlight, ours, 23),
        "tensors": tensors(rushlight, ours, 23),
        "stream": stream(rushlight, ours, 23),
    }[name.split()[0]]
    if name.endswith("generator"):
        kwargs["generator"] = rushlight.Generator().manual_seed(8)
    return DataLoader(data, 4, shuffle=None if name == "stream" else True, **kwargs)


@pytest.mark.parametrize("name", ["pairs", "tensors", "stream", "pairs generator"])
@pytest.mark.parametrize("stop", [0, 1, 3, 6])
def test_resume(name, stop):
    """Train, say, on ``stop`` batches, save; a new process goes on as if nothing had happened."""

    def work(loader, rest):
        seen = []
        for batch in loader:
            seen.append((plain(rushlight, batch), rushlight.rand(1).item()))  # the network draws, too
            if len(seen) == rest:
                return seen
        return seen

    rushlight.manual_seed(5)
    loader = make(name)
    work(loader, None)  # an epoch before
    batches, expected = iter(loader), []
    for _ in range(stop):
        next(batches)
        rushlight.rand(1)
    state = pickle.loads(pickle.dumps(loader.state_dict()))
    expected = [work(batches, None), work(loader, None)]
    rushlight.manual_seed(99)
    again = make(name)
    again.load_state_dict(state)
    assert [work(again, None), work(again, None)] == expected


def test_resume_between_epochs():
    rushlight.manual_seed(1)
    loader = make("pairs")
    list(loader)
    state = loader.state_dict()
    expected = plain(rushlight, list(loader))
    rushlight.manual_seed(2)
    again = make("pairs")
    again.load_state_dict(state)
    assert plain(rushlight, list(again)) == expected


def test_resume_refuses_other_states():
    loader = make("pairs")
    with pytest.raises(ValueError, match="expected a dict with"):
        loader.load_state_dict({"epoch": 1})
    with pytest.raises(ValueError, match="num_workers=2"):
        loader.load_state_dict({**loader.state_dict(), "num_workers": 2})
    with pytest.raises(ValueError, match="generators"):
        loader.load_state_dict(make("pairs generator").state_dict())


def test_an_iterable_may_be_its_own_iterator():
    class Once(IterableDataset):
        def __init__(self):
            self.left = 3

        def __iter__(self):
            return self

        def __next__(self):
            if not self.left:
                raise StopIteration
            self.left -= 1
            return self.left

    assert [b.tolist() for b in DataLoader(Once(), 2)] == [[2, 1], [0]]


class Lent:
    """What packages give to the iterators instead of a DataLoader: an object with the attributes that they read."""

    dataset, _dataset_kind, _index_sampler = [10, 20, 30], 0, [[0, 1], [2]]
    _IterableDataset_len_called, _auto_collation, drop_last, num_workers = None, True, False, 0
    pin_memory, pin_memory_device, timeout, persistent_workers, generator = False, "", 0, False, None

    def collate_fn(self, batch):
        return tuple(batch)

    def _get_shared_seed(self):
        return None


@pytest.mark.parametrize("lib", ["rushlight", pytest.param("torch", marks=pytest.mark.torch)])
def test_iterators_take_objects_like_loaders(lib):
    module = pytest.importorskip(lib + ".utils.data.dataloader")
    for _ in range(2):
        assert list(module._SingleProcessDataLoaderIter(Lent())) == [(10, 20), (30,)]
