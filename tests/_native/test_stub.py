"""The stub of the compiled module says what the module has: functions with their arguments, classes with their
members."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import BuiltinFunctionType

import pytest

import rushlight
from rushlight._native import ext

STUB = Path(rushlight.__file__).parent / "_native" / "_ext.pyi"
BODY = ast.parse(STUB.read_text()).body
FUNCTIONS = {node.name: node for node in BODY if isinstance(node, ast.FunctionDef)}
CLASSES = {node.name: node for node in BODY if isinstance(node, ast.ClassDef)}
# classes that the module keeps to itself, found by an instance
INSTANCES = {"_State": lambda: ext.state, "_Bound": lambda: ext.bound(len, (), False)}
SHOWN = dict.fromkeys(("BoundOp", "Indexer", "Overridable"), "function")  # what programs see of public functions' type
ADDED = {"default_class"}  # by _core/compiled.py, to Value


def declared(body):
    """The names that a stub's body gives to functions, classes and variables."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.AnnAssign):
            yield node.target.id


def parameters(arguments):
    """A stub's or a doc string's arguments as texts: ``a``, ``b=`` for one with a default, ``*c``."""
    named = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
    required = len(named) - len(arguments.defaults)
    return [
        *(name if i < required else name + "=" for i, name in enumerate(named)),
        *(["*" + arguments.vararg.arg] if arguments.vararg else []),
    ]


def test_names():
    assert {n for n in declared(BODY) if not n.startswith("_")} == {n for n in dir(ext) if not n.startswith("_")}


@pytest.mark.parametrize("name", sorted(n for n in dir(ext) if isinstance(getattr(ext, n), BuiltinFunctionType)))
def test_arguments(name):
    doc = getattr(ext, name).__doc__ or ""
    call = re.match(rf"{name}\(((?:[^()]|\([^()]*\))*)\)", doc)  # a default may be ()
    assert call, f"the doc string of {name} doesn't begin with its call: {doc!r}"
    arguments = ast.parse(f"lambda {call[1]}: 0", mode="eval").body.args
    assert parameters(FUNCTIONS[name].args) == parameters(arguments)


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_members(name):
    cls = type(INSTANCES[name]()) if name in INSTANCES else getattr(ext, name)
    assert cls.__name__ == SHOWN.get(name, name.removeprefix("_"))
    stub = set(declared(CLASSES[name].body))
    special = {n for n in stub if n.startswith("__")}
    assert stub - special == {n for n in vars(cls) if not n.startswith("__")} - ADDED
    assert {"__getattribute__" if n == "__getattr__" else n for n in special} <= set(vars(cls))
