"""The examples in the docstrings of the elementwise, reducing and creating functions."""

from __future__ import annotations

import doctest
import importlib
import warnings

import numpy as np
import pytest

import rushlight

FAMILIES = [
    "arithmetic", "bitwise", "cast", "compare", "complex", "counting", "creation", "exchange", "from_data", "gather", "maths",
    "pairs", "power", "promotion", "reduce", "rounding", "scan", "select", "sorting", "special_functions", "statistics",
]  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_examples(family):
    module = importlib.import_module(f"rushlight._ops.{family}")
    names = {**vars(module), "torch": rushlight, "np": np}
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
