"""The examples in the docstrings of optimizers and schedules print what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import rushlight
import rushlight.optim

MODULES = [m.name for m in pkgutil.walk_packages(rushlight.optim.__path__, "rushlight.optim.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    results = doctest.testmod(importlib.import_module(name), extraglobs={"torch": rushlight})
    assert results.failed == 0
