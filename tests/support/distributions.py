"""Distributions to compare: expressions that are evaluated with PyTorch's modules and with ours.

In them D is ``torch.distributions``, f(...) a floating-point tensor (a leaf), eye(n), and S a well-conditioned matrix.
"""

from __future__ import annotations

import numpy as np

__all__ = ["CASES", "Case", "build", "close", "to_torch"]

_PROBS = ["{}(f(0.3))", "{}(f([0.1, 0.5, 0.9]))", "{}(logits=f([[-2.0], [0.3]]))", "{}(0.25)"]
_WEIGHTS = [
    "{}(f([0.2, 0.3, 0.5]))",
    "{}(logits=f([[1.0, -1.0, 0.5], [0.0, 2.0, 0.3]]))",
    "{}(f([[1.0, 2.0], [3.0, 0.5]]))",
]
_REAL = ["{}(f(0.5), f(2.0))", "{}(f([[0.1], [-2.0]]), f([0.5, 1.5, 3.0]))", "{}(0.5, 2)", "{}(0.5, f([0.5, 1.0]))"]
_POSITIVE = ["{}(f(0.7), f(2.0))", "{}(f([[1.5], [4.0]]), f([0.5, 2.5, 3.0]))", "{}(3.5, 2.0)"]
_ONE = ["{}(f(0.7))", "{}(f([[2.5], [6.0]]))", "{}(3.0)"]

