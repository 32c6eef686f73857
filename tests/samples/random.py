"""Wrong calls of the room random; random numbers have no samples."""

from __future__ import annotations

__all__ = ["ERRORS"]


ERRORS = (
    ("x.uniform_(2, 1)", "RuntimeError", "a [from, to) range, but found from=2 > to=1"),
    ("x.normal_(0, -1)", "RuntimeError", "normal expects std >= 0.0, but found std -1"),
    ("x.bernoulli_(2.0)", "RuntimeError", "expects p to be in [0, 1], but got p=2.0"),
    ("n.exponential_()", "RuntimeError", "must be a floating point but you specified Long"),
    ("x.random_(3, 1)", "RuntimeError", "to be less than 'to', but got from=3 >= to=1"),
    ("x.geometric_(0.0)", "RuntimeError", "expects p to be in (0, 1), but got p=0.0"),
    ("t.binomial(n, x)", "ValueError", "only supports floating-point dtypes for count, got: Long"),
    ("t.binomial(x, x.double())", "RuntimeError", "Found dtype Double but expected Float"),
    ("t._standard_gamma(n)", "NotImplementedError", "not implemented for 'Long'"),
    ("t._sample_dirichlet(n)", "NotImplementedError", "not implemented for 'Long'"),
    ("t._standard_gamma(1.0)", "TypeError", "must be Tensor, not float"),
    ("t.rand(-1)", "RuntimeError", "Dimension size must be non-negative, got [-1]"),
    ("t.randint(3, 1, (2,))", "RuntimeError", "to be less than 'to', but got from=3 >= to=1"),
    ("t.bernoulli(x + 1)", "RuntimeError", "but got false: probabilities lie in [0, 1]"),
    ("t.multinomial(x, 9)", "RuntimeError", "samples without replacement: 9 of 3"),
    ("t.multinomial(-x, 1)", "RuntimeError", "contains either `inf`, `nan` or element < 0"),
    ("t.normal(x, -1.0)", "RuntimeError", "normal expects std >= 0.0, but found std -1.0"),
    ("t.randperm(-1)", "RuntimeError", "n must be non-negative, got -1"),
    ("t.poisson(n)", "NotImplementedError", "\"poisson_cpu\" not implemented for 'Long'"),
    (
        "t.bernoulli(x.requires_grad_(), out=t.empty(2, 3))",
        "RuntimeError",
        "bernoulli(): functions with out=... arguments",
    ),
)
