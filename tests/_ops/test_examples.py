"""The examples in the docstrings of the operations and of autograd."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import warnings
from pathlib import Path

import numpy as np
import pytest

import rushlight
from support.walking import module_names


def shows_something(name):
    return ">>>" in Path(importlib.util.find_spec(name).origin).read_text()


EXAMPLES = list(filter(shows_something, module_names(rushlight._ops) + module_names(rushlight.autograd)))


def documented(module):
    """(name, docstring) of everything with an example that is the module's own, methods of its classes too."""
    seen = {}
    for name, thing in vars(module).items():
        own = getattr(thing, "__module__", module.__name__) in (module.__name__, None)
        inner = vars(thing) if own and isinstance(thing, type) else {}
        for path, part in ((name, thing), *((f"{name}.{n}", p) for n, p in inner.items())):
            doc = getattr(part, "__doc__", None) or ""
            if ">>>" in doc and getattr(part, "__module__", module.__name__) in (module.__name__, None):
                seen.setdefault(doc, path)
    return [(path, doc) for doc, path in seen.items()]


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(name):
    module = importlib.import_module(name)
    x, y = rushlight.arange(12.0).reshape(3, 4), rushlight.ones(3, 4)
    names = {"x": x, "y": y, **vars(module), "torch": rushlight, "np": np}
    tried = 0
    for path, doc in documented(module):
        test = doctest.DocTestParser().get_doctest(doc, dict(names), f"{name}.{path}", None, 0)
        runner = doctest.DocTestRunner(verbose=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            runner.run(test, out=lambda text: pytest.fail(text, pytrace=False))
        tried += runner.tries
    assert tried


def test_no_module_is_left_out():
    assert len(EXAMPLES) >= 101
