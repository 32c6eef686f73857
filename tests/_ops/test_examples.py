"""The examples in the docstrings of the elementwise, reducing and creating functions."""

from __future__ import annotations

import doctest
import importlib
import warnings

import numpy as np
import pytest

import rushlight

FAMILIES = [
    "addmm",
    "arithmetic",
    "bessel",
    "bitwise",
    "cast",
    "compare",
    "complex",
    "contract",
    "counting",
    "creation",
    "diagonals",
    "exchange",
    "from_data",
    "gamma",
    "gather",
    "gradient",
    "grids",
    "index_along",
    "indexing",
    "joining",
    "linalg",
    "masking",
    "maths",
    "pairs",
    "polynomials",
    "power",
    "promotion",
    "reduce",
    "rounding",
    "scan",
    "scatter_views",
    "select",
    "shape",
    "sizes",
    "sorting",
    "special_functions",
    "statistics",
    "strided",
    "views",
    "determinants",
    "distances",
    "factoring",
    "least_squares",
    "lobpcg",
    "low_rank",
    "matrix_functions",
    "matrix_norms",
    "orthogonal",
    "solving",
    "spectra",
    "gamma_draws",
]


FACES = ["anomaly_mode", "function", "functional", "grad_mode", "gradcheck", "graph", "passes"]


@pytest.mark.parametrize("family", [*(f"_ops.{f}" for f in FAMILIES), *(f"autograd.{f}" for f in FACES)])
def test_examples(family):
    module = importlib.import_module(f"rushlight.{family}")
    x, y = rushlight.arange(12.0).reshape(3, 4), rushlight.ones(3, 4)
    names = {"x": x, "y": y, **vars(module), "torch": rushlight, "np": np}
    tried = 0
    for name, thing in vars(module).items():
        doc = getattr(thing, "__doc__", None) or ""
        if ">>>" not in doc or getattr(thing, "__module__", module.__name__) not in (module.__name__, None):
            continue
        test = doctest.DocTestParser().get_doctest(doc, dict(names), f"{family}.{name}", None, 0)
        runner = doctest.DocTestRunner(verbose=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            runner.run(test, out=lambda text: pytest.fail(text, pytrace=False))
        tried += runner.tries
    assert tried
