"""utils._pytree: nested structures apart and together, beside PyTorch's where it is installed."""

from __future__ import annotations

import copy
import enum
import importlib
import pickle
import re
import warnings
from collections import OrderedDict, defaultdict, deque, namedtuple
from dataclasses import dataclass

import pytest

import rushlight
from rushlight.utils import _pytree as tree

Pair = namedtuple("Pair", "x y")


class Colour(enum.Enum):
    RED = 1


@dataclass
class Point:
    a: object
    b: object = None


class Box:
    def __init__(self, v):
        self.v = v

    def __eq__(self, other):
        return isinstance(other, Box) and self.v == other.v

    def __repr__(self):
        return f"Box({self.v!r})"

    __hash__ = None


@dataclass(frozen=True)
class Constant:
    name: str


TREES = [
    1,
    None,
    [],
    (),
    {},
    [1, [2, 3], {"a": (4,)}],
    Pair(1, [2]),
    OrderedDict(b=1, a=2),
    {"a": 5, "b": [6]},
    defaultdict(list, {"x": [1, 2]}),
    deque([1, 2], maxlen=3),
    deque([3, 4]),
    Point(1, [2]),
    Point(1),
    Box([1, 2]),
    {Colour.RED: 1},
    [[]],
    ({}, 1),
    Constant("a"),
]


def registered(p):
    """The module with the classes above registered once."""
    if Point not in p.SUPPORTED_NODES:
        p.register_dataclass(Point, serialized_type_name="Point")
        p.register_pytree_node(Box, lambda b: ([b.v], "context"), lambda values, c: Box(*values))
        p.register_constant(Constant)
    return p


@pytest.fixture(scope="module")
def theirs():
    pytest.importorskip("torch")
    return registered(importlib.import_module("torch.utils._pytree"))


@pytest.fixture(scope="module", autouse=True)
def ours():
    return registered(tree)


def answer(call):
    try:
        return re.sub(" at 0x[0-9a-f]+", "", repr(call()))
    except Exception as error:
        return f"{type(error).__name__}: {error}".replace(" at 0x", "")


def told(p, value):
    """What a module says of one structure, and of it beside all the others."""
    leaves, spec = p.tree_flatten(value)
    calls = [
        lambda: (leaves, spec, spec.num_nodes, spec.num_leaves, spec.num_children, spec.is_leaf(), spec.context),
        lambda: p.tree_unflatten(leaves, spec) == value,
        lambda: p.treespec_dumps(spec),
        lambda: p.treespec_loads(p.treespec_dumps(spec)) == spec,
        lambda: p.tree_flatten_with_path(value),
        lambda: [p.keystr(k) for k, _ in p.tree_leaves_with_path(value)],
        lambda: [p.key_get(value, k) for k, _ in p.tree_leaves_with_path(value)],
        lambda: p.treespec_pprint(spec),
        lambda: hash(spec) == hash(p.tree_structure(value)),
        lambda: p.tree_map(lambda v: (v, 1), value),
        lambda: p.tree_map_with_path(lambda k, v: p.keystr(k), value),
        lambda: p.tree_map_only(int, lambda v: v + 1, value),
        lambda: (p.tree_any(lambda v: v == 2, value), p.tree_all(lambda v: v == 1, value)),
        lambda: (p.tree_any_only(int, lambda v: v > 3, value), p.tree_all_only(int, lambda v: v > 0, value)),
        lambda: p.tree_flatten(value, is_leaf=lambda v: isinstance(v, (list, dict))),
    ]
    for other in TREES:
        calls += [
            lambda other=other: spec.flatten_up_to(other),
            lambda other=other: p._broadcast_to_and_flatten(value, p.tree_structure(other)),
            lambda other=other: spec == p.tree_structure(other),
            lambda other=other: p.tree_map(lambda a, b: (a, b), value, other),
        ]
    return [answer(call) for call in calls]


@pytest.mark.parametrize("value", TREES, ids=repr)
def test_structures_are_taken_apart_as_by_pytorch(value, theirs):
    assert told(tree, value) == told(theirs, value)


@pytest.mark.parametrize("value", TREES, ids=repr)
def test_apart_and_together(value):
    leaves, spec = tree.tree_flatten(value)
    assert tree.tree_unflatten(leaves, spec) == value
    assert spec == tree.tree_structure(value) == copy.deepcopy(spec)
    assert pickle.loads(pickle.dumps(spec)) == spec
    assert tree.tree_leaves(value) == leaves and spec.num_leaves == len(leaves)


def wrong_calls(p):
    class Plain:
        pass

    return [
        lambda: p.tree_unflatten([1], 2),
        lambda: p.tree_unflatten([1], p.tree_structure([1, 2])),
        lambda: p.tree_map_only(3, None, 1),
        lambda: p.register_pytree_node(Box, None, None),
        lambda: p.register_dataclass(Point, field_names=["a"]),
        lambda: p.register_dataclass(Point, field_names=["a", "b", "c"]),
        lambda: p.treespec_tuple([1]),
        lambda: p.treespec_dict(a=1),
        lambda: p.treespec_dumps(1),
        lambda: p.treespec_dumps(p.tree_structure([1]), protocol=7),
        lambda: p.treespec_loads('[7, {"type": null, "context": null, "children_spec": []}]'),
        lambda: p.treespec_loads('[1, {"type": "what", "context": "null", "children_spec": []}]'),
        lambda: p._retrieve_constant(p.tree_structure([1])),
        lambda: p.TreeSpec(None, 1, []),
    ]


def test_wrong_calls_are_answered_as_by_pytorch(theirs):
    for mine, other in zip(wrong_calls(tree), wrong_calls(theirs), strict=True):
        assert answer(mine) == answer(other)
    for call in wrong_calls(tree):
        with pytest.raises((ValueError, TypeError, NotImplementedError, AssertionError)):
            call()


def test_named_results_and_sizes_are_containers():
    result = rushlight.topk(rushlight.arange(3.0), 2)
    leaves, spec = tree.tree_flatten(result)
    assert len(leaves) == 2 and type(spec.unflatten(leaves)) is rushlight.return_types.topk
    assert [tree.keystr(k) for k, _ in tree.tree_leaves_with_path(result)] == ["[0]", "[1]"]
    assert tree.tree_map(lambda n: n + 1, rushlight.Size((1, 2))) == (2, 3)


def test_registered_containers_go_through_transforms():
    box = Box(rushlight.ones(3))
    gradient = rushlight.func.grad(lambda b: (b.v * b.v).sum())(box)
    assert type(gradient) is Box and gradient.v.tolist() == [2.0, 2.0, 2.0]
    assert rushlight.vmap(lambda b: b.v * 2)(box).tolist() == [2.0, 2.0, 2.0]


def test_registration_can_be_replaced_and_taken_back():
    class Local:
        pass

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        tree._register_pytree_node(Local, lambda v: ([], None), lambda v, c: Local())
        tree._private_register_pytree_node(Local, lambda v: ([1], None), lambda v, c: Local())
    assert [w.category for w in caught] == [FutureWarning, UserWarning]
    assert tree.tree_leaves(Local()) == [1]
    tree._deregister_pytree_node(Local)
    assert tree.tree_is_leaf(Local())


def test_text_that_is_read_imports_nothing():
    text = tree.treespec_dumps(tree.tree_structure(defaultdict(list, a=1)))
    with pytest.raises(KeyError):
        tree.treespec_loads(text.replace('"builtins"', '"antigravity"').replace('"list"', '"geohash"'))
