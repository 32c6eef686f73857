"""Optimizers with the sparse gradients of embeddings: beside PyTorch's, and beside the dense ones."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight

IDS = [[0, 3, 3], [1, 0, 2], [5, 5, 5]]
TAKES = {
    "SGD": {"lr": 0.1},
    "SGD maximized": {"lr": 0.1, "maximize": True},
    "SGD momentum": {"lr": 0.1, "momentum": 0.9, "dampening": 0.2},
    "Adagrad": {"lr": 0.3, "lr_decay": 0.1},
    "SparseAdam": {"lr": 0.1},
    "SparseAdam maximized": {"lr": 0.1, "betas": (0.8, 0.9), "maximize": True},
}
REFUSES = "Adam AdamW RMSprop Adadelta Adamax NAdam RAdam ASGD Rprop Adafactor".split()


def trained(torch, name, options, sparse=True, bag=False):
    table = torch.nn.Embedding(6, 2, sparse=sparse, padding_idx=2)
    if bag:
        table = torch.nn.EmbeddingBag(6, 2, sparse=sparse, mode="sum")
    with torch.no_grad():
        table.weight.copy_(torch.arange(12.0).reshape(6, 2) / 12)
    optimizer = getattr(torch.optim, name.split()[0])(table.parameters(), **options)
    for ids in IDS * 2:
        optimizer.zero_grad()
        y = table(torch.tensor([ids]))
        (y * y).sum().backward()
        assert table.weight.grad.is_sparse is sparse
        optimizer.step()
    return table.weight.detach().numpy()


@pytest.mark.torch
@pytest.mark.parametrize("bag", [False, True])
@pytest.mark.parametrize("name", TAKES)
def test_updates_as_in_pytorch(name, bag):
    torch = pytest.importorskip("torch")
    expected = trained(torch, name, TAKES[name], bag=bag)
    np.testing.assert_allclose(trained(rushlight, name, TAKES[name], bag=bag), expected, rtol=2e-6, atol=1e-7)


@pytest.mark.parametrize("name", ["SGD", "SGD momentum", "Adagrad"])
def test_updates_as_by_dense_gradients(name):
    got = trained(rushlight, name, TAKES[name])
    np.testing.assert_allclose(got, trained(rushlight, name, TAKES[name], sparse=False), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name", REFUSES)
def test_the_others_refuse_them(name):
    table = rushlight.nn.Embedding(6, 2, sparse=True)
    before = table.weight.detach().clone()
    optimizer = getattr(rushlight.optim, name)(table.parameters())
    table(rushlight.tensor([1])).sum().backward()
    words = f"{'Adam' if name == 'AdamW' else name} does not support sparse gradients"
    with pytest.raises(RuntimeError, match=words):
        optimizer.step()
    assert rushlight.equal(table.weight, before)


def test_gradients_add_up_and_are_cleared():
    torch = rushlight
    w = torch.zeros(4, 2, requires_grad=True)
    for _ in range(2):
        torch.nn.functional.embedding(torch.tensor([1, 1, 3]), w, sparse=True).sum().backward()
    assert w.grad.is_sparse and w.grad.to_dense().tolist() == [[0, 0], [4, 4], [0, 0], [2, 2]]
    torch.nn.functional.embedding(torch.tensor([0]), w).sum().backward()
    assert not w.grad.is_sparse and w.grad.tolist() == [[1, 1], [4, 4], [0, 0], [2, 2]]
    torch.nn.functional.embedding(torch.tensor([0]), w, sparse=True).sum().backward()
    assert w.grad.tolist() == [[2, 2], [4, 4], [0, 0], [2, 2]]
    w.grad = None
    both = torch.nn.functional.embedding(torch.tensor([0]), w, sparse=True).sum() + w.sum()  # in one pass
    both.backward()
    assert w.grad.tolist() == [[2, 2], [1, 1], [1, 1], [1, 1]]
    w.grad = None
    torch.nn.functional.embedding(torch.tensor([2, 1]), w, 1, sparse=True).sum().backward()
    assert w.grad._indices().tolist() == [[2]]
    optimizer = torch.optim.SGD([w], lr=1.0)
    optimizer.zero_grad(set_to_none=False)
    assert w.grad.is_sparse and w.grad._nnz() == 0


def test_weight_decay_does_not_go_with_them():
    torch = rushlight
    w = torch.zeros(4, 2, requires_grad=True)
    torch.nn.functional.embedding(torch.tensor([1]), w, sparse=True).sum().backward()
    with pytest.raises(RuntimeError, match="not compatible with sparse gradients"):
        torch.optim.Adagrad([w], weight_decay=0.1).step()
    with pytest.raises(RuntimeError, match=r"add\(sparse, dense\) is not supported"):
        torch.optim.SGD([w], lr=0.1, weight_decay=0.1).step()
    with pytest.raises(RuntimeError, match="scale_grad_by_freq not supported"):
        torch.nn.functional.embedding(torch.tensor([1]), w, scale_grad_by_freq=True, sparse=True).sum().backward()
