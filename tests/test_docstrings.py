"""The examples in the docstrings of all modules print what they say."""

from __future__ import annotations

import ast
import doctest
import importlib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import rushlight

SOURCE = Path(rushlight.__file__).parent
HAVE_DOCSTRINGS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
NEEDS = {"vision": "PIL", "utils.tensorboard": "tensorboardX"}
# Lines of examples in a package (`torch` is there without an import): a floor, so that none is left out.
AT_LEAST = {
    "_arrays": 30,
    "_ops": 640,
    "amp": 21,
    "autograd": 49,
    "distributions": 95,
    "fft": 20,
    "func": 20,
    "fx": 30,
    "jit": 19,
    "masked": 20,
    "nn": 283,
    "optim": 122,
    "serialization": 20,
    "utils": 43,
    "vision": 149,
}


def documented():
    """{module: (line, docstring with examples) of each}, from the files: functions and classes at any depth."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
        nodes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, HAVE_DOCSTRINGS)]
        docs = [(node.body[0].lineno, ast.get_docstring(node, clean=False) or "") for node in nodes if node.body]
        found[name] = [(line, doc) for line, doc in docs if ">>>" in doc]
    return {name: docs for name, docs in found.items() if docs}


EXAMPLES = documented()


@pytest.mark.filterwarnings(
    "ignore:.* is deprecated", "ignore:Anomaly Detection has been enabled", "ignore:Error detected"
)
@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(name):
    for package, needed in NEEDS.items():
        if name.startswith(f"rushlight.{package}"):
            pytest.importorskip(needed)
    module = importlib.import_module(name)
    x, y = rushlight.arange(12.0).reshape(3, 4), rushlight.ones(3, 4)
    names = {"x": x, "y": y, **vars(module), "torch": rushlight, "np": np}
    for line, doc in EXAMPLES[name]:
        rushlight.manual_seed(0)
        test = doctest.DocTestParser().get_doctest(doc, dict(names), name, module.__file__, line - 1)
        doctest.DocTestRunner(verbose=False).run(test, out=lambda text: pytest.fail(text, pytrace=False))


def test_no_package_is_left_out():
    seen = Counter()
    for name, docs in EXAMPLES.items():
        seen[name.split(".")[1]] += sum(doc.count(">>> ") for _, doc in docs)
    assert {package: n for package, n in AT_LEAST.items() if seen[package] < n} == {}


def test_every_distribution_has_an_example():
    space = rushlight.distributions
    classes = [getattr(space, n) for n in space.__all__ if isinstance(getattr(space, n), type)]
    abstract = {space.ExponentialFamily}
    assert not [c.__name__ for c in classes if c not in abstract and ">>>" not in (c.__doc__ or "")]
