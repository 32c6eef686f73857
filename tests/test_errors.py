"""Every wrong call of the sample table: PyTorch's exception class, a message that names what was given; and that no
file of public ops is without one."""

from __future__ import annotations

import ast

import pytest

import rushlight
from rushlight._face.public import HOMES
from samples import ERRORS
from support.walking import modules

pytestmark = pytest.mark.filterwarnings("ignore")

RECORDS = [pytest.param(*record, id=f"{name}: {record[0]}") for name in ERRORS for record in ERRORS[name]]

# Where users find functions.
FACES = (rushlight, rushlight.Tensor, rushlight.nn.functional, rushlight.linalg, rushlight.special, rushlight.fft)


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


def names_called():
    """The functions and methods in the wrong calls, by name; an index is a call too."""
    nodes = [node for record in RECORDS for node in ast.walk(ast.parse(record.values[0], mode="eval"))]
    names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return names | {"__getitem__" for node in nodes if isinstance(node, ast.Subscript)}


def names_declared_in(module):
    """The public names that a file declares."""
    return {d.name for home in HOMES.values() for d in home.values() if d.source == module.__name__}


def test_every_file_of_ops_has_wrong_calls():
    called, found, missing = names_called(), set(), set()
    for module in modules(rushlight._ops):
        public = names_declared_in(module)
        found |= public
        if public and not public & called:
            missing.add(module.__name__)
    assert not missing
    assert len(RECORDS) >= 425
    # forms in place are made of these
    assert len({name for name in found if not name.startswith("_") and not name.endswith("_")}) >= 664
