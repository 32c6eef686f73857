"""The examples in the docstrings of layers, initialisers and helpers."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import warnings

import pytest

import rushlight
import rushlight.nn

MODULES = [m.name for m in pkgutil.walk_packages(rushlight.nn.__path__, "rushlight.nn.") if not m.ispkg]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(name)
    finder = doctest.DocTestFinder(exclude_empty=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for test in finder.find(module, name, globs={**vars(module), "torch": rushlight}):
            doctest.DocTestRunner(verbose=False).run(test, out=lambda text: pytest.fail(text, pytrace=False))