CASES = {
    "Bernoulli": [*_PROBS, "{}(f([0.0, 1.0]))"],
    "Beta": _POSITIVE,
    "Binomial": [
        "{}(4, f([0.1, 0.5, 0.9]))",
        "{}(f([3.0, 40.0]), logits=f([[0.2], [-1.0]]))",
        "{}(60, f(0.4))",
        "{}(3, 0.5)",
    ],
    "Categorical": _WEIGHTS,
    "Cauchy": _REAL,
    "Chi2": _ONE,
    "ContinuousBernoulli": ["{}(f(0.3))", "{}(f([0.1, 0.4999, 0.9]))", "{}(logits=f([[-2.0], [0.001]]))", "{}(0.25)"],
    "Dirichlet": ["{}(f([0.5, 1.5, 3.0]))", "{}(f([[2.0, 3.0], [0.3, 0.6]]))"],
    "Exponential": _ONE,
    "FisherSnedecor": ["{}(f(3.0), f(7.0))", "{}(f([[1.5], [4.0]]), f([1.5, 3.0, 5.0]))", "{}(3.0, 9.0)"],
    "Gamma": _POSITIVE,
    "GeneralizedPareto": [
        "{}(f(0.0), f(1.5), f(0.2))",
        "{}(f([[0.1], [2.0]]), f([1.0, 2.0, 0.5]), f([0.0, 0.7, -0.5]))",
        "{}(0.0, 1.0, 0.3)",
    ],
    "Geometric": _PROBS,
    "Gumbel": _REAL,
    "HalfCauchy": _ONE,
    "HalfNormal": _ONE,
    "Independent": [
        "{}(D.Normal(f([[0.1, 0.2, 0.3], [1.0, 2.0, 3.0]]), f([0.5, 1.5, 2.0])), 1)",
        "{}(D.Bernoulli(f([0.1, 0.7])), 0)",
        "{}(D.Normal(f([[0.1, 0.2]]), f([0.5, 1.5])), 2)",
    ],
    "InverseGamma": _POSITIVE,
    "Kumaraswamy": _POSITIVE,
    "LKJCholesky": ["{}(3, f(0.5))", "{}(4, f([1.0, 2.5]))", "{}(2)"],
    "Laplace": _REAL,
    "LogNormal": _REAL,
    "LogisticNormal": [
        "{}(f([0.1, -1.0]), f([0.5, 2.0]))",
        "{}(f([[0.1, 0.5, 2.0]]), f([[0.5], [1.0]]))",
        "{}(0.0, 1.0)",
    ],
    "LowRankMultivariateNormal": [
        "{}(f([0.1, 1.0, 2.0]), f([[1.0], [0.5], [-1.0]]), f([0.5, 1.0, 2.0]))",
        "{}(f([[0.1, 1.0], [2.0, 3.0]]), f([[1.0, 0.2], [0.5, 0.3]]), f([0.5, 1.0]))",
    ],
    "MixtureSameFamily": [
        "{}(D.Categorical(f([0.3, 0.7])), D.Normal(f([-1.0, 2.0]), f([0.5, 1.0])))",
        "{}(D.Categorical(f([[0.3, 0.7], [0.5, 0.5]])), "
        "D.Independent(D.Normal(f([[[-1.0], [2.0]], [[0.0], [1.0]]]), f([0.5, 1.0, 3.0])), 1))",
        "{}(D.Categorical(f([0.3, 0.7])), D.Poisson(f([3.0, 9.0])))",
    ],
    "Multinomial": [
        "{}(5, f([0.2, 0.3, 0.5]))",
        "{}(3, logits=f([[1.0, -1.0, 0.5], [0.0, 2.0, 0.3]]))",
        "{}(2, f([1.0, 0.0]))",
    ],
    "MultivariateNormal": [
        "{}(f([0.1, 1.0]), f([[2.0, 0.3], [0.3, 1.0]]))",
        "{}(f([[0.1, 1.0], [2.0, 3.0]]), precision_matrix=f([[2.0, 0.3], [0.3, 1.0]]))",
        "{}(f([0.1, 1.0]), scale_tril=f([[[2.0, 0.0], [0.3, 1.0]], [[1.0, 0.0], [-0.5, 0.4]]]))",
    ],
    "NegativeBinomial": ["{}(f(3.0), f(0.3))", "{}(f([[1.5], [4.0]]), logits=f([-1.0, 0.0, 0.5]))", "{}(3, 0.25)"],
    "Normal": _REAL,
    "OneHotCategorical": _WEIGHTS,
    "OneHotCategoricalStraightThrough": _WEIGHTS,
    "Pareto": ["{}(f(0.7), f(3.0))", "{}(f([[1.5], [4.0]]), f([0.5, 1.5, 3.0]))", "{}(3.5, 2.0)"],
    "Poisson": ["{}(f(0.7))", "{}(f([[2.5], [16.0], [0.0]]))", "{}(3.0)"],
    "RelaxedBernoulli": ["{}(f(0.7), f([0.2, 0.6]))", "{}(f([0.5, 2.0]), logits=f([[-1.0], [0.5]]))"],
    "RelaxedOneHotCategorical": ["{}(f(0.7), f([0.2, 0.3, 0.5]))", "{}(f(2.0), logits=f([[1.0, -1.0], [0.0, 2.0]]))"],
    "StudentT": ["{}(f(3.0))", "{}(f([[0.7], [1.5], [8.0]]), f([0.5, -1.0]), f(2.0))", "{}(4.0, 1.0, 2.0)"],
    "TransformedDistribution": [
        "{}(D.Uniform(f(0.0), f(1.0)), [D.SigmoidTransform().inv, D.AffineTransform(f(1.0), f(-2.0))])",
        "{}(D.Normal(f([0.1, 0.2, 0.5]), f([1.0, 2.0, 3.0])), D.StickBreakingTransform())",
        "{}(D.Exponential(f([1.0, 2.0])), [D.PowerTransform(f(0.5)), D.AffineTransform(0.5, 3.0)])",
        "{}(D.Normal(f([0.1]), f([1.0])), [])",
        "{}(D.Normal(f([0.1, 0.2, 0.5, 1.0]), 1.0), D.ReshapeTransform((4,), (2, 2)))",
    ],
    "Uniform": ["{}(f(0.5), f(2.0))", "{}(f([[0.1], [-2.0]]), f([0.5, 1.5, 3.0]))", "{}(0, 2)"],
    "VonMises": ["{}(f(0.5), f(2.0))", "{}(f([[0.1], [-2.0]]), f([0.05, 1.5, 30.0]))", "{}(0.5, 2)"],
    "Weibull": _POSITIVE,
    "Wishart": [
        "{}(f(4.0), f([[2.0, 0.3], [0.3, 1.0]]))",
        "{}(f([3.0, 5.5]), precision_matrix=f([[2.0, 0.3], [0.3, 1.0]]))",
        "{}(5.0, scale_tril=f([[2.0, 0.0, 0.0], [0.3, 1.0, 0.0], [0.1, 0.2, 0.5]]))",
    ],
}


class Case:
    """A distribution made with ``torch`` (the module), and the leaves of its parameters."""

    def __init__(self, torch, expression, dtype, grad=False):
        self.leaves = []

        def f(values):
            leaf = torch.tensor(values, dtype=getattr(torch, dtype), requires_grad=grad)
            self.leaves.append(leaf)
            return leaf

        before = torch.get_default_dtype()
        torch.set_default_dtype(getattr(torch, dtype))
        try:
            self.value = eval(expression, {"D": torch.distributions, "f": f, "torch": torch})
        finally:
            torch.set_default_dtype(before)


def build(torch, expression, dtype="float64", grad=False):
    """The distribution and its parameters' leaves."""
    case = Case(torch, expression, dtype, grad)
    return case.value, case.leaves


def to_torch(torch, tensor):
    """A tensor of either library in the other."""
    return torch.tensor(tensor.detach().numpy().copy())


def close(got, expected, rtol, atol=0.0):
    """Compare a tensor of ours with one of PyTorch's: shape, dtype, numbers."""
    assert str(got.dtype) == str(expected.dtype), (got.dtype, expected.dtype)
    assert tuple(got.shape) == tuple(expected.shape), (got.shape, expected.shape)
    np.testing.assert_allclose(got.detach().numpy(), expected.detach().numpy(), rtol=rtol, atol=atol)
