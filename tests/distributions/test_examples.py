"""The examples in the docstrings of distributions, transforms and constraints."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import numpy as np
import pytest

import rushlight
import rushlight.distributions

MODULES = [m.name for m in pkgutil.iter_modules(rushlight.distributions.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(f"rushlight.distributions.{name}")
    rushlight.manual_seed(0)
    runner = doctest.DocTestRunner(verbose=False)
    for test in doctest.DocTestFinder().find(module, globs={"torch": rushlight, "np": np}):
        runner.run(test, out=lambda text: pytest.fail(text, pytrace=False))


def test_every_distribution_has_an_example():
    space = rushlight.distributions
    classes = [getattr(space, n) for n in space.__all__ if isinstance(getattr(space, n), type)]
    abstract = {space.ExponentialFamily}
    assert not [c.__name__ for c in classes if c not in abstract and ">>>" not in (c.__doc__ or "")]
