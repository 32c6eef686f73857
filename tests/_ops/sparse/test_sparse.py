"""Sparse tensors beside the dense ones they stand for: values, gradients, in-place forms, errors."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import rushlight as torch
from rushlight.autograd import gradcheck, gradgradcheck


def drawn(*shape, seed=0, density=0.4, dtype=torch.float64):
    """A dense tensor with many zeros."""
    generator = np.random.default_rng(seed)
    x = generator.standard_normal(shape) * (generator.random(shape) < density)
    return torch.from_numpy(x).to(dtype)


X, Y, D = drawn(5, 4), drawn(5, 4, seed=1), drawn(4, 3, seed=2, density=1.0)

# of sparse x and y, and of the dense tensors that they stand for: the same
SAME = {
    "mm": lambda x, y: x @ D,
    "mm from the right": lambda x, y: D.t() @ x.t(),
    "mm of both": lambda x, y: x @ y.t(),
    "mv": lambda x, y: x @ D[:, 0],
    "vector from the left": lambda x, y: D[:, 0] @ x.t(),
    "addmm": lambda x, y: torch.addmm(torch.ones(5, 3, dtype=torch.float64), x, D, beta=2, alpha=-1),
    "addmv": lambda x, y: torch.addmv(torch.ones(5, dtype=torch.float64), x, D[:, 0], alpha=3),
    "linear": lambda x, y: torch.nn.functional.linear(x, D.t(), D[0]),
    "add": lambda x, y: x + y,
    "add scaled": lambda x, y: torch.add(x, y, alpha=-2),
    "sub": lambda x, y: x - y,
    "dense + sparse": lambda x, y: torch.ones(5, 4, dtype=torch.float64) + x,
    "dense - sparse": lambda x, y: torch.ones(5, 4, dtype=torch.float64) - x,
    "mul": lambda x, y: x * y,
    "mul dense": lambda x, y: x * torch.arange(4.0, dtype=torch.float64),
    "mul number": lambda x, y: -2 * x / 3,
    "sum": lambda x, y: x.sum(),
    "transposed": lambda x, y: x.t(),
    "sin": lambda x, y: x.sin() + y.abs() + x.tanh() + y.expm1(),
    "square": lambda x, y: x**2 + y.square(),
    "clone": lambda x, y: x.clone(),
    "norm": lambda x, y: x.norm(),
}
OF_COO = {
    "sum 0": lambda x, y: x.sum(0),
    "sum 1 kept": lambda x, y: x.sum(1, keepdim=True),
    "select": lambda x, y: x[2] + x.select(0, 1),
    "index_select": lambda x, y: x.index_select(0, torch.tensor([3, 0, 0])),
    "index_select 1": lambda x, y: x.index_select(1, torch.tensor([3, 1])),
    "cat": lambda x, y: torch.cat([x, y, x], 1),
    "stack": lambda x, y: torch.stack([x, y], 2),
    "narrow_copy": lambda x, y: torch.narrow_copy(x, 0, 1, 3),
    "unsqueeze": lambda x, y: x.unsqueeze(1),
}


def dense(x):
    return x.to_dense()


@pytest.mark.parametrize("layout", [torch.sparse_coo, torch.sparse_csr, torch.sparse_csc], ids=str)
@pytest.mark.parametrize("name", [*SAME, *OF_COO])
def test_a_function_of_sparse_tensors_is_that_of_dense_ones(name, layout):
    function = {**SAME, **OF_COO}[name]
    if name in OF_COO and layout is not torch.sparse_coo:
        layout = torch.sparse_coo
    x, y = X.to_sparse(layout=layout), Y.to_sparse(layout=layout)
    np.testing.assert_allclose(dense(function(x, y)).numpy(), function(X, Y).numpy(), atol=1e-12)


@pytest.mark.parametrize("name", [*SAME, *OF_COO])
def test_gradients_reach_the_values(name):
    function = {**SAME, **OF_COO}[name]
    places, values = X.to_sparse()._indices(), X.to_sparse()._values().requires_grad_()

    def of(values):
        x = torch.sparse_coo_tensor(places, values, (5, 4))
        return dense(function(x, Y.to_sparse()))

    assert gradcheck(of, values)
    assert gradgradcheck(of, values)


@pytest.mark.parametrize("name", ["add", "mul", "mm of both", "sum", "square", "transposed"])
def test_what_is_stored_twice_adds_up(name):
    x = torch.sparse_coo_tensor([[0, 0, 3, 0], [1, 1, 2, 1]], [1.0, 2.0, 3.0, 4.0], (5, 4), dtype=torch.float64)
    assert not x.is_coalesced() and x.to_dense()[0, 1] == 7
    got = dense(SAME[name](x, Y.to_sparse()))
    np.testing.assert_allclose(got.numpy(), SAME[name](x.to_dense(), Y).numpy(), atol=1e-12)


def test_a_leaf_has_a_sparse_gradient_from_torch_sparse_and_a_dense_one_from_mm():
    s = X.to_sparse().requires_grad_()
    torch.sparse.mm(s, D).sum().backward()
    assert s.grad.is_sparse and torch.equal(s.grad._indices(), s._indices())
    full = torch.ones(5, 3, dtype=torch.float64) @ D.t()
    np.testing.assert_allclose(s.grad.to_dense().numpy(), (full * (X != 0)).numpy())
    s.grad = None
    (s @ D).sum().backward()
    assert not s.grad.is_sparse
    np.testing.assert_allclose(s.grad.numpy(), full.numpy())
    torch.sparse.mm(s, D).sum().backward()  # a sparse gradient on top of a dense one
    np.testing.assert_allclose(s.grad.numpy(), (full + full * (X != 0)).numpy())
    (g,) = torch.autograd.grad(torch.sparse.sum(s), s)
    assert g.is_sparse and g._values().tolist() == [1.0] * s._nnz()


def test_the_gradient_of_a_dense_operand():
    s, d = X.to_sparse_csr(), D.clone().requires_grad_()
    assert gradcheck(lambda d: s @ d, d) and gradgradcheck(lambda d: s @ d, d)


def test_softmax_counts_what_is_stored():
    s = X.to_sparse()
    for dim in (0, 1):
        filled = X.masked_fill(X == 0, -torch.inf)
        expected = filled.softmax(dim).nan_to_num(0.0)
        np.testing.assert_allclose(torch.sparse.softmax(s, dim).to_dense().numpy(), expected.numpy(), atol=1e-12)
        logs = torch.sparse.log_softmax(s, dim)
        np.testing.assert_allclose(logs._values().exp().numpy(), torch.sparse.softmax(s, dim)._values().numpy())
    check = torch.sparse.as_sparse_gradcheck(gradcheck)
    assert check(lambda s: torch.sparse.softmax(s, 1), [s.detach().requires_grad_()])


def test_batches_of_matrices():
    x, y = drawn(3, 4, 5), drawn(3, 5, 2, seed=3)
    np.testing.assert_allclose(torch.bmm(x.to_sparse(), y).numpy(), torch.bmm(x, y).numpy(), atol=1e-12)
    np.testing.assert_allclose(torch.bmm(x, y.to_sparse()).numpy(), torch.bmm(x, y).numpy(), atol=1e-12)


@pytest.mark.parametrize("reduce", ["sum", "mean", "amax", "amin"])
def test_products_reduced_otherwise(reduce):
    x = drawn(4, 5, density=0.7)
    got = torch.sparse.mm(x.to_sparse_csr(), torch.ones(5, 2, dtype=torch.float64), reduce)
    rows = [[v for v in row if v] for row in x.tolist()]
    of = {"sum": sum, "mean": lambda v: sum(v) / len(v), "amax": max, "amin": min}[reduce]
    np.testing.assert_allclose(got[:, 0].numpy(), [of(row) if row else 0 for row in rows])


def test_in_place_forms():
    s = X.to_sparse()
    assert s.mul_(2) is s and torch.equal(s.to_dense(), X * 2)
    s.add_(Y.to_sparse(), alpha=3)
    np.testing.assert_allclose(s.to_dense().numpy(), (X * 2 + 3 * Y).numpy())
    d = torch.ones(5, 4, dtype=torch.float64)
    assert d.add_(X.to_sparse(), alpha=-1) is d
    np.testing.assert_allclose(d.numpy(), (1 - X).numpy())
    d.sub_(Y.to_sparse_csr())
    np.testing.assert_allclose(d.numpy(), (1 - X - Y).numpy())
    assert s.zero_()._nnz() == 0 and s.shape == (5, 4)
    d = torch.ones(5, 3, dtype=torch.float64)
    assert d.addmm_(X.to_sparse(), D) is d
    np.testing.assert_allclose(d.numpy(), (1 + X @ D).numpy())
    np.testing.assert_allclose(torch.mm(X.to_sparse(), D, out=torch.empty(5, 3, dtype=torch.float64)), (X @ D).numpy())
    with pytest.raises(RuntimeError, match="got tensor with layout Sparse"):
        (X @ X.t()).to_sparse().addmm_(X.to_sparse(), X.t(), beta=0)


def test_bfloat16_and_integers():
    x = X.to(torch.bfloat16)
    assert torch.equal((x.to_sparse() @ D.bfloat16()).float().round(), (x.float() @ D.bfloat16().float()).round())
    i = torch.tensor([[0, 3], [0, 3]])
    assert (i.to_sparse() + i.to_sparse()).to_dense().tolist() == [[0, 6], [0, 6]]
    assert i.to_sparse().sum(0).to_dense().tolist() == [0, 6] and i.bool().to_sparse().any()


def test_copies_and_pickles():
    for s in (X.to_sparse(), X.to_sparse_csr(), X.to_sparse_csc()):
        s.requires_grad_()
        for t in (copy.deepcopy(s), pickle.loads(pickle.dumps(s)), copy.copy(s)):
            assert t.layout is s.layout and t.requires_grad and torch.equal(t.to_dense(), X)
    s = X.to_sparse()
    t = copy.deepcopy(s)
    t._values().zero_()
    assert torch.equal(s.to_dense(), X) and not t.to_dense().any()


def test_what_has_no_rule_is_refused():
    s = X.to_sparse()
    for call in (s.exp, s.cos, s.max, lambda: s > 0, lambda: s.fill_(1), lambda: torch.softmax(s, 0), s.nonzero):
        with pytest.raises(NotImplementedError, match="SparseCPU"):
            call()
    with pytest.raises(NotImplementedError, match="SparseCsrCPU"):
        X.to_sparse_csr().exp()
    for read in (s.tolist, s.data_ptr, lambda: np.asarray(s.detach().to_dense()) + s._array):
        with pytest.raises(RuntimeError, match="storage"):
            read()
    with pytest.raises(TypeError, match="to_dense"):
        s.numpy()


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: torch.sparse_coo_tensor([[0, 1]], [1.0], (2,)), "same nnz"),
        (lambda: torch.sparse_coo_tensor([[0, 2]], [1.0, 2.0], (2,)), "size is 2 but found index 2"),
        (lambda: torch.sparse_coo_tensor([[0, -1]], [1.0, 2.0], (2,)), "negative index -1"),
        (lambda: torch.sparse_coo_tensor([0, 1], [1.0, 2.0]), "sparse_dim x nnz"),
        (lambda: torch.sparse_coo_tensor([[0, 1]], [1.0, 2.0], (2, 2)), "number of dimensions"),
        (lambda: torch.sparse_csr_tensor([0, 2], [0], [1.0], (1, 2)), "rise from 0 to 1"),
        (lambda: torch.sparse_csr_tensor([0, 1], [5], [1.0], (1, 2)), "below 2"),
        (lambda: torch.sparse_csr_tensor([0, 1], [0, 1], [1.0]), "2 plain indices for 1 values"),
        (lambda: torch.sparse_csr_tensor([0, 2], [1, 0], [1.0, 2.0], check_invariants=True), "not sorted"),
        (lambda: torch.sparse_compressed_tensor([0], [], [], layout=torch.strided), "compressed tensor layout"),
        (lambda: X.to_sparse() @ X.to_sparse(), "cannot be multiplied"),
        (lambda: torch.sparse.mm(X, X), "expected a sparse tensor"),
    ],
)
def test_parts_that_do_not_fit(make, words):
    with pytest.raises(RuntimeError, match=words):
        make()


def test_checks_of_invariants():
    checks = torch.sparse.check_sparse_tensor_invariants
    assert not checks.is_enabled()
    with checks():
        assert checks.is_enabled()
        with pytest.raises(RuntimeError, match="not sorted"):
            torch.sparse_coo_tensor([[1, 0]], [1.0, 2.0], (2,), is_coalesced=True)
    assert not checks.is_enabled()


def test_many_values_without_python_loops():
    n = 200_000
    generator = np.random.default_rng(0)
    index = torch.from_numpy(generator.integers(0, 2000, (2, n)))
    s = torch.sparse_coo_tensor(index, torch.ones(n), (2000, 2000))
    assert s.coalesce()._values().sum() == n
    assert torch.equal((s @ torch.ones(2000, 1))[:, 0], torch.bincount(index[0], minlength=2000).float())
