"""Every wrong call of the sample table: PyTorch's exception class, a message that names what was given; and that no
file of public ops is without one."""

from __future__ import annotations

import importlib
import pkgutil
import types
import warnings

import pytest

import rushlight
from samples_errors import ERRORS

RECORDS = [pytest.param(*record, id=f"{name}: {record[0]}") for name in ERRORS for record in ERRORS[name]]

# Files without a function that users call by its name: what they refuse shows in the functions of other files.
WITHIN_OTHERS = (
    "attributes",
    "batches",
    "callables",
    "constant",
    "dims",
    "fourier",
    "generator",
    "kernels",
    "matrices",
    "outs",
    "pointwise",
    "recurrence",
    "sizes",
    "special_forms",
    "update",
    "view_ops",
    "whole",
)


@pytest.fixture(autouse=True)
def _quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def refused(t, text):
    """The exception that the expression ends in."""
    names = {
        "t": t,
        "F": t.nn.functional,
        "x": t.tensor([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]),
        "n": t.tensor([[0, 1, 1], [1, 0, 1]]),
        "m": t.tensor([[True, False, True], [False, True, True]]),
    }
    with pytest.raises(Exception) as caught:
        eval(text, names)
    return caught.value


@pytest.mark.parametrize(("text", "kind", "phrase"), RECORDS)
def test_wrong_calls_are_refused_and_named(text, kind, phrase):
    error = refused(rushlight, text)
    assert type(error).__name__ == kind
    assert phrase in " ".join(str(error).split())


@pytest.mark.torch
@pytest.mark.parametrize(("text", "kind", "phrase"), RECORDS)
def test_the_class_is_pytorchs(text, kind, phrase):
    torch = pytest.importorskip("torch")
    assert isinstance(refused(rushlight, text), type(refused(torch, text)))


def test_every_file_of_ops_has_wrong_calls():
    missing = set()
    for name in {m.name for m in pkgutil.iter_modules(rushlight._ops.__path__)} - {*ERRORS, *WITHIN_OTHERS}:
        module = importlib.import_module(f"rushlight._ops.{name}")
        public = [getattr(module, n) for n in getattr(module, "__all__", ())]
        if any(isinstance(f, types.FunctionType) and f.__module__ == module.__name__ for f in public):
            missing.add(name)
    assert not missing
