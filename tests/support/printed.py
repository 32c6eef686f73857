"""Expressions run in rushlight and in PyTorch: the same text when printed, or an error of the same class."""

from __future__ import annotations

import copy
import math
import pickle
import re
import warnings

import numpy as np
import pytest

import rushlight

__all__ = ["VECTORS", "beside_pytorch", "check", "outcome"]

VECTORS = """
x = torch.tensor([1., 2.])
xg = torch.tensor([1., 2.], requires_grad=True)
i = torch.tensor([1, -2])
b = torch.tensor([True, False])
c = torch.tensor([1 + 2j, 3j])
u = torch.tensor([200, 100], dtype=torch.uint8)
"""


def outcome(module, setup, expression):
    """(printed result or None, error or None, the first words of warnings)."""
    names = {"torch": module, "np": np, "math": math, "copy": copy, "pickle": pickle}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        exec(setup, names)
        try:
            result, error = repr(eval(expression, names)), None
        except Exception as e:
            result, error = None, e
    # PyTorch says some things once per process only
    texts = {str(w.message)[:40] for w in caught if not re.search("__array|Casting complex", str(w.message))}
    return None if result is None else re.sub("0x[0-9a-f]+", "0x", result), error, texts


def check(ours, theirs, setup, expression):
    """Assert that both frameworks give the same."""
    expected, failure, said = outcome(theirs, setup, expression)
    got, error, told = outcome(ours, setup, expression)
    if failure is not None:
        assert error is not None, f"{expression}: PyTorch raises {failure!r}, we return {got}"
        assert isinstance(error, type(failure)), f"{expression}: PyTorch raises {failure!r}, we {error!r}"
        return
    if error is not None:
        raise error
    assert got == expected
    assert told == said


def beside_pytorch(setup, expressions):
    """The test that each line of ``expressions`` gives the same, with the names that ``setup`` makes."""

    @pytest.mark.torch
    @pytest.mark.parametrize("expression", expressions.strip().splitlines())
    def test(expression):
        check(rushlight, pytest.importorskip("torch"), setup, expression)

    return test
