"""The examples in the docstrings of rushlight.fx run and give what they say."""

from __future__ import annotations

import doctest
import importlib

import pytest

import rushlight

MODULES = ["graph", "graph_module", "interpreter", "node", "printing", "proxy", "tracer"]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(f"rushlight.fx.{name}")
    assert doctest.testmod(module, extraglobs={"torch": rushlight}).failed == 0
