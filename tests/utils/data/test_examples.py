"""The examples in the docstrings run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import rushlight
from rushlight.utils import data

MODULES = [m.name for m in pkgutil.walk_packages(data.__path__, data.__name__ + ".")]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(name)
    results = doctest.testmod(module, extraglobs={"torch": rushlight, "TensorDataset": data.TensorDataset})
    assert results.failed == 0
