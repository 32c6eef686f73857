"""The examples in the docstrings run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

pytest.importorskip("PIL")

import rushlight
from rushlight import vision

MODULES = [m.name for m in pkgutil.walk_packages(vision.__path__, vision.__name__ + ".")]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(name)
    results = doctest.testmod(module, extraglobs={"torch": rushlight})
    assert results.failed == 0
