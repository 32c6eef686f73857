"""Inside vmap: 0-d index tensors, which differ from example to example, and checks that read numbers."""

from __future__ import annotations

import pytest

import rushlight as torch
from rushlight import distributions as D
from rushlight.func import grad, vmap
from rushlight.nn import functional as F

X = torch.arange(60.0).reshape(3, 4, 5)
I, J = torch.tensor([2, 0, -1]), torch.tensor([1, 3, 0])
K = torch.tensor([[0, 3], [1, 1], [2, 0]])


def written(put):
    def f(x, *indices):
        y = x.clone()
        put(y, *indices)
        return y

    return f


def assign(y, item, value):
    y[item] = value


READS = {
    "x[i]": lambda x, i, j, k: x[i],
    "x[:, j]": lambda x, i, j, k: x[:, j],
    "x[i, j]": lambda x, i, j, k: x[i, j],
    "x[..., j]": lambda x, i, j, k: x[..., j],
    "x[None, i]": lambda x, i, j, k: x[None, i],
    "x[i, :, None]": lambda x, i, j, k: x[i, :, None],
    "x[i, 1:3]": lambda x, i, j, k: x[i, 1:3],
    "x[k, j]": lambda x, i, j, k: x[k, j],
    "x[i][k]": lambda x, i, j, k: x[i][k],
    "x[i, k]": lambda x, i, j, k: x[i, k],
    "x[k, :, None, j]": lambda x, i, j, k: x[k, None, j],
    "stack": lambda x, i, j, k: x.expand(2, 4, 5)[:, i, k],
    "int32": lambda x, i, j, k: x[i.int()],
    "argmax": lambda x, i, j, k: x[x.sum(1).argmax()],
    "shared": lambda x, i, j, k: X[0][i],
}
WRITES = {
    "x[i] = 1": written(lambda y, i, j, k: assign(y, i, 1.0)),
    "x[i] = row": written(lambda y, i, j, k: assign(y, i, y[0] * 2)),
    "x[:, j] = column": written(lambda y, i, j, k: assign(y, (slice(None), j), torch.arange(4.0))),
    "x[i, j] = x[j, i]": written(lambda y, i, j, k: assign(y, (i, j), y[j, i])),
    "x[i, 1:3] = 0-d": written(lambda y, i, j, k: assign(y, (i, slice(1, 3)), y[0, 0])),
    "x[..., j] += 1": written(lambda y, i, j, k: assign(y, (..., j), y[..., j] + 1)),
    "x[i, k] = pair": written(lambda y, i, j, k: assign(y, (i, k), torch.tensor([7.0, 8.0]))),
    "y[:, i, k]": written(lambda y, i, j, k: assign(y[None], (slice(None), i, k), torch.tensor([[7.0, 8.0]]))),
}


@pytest.mark.parametrize("name", [*READS, *WRITES])
def test_indices_without_dimensions(name):
    f = (READS | WRITES)[name]
    expected = torch.stack([f(X[n], I[n], J[n], K[n]) for n in range(3)])
    assert torch.equal(vmap(f)(X, I, J, K), expected)
    gradients = vmap(grad(lambda x, *at: (f(x, *at) ** 2).sum()))(X, I, J, K)
    one = [grad(lambda x, n=n: (f(x, I[n], J[n], K[n]) ** 2).sum())(X[n]) for n in range(3)]
    assert torch.equal(gradients, torch.stack(one))


def test_indices_beyond_the_end():
    with pytest.raises(IndexError, match="out of bounds"):
        vmap(lambda x, i: x[i])(X, torch.tensor([0, 1, 4]))


def test_one_hot():
    assert vmap(lambda i: F.one_hot(i, 4))(J).tolist() == F.one_hot(J, 4).tolist()
    assert vmap(F.one_hot)(K).tolist() == F.one_hot(K).tolist()
    with pytest.raises(RuntimeError, match="Class values must be smaller than num_classes"):
        vmap(lambda i: F.one_hot(i, 3))(J)


POSITIVE, UNIT, REAL = torch.tensor([0.5, 2.0, 1.0]), torch.tensor([0.2, 0.5, 0.9]), torch.tensor([0.3, -2.0, 1.0])
SIMPLEX = torch.tensor([[0.2, 0.3, 0.5], [0.1, 0.1, 0.8], [0.4, 0.5, 0.1]])
MATRIX = torch.tensor([[2.0, 0.3, 0.1], [0.3, 1.5, 0.2], [0.1, 0.2, 1.0]]).expand(3, 3, 3)
DENSITIES = {
    "Normal": (D.Normal, (REAL, POSITIVE), REAL),
    "Bernoulli": (D.Bernoulli, (UNIT,), torch.tensor([0.0, 1.0, 1.0])),
    "Beta": (D.Beta, (POSITIVE, POSITIVE), UNIT),
    "Binomial": (lambda p: D.Binomial(4, p), (UNIT,), torch.tensor([0.0, 2.0, 4.0])),
    "Categorical": (D.Categorical, (SIMPLEX,), torch.tensor([0, 2, 1])),
    "ContinuousBernoulli": (D.ContinuousBernoulli, (UNIT,), UNIT),
    "Dirichlet": (D.Dirichlet, (SIMPLEX + 1,), SIMPLEX),
    "Gamma": (D.Gamma, (POSITIVE, POSITIVE), POSITIVE),
    "Geometric": (D.Geometric, (UNIT,), torch.tensor([0.0, 2.0, 4.0])),
    "HalfNormal": (D.HalfNormal, (POSITIVE,), POSITIVE),
    "Kumaraswamy": (D.Kumaraswamy, (POSITIVE, POSITIVE), UNIT),
    "MultivariateNormal": (D.MultivariateNormal, (SIMPLEX, MATRIX), SIMPLEX),
    "OneHotCategorical": (D.OneHotCategorical, (SIMPLEX,), torch.eye(3)),
    "Poisson": (D.Poisson, (POSITIVE,), torch.tensor([0.0, 2.0, 4.0])),
    "StudentT": (D.StudentT, (POSITIVE, REAL, POSITIVE), REAL),
    "Uniform": (lambda a: D.Uniform(a, a + 2), (REAL,), REAL + 1),
    "VonMises": (D.VonMises, (REAL, POSITIVE), REAL),
    "Wishart": (lambda d: D.Wishart(d + 3, torch.eye(3)), (POSITIVE,), MATRIX),
}


@pytest.mark.parametrize("name", DENSITIES)
def test_densities_with_checks(name):
    make, parameters, value = DENSITIES[name]
    batch = vmap(lambda *a: make(*a[:-1]).log_prob(a[-1]))(*parameters, value)
    one = [make(*[p[i] for p in parameters]).log_prob(value[i]) for i in range(3)]
    torch.testing.assert_close(batch, torch.stack(one))


def test_samples_differ():
    torch.manual_seed(0)
    drawn = vmap(lambda m: D.Normal(m, 1.0).rsample(), randomness="different")(torch.zeros(3))
    assert len(set(drawn.tolist())) == 3
