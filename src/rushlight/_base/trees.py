"""Nested structures ("pytrees") of containers and leaves, taken apart and put together again.

Everything that ``tree_nodes`` doesn't know as a container is a leaf, None too.
"""

from __future__ import annotations

import dataclasses
import functools
import types
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from .tree_nodes import BUILTIN_TYPES, STANDARD_DICT_TYPES, SUPPORTED_NODES, ConstantNode, node_type

__all__ = [
    "LeafSpec",
    "TreeSpec",
    "arg_tree_leaves",
    "broadcast_to_and_flatten",
    "key_get",
    "keystr",
    "map_only",
    "tree_all",
    "tree_all_only",
    "tree_any",
    "tree_any_only",
    "tree_flatten",
    "tree_flatten_with_path",
    "tree_is_leaf",
    "tree_iter",
    "tree_leaves",
    "tree_leaves_with_path",
    "tree_map",
    "tree_map_",
    "tree_map_only",
    "tree_map_only_",
    "tree_map_with_path",
    "tree_structure",
    "tree_unflatten",
    "treespec_dict",
    "treespec_leaf",
    "treespec_pprint",
    "treespec_tuple",
]

IsLeaf = Callable[[Any], bool] | None


@dataclasses.dataclass(init=False, frozen=True, eq=True, repr=False, slots=True)
class TreeSpec:
    """How a nested structure is built: the class of its outermost container, what else makes that up, and its parts.

    ``type`` is None for a leaf. Specs are compared with ``==`` and are hashable.

    >>> tree_flatten({"a": 1, "b": (2, 3)})[1]
    TreeSpec(dict, ['a', 'b'], [*,
      TreeSpec(tuple, None, [*,
        *])])
    """

    type: Any
    _context: Any
    _children: list[TreeSpec]
    num_nodes: int = dataclasses.field(init=False)
    num_leaves: int = dataclasses.field(init=False)
    num_children: int = dataclasses.field(init=False)

    def __init__(self, type: Any, context: Any, children_specs: list[TreeSpec]) -> None:
        if type is None and context is not None:
            raise AssertionError("leaf node should not have a context")
        if type is None and children_specs:
            raise AssertionError("leaf node should not have children")
        leaf = type is None
        put = object.__setattr__
        put(self, "type", type)
        put(self, "_context", context)
        put(self, "_children", children_specs)
        put(self, "num_nodes", 1 + sum([c.num_nodes for c in children_specs]))
        put(self, "num_leaves", 1 if leaf else sum([c.num_leaves for c in children_specs]))
        put(self, "num_children", len(children_specs))

    def __repr__(self, indent: int = 0) -> str:
        inner = (",\n" + " " * (indent + 2)).join(c.__repr__(indent + 2) for c in self._children)
        return f"TreeSpec({self.type.__name__}, {self._context}, [{inner}])"

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if other.__class__ is not self.__class__:
            return NotImplemented
        assert isinstance(other, TreeSpec)
        return (
            str(self.type) == str(other.type) and self._context == other._context and self._children == other._children
        )

    def __hash__(self) -> int:
        kind, context = self.type, self._context
        if kind is defaultdict:
            context = (context[0], tuple(context[1]))
        elif kind in STANDARD_DICT_TYPES:
            context = tuple(context)
        elif isinstance(context, ConstantNode):
            context = context.value
        elif kind is not None and kind not in BUILTIN_TYPES:
            context = None  # that of a registered class need not be hashable
        return hash((kind, context, tuple(self._children)))

    @property
    def context(self) -> Any:
        """What makes up the outermost container beside its parts: the keys of a dict, for example."""
        return self._context

    @property
    def children_specs(self) -> list[TreeSpec]:
        """The parts. Deprecated: use ``children()``."""
        from warnings import warn

        warn(
            "`treespec.children_specs` is deprecated. Use `treespec.child(index)` to access a single child, or "
            "`treespec.children()` to get all children.",
            FutureWarning,
            stacklevel=2,
        )
        return self._children

    def is_leaf(self) -> bool:
        """Whether this is the spec of a leaf."""
        return self.num_nodes == 1 and self.num_leaves == 1

    def children(self) -> list[TreeSpec]:
        """The specs of the parts, in a new list."""
        return self._children.copy()

    def child(self, index: int) -> TreeSpec:
        """The spec of one part."""
        return self._children[index]

    def flatten_up_to(self, tree: Any) -> list[Any]:
        """The parts of ``tree`` where this structure has its leaves. Raises ValueError where they differ before.

        >>> tree_structure([0, 0]).flatten_up_to([1, (2, 3)])
        [1, (2, 3)]
        """
        found: list[Any] = []
        _flatten_up_to(self, tree, found)
        return found

    def unflatten(self, leaves: Iterable[Any]) -> Any:
        """The structure with these leaves. Raises ValueError unless there are as many as the structure has."""
        if not isinstance(leaves, (list, tuple)):
            leaves = list(leaves)
        if len(leaves) != self.num_leaves:
            raise ValueError(
                f"treespec.unflatten(leaves): `leaves` has length {len(leaves)} but the spec refers to a pytree that "
                f"holds {self.num_leaves} items ({self})."
            )
        return _unflatten(self, iter(leaves))


@dataclasses.dataclass(init=False, frozen=True, eq=False, repr=False, slots=True)
class LeafSpec(TreeSpec):
    """The spec of a leaf."""

    def __init__(self) -> None:
        super(LeafSpec, self).__init__(None, None, [])

    def __repr__(self, indent: int = 0) -> str:
        return "*"

    def __reduce__(self) -> Any:
        return LeafSpec, ()


LEAF = LeafSpec()


def _unflatten(spec, leaves):
    if spec.type is None:
        return next(leaves)
    children = [_unflatten(c, leaves) for c in spec._children]
    return SUPPORTED_NODES[spec.type].unflatten_fn(children, spec._context)


def _flatten_up_to(spec, tree, found):
    if spec.is_leaf():
        found.append(tree)
        return
    kind = node_type(tree)
    builtin = spec.type in BUILTIN_TYPES
    dicts = spec.type in STANDARD_DICT_TYPES and kind in STANDARD_DICT_TYPES
    if kind != spec.type and not dicts:
        what = "Node type" if builtin else "Type"
        raise ValueError(f"{what} mismatch; expected {spec.type!r}, but got {kind!r}.")
    children, context = SUPPORTED_NODES[kind].flatten_fn(tree)
    if len(children) != spec.num_children:
        raise ValueError(f"Node arity mismatch; expected {spec.num_children}, but got {len(children)}.")
    if dicts:
        children = _in_order(tree, spec._context[1] if spec.type is defaultdict else spec._context)
    elif kind is not deque and context != spec._context:
        raise ValueError(
            f"Node context mismatch for node type {spec.type!r}; expected {spec._context!r}, but got {context!r}."
            if builtin
            else f"Node context mismatch for custom node type {spec.type!r}."
        )
    for child, part in zip(children, spec._children, strict=True):
        _flatten_up_to(part, child, found)


def _in_order(given, keys):
    """The values of a dict in the order of ``keys``."""
    missing, extra = set(keys) - set(given), set(given) - set(keys)
    if missing or extra:
        message = f"; missing key(s): {missing}" if missing else ""
        message += f"; extra key(s): {extra}" if extra else ""
        raise ValueError(f"Node keys mismatch{message}.")
    return [given[k] for k in keys]


# Apart and together -------------------------------------------------------------------------------------------------


def tree_is_leaf(tree: Any, is_leaf: IsLeaf = None) -> bool:
    """Whether a value is no container, or ``is_leaf`` says that it counts as a leaf.

    >>> tree_is_leaf(None), tree_is_leaf([1]), tree_is_leaf((1, 2), is_leaf=lambda v: isinstance(v, tuple))
    (True, False, True)
    """
    return (is_leaf is not None and is_leaf(tree)) or node_type(tree) not in SUPPORTED_NODES


def tree_flatten(tree: Any, is_leaf: IsLeaf = None) -> tuple[list[Any], TreeSpec]:
    """(leaves in order, the TreeSpec) of a nested structure. ``is_leaf(value)``: True for what else is a leaf.

    >>> tree_flatten({"a": 1, "b": (2, None)})[0]
    [1, 2, None]
    """
    leaves: list[Any] = []
    return leaves, _flatten(tree, leaves, is_leaf)


def _flatten(tree, leaves, is_leaf):
    node = None if is_leaf is not None and is_leaf(tree) else SUPPORTED_NODES.get(node_type(tree))
    if node is None:
        leaves.append(tree)
        return LEAF
    children, context = node.flatten_fn(tree)
    return TreeSpec(node.type, context, [_flatten(c, leaves, is_leaf) for c in children])


def tree_unflatten(leaves: Iterable[Any], treespec: TreeSpec) -> Any:
    """The nested structure with these leaves: the inverse of ``tree_flatten``. Raises TypeError if ``treespec`` is
    none, ValueError for another number of leaves.

    >>> tree_unflatten([1, 2], tree_structure(("x", ["y"])))
    (1, [2])
    """
    if not isinstance(treespec, TreeSpec):
        if not isinstance(leaves, TreeSpec):
            raise TypeError(
                f"Expected `treespec` to be an instance of PyTreeSpec but got item of type {type(treespec)}."
            )
        leaves, treespec = treespec, leaves
    return treespec.unflatten(leaves)


def tree_iter(tree: Any, is_leaf: IsLeaf = None) -> Iterator[Any]:
    """The leaves one after the other."""
    node = None if is_leaf is not None and is_leaf(tree) else SUPPORTED_NODES.get(node_type(tree))
    if node is None:
        yield tree
    else:
        for child in node.flatten_fn(tree)[0]:
            yield from tree_iter(child, is_leaf)


def tree_leaves(tree: Any, is_leaf: IsLeaf = None) -> list[Any]:
    """The leaves in order."""
    return list(tree_iter(tree, is_leaf))


def tree_structure(tree: Any, is_leaf: IsLeaf = None) -> TreeSpec:
    """The TreeSpec of a nested structure."""
    return tree_flatten(tree, is_leaf)[1]


def arg_tree_leaves(*args: Any, **kwargs: Any) -> list[Any]:
    """The leaves of all arguments, positional ones first."""
    return [leaf for tree in (*args, *kwargs.values()) for leaf in tree_iter(tree)]


def tree_map(func: Callable[..., Any], tree: Any, *rests: Any, is_leaf: IsLeaf = None) -> Any:
    """The structure with ``func`` applied to every leaf, and to the parts of ``rests`` that stand at its place: they
    have the structure of ``tree``, or more below its leaves. Raises ValueError for other structures.

    >>> tree_map(lambda v: v + 1, {"x": 7, "y": (42, 64)})
    {'x': 8, 'y': (43, 65)}
    >>> tree_map(lambda v, w: [v, *w], [5, 6], [[7, 9], [1, 2]])
    [[5, 7, 9], [6, 1, 2]]
    """
    leaves, spec = tree_flatten(tree, is_leaf)
    return spec.unflatten(map(func, leaves, *[spec.flatten_up_to(r) for r in rests]))


def tree_map_(func: Callable[..., Any], tree: Any, *rests: Any, is_leaf: IsLeaf = None) -> Any:
    """``tree_map`` for what ``func`` does to the leaves; returns ``tree`` itself."""
    leaves, spec = tree_flatten(tree, is_leaf)
    deque(map(func, leaves, *[spec.flatten_up_to(r) for r in rests]), maxlen=0)
    return tree


def map_only(type_or_types_or_pred: Any, /) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """A decorator: the function is applied to what is of the type (or one of a tuple of types, or for which the
    predicate is True), everything else comes back as it is. Raises TypeError for anything else.

    >>> map_only(int)(lambda v: -v)("a")
    'a'
    """
    if isinstance(type_or_types_or_pred, (type, tuple, types.UnionType)):
        kinds = type_or_types_or_pred

        def chosen(x):
            return isinstance(x, kinds)

    elif callable(type_or_types_or_pred):
        chosen = type_or_types_or_pred
    else:
        raise TypeError("Argument must be a type, a tuple of types, or a callable.")

    def wrapper(func):
        @functools.wraps(func)
        def wrapped(x):
            return func(x) if chosen(x) else x

        return wrapped

    return wrapper


def tree_map_only(type_or_types_or_pred: Any, /, func: Callable[[Any], Any], tree: Any, is_leaf: IsLeaf = None) -> Any:
    """``tree_map`` of the leaves that ``map_only`` chooses; the others stay.

    >>> tree_map_only(int, lambda v: v + 1, [1, "a"])
    [2, 'a']
    """
    return tree_map(map_only(type_or_types_or_pred)(func), tree, is_leaf=is_leaf)


def tree_map_only_(type_or_types_or_pred: Any, /, func: Callable[[Any], Any], tree: Any, is_leaf: IsLeaf = None) -> Any:
    """``tree_map_`` of the leaves that ``map_only`` chooses."""
    return tree_map_(map_only(type_or_types_or_pred)(func), tree, is_leaf=is_leaf)


def tree_all(pred: Callable[[Any], bool], tree: Any, is_leaf: IsLeaf = None) -> bool:
    """Whether ``pred`` holds for all leaves."""
    return all(map(pred, tree_iter(tree, is_leaf)))


def tree_any(pred: Callable[[Any], bool], tree: Any, is_leaf: IsLeaf = None) -> bool:
    """Whether ``pred`` holds for any leaf."""
    return any(map(pred, tree_iter(tree, is_leaf)))


def tree_all_only(type_or_types: Any, /, pred: Callable[[Any], bool], tree: Any, is_leaf: IsLeaf = None) -> bool:
    """Whether ``pred`` holds for all leaves of these types."""
    return all(pred(x) for x in tree_iter(tree, is_leaf) if isinstance(x, type_or_types))


def tree_any_only(type_or_types: Any, /, pred: Callable[[Any], bool], tree: Any, is_leaf: IsLeaf = None) -> bool:
    """Whether ``pred`` holds for any leaf of these types."""
    return any(pred(x) for x in tree_iter(tree, is_leaf) if isinstance(x, type_or_types))


def broadcast_to_and_flatten(tree: Any, treespec: TreeSpec, is_leaf: IsLeaf = None) -> list[Any] | None:
    """Leaves of ``tree``, a structure like ``treespec`` or one that ends earlier, repeated for every leaf of
    ``treespec`` below them; None if it isn't such a structure.

    >>> broadcast_to_and_flatten((0, 1), tree_structure((["a", "b"], "c")))
    [0, 0, 1]
    """
    leaves, prefix = tree_flatten(tree, is_leaf)
    try:
        below = prefix.flatten_up_to(treespec.unflatten([0] * treespec.num_leaves))
    except ValueError:
        return None
    return [x for x, part in zip(leaves, below, strict=True) for _ in tree_iter(part, is_leaf)]


# Specs of specs -----------------------------------------------------------------------------------------------------


def treespec_leaf() -> LeafSpec:
    """The spec of a leaf."""
    return LEAF


def treespec_tuple(iterable: Iterable[TreeSpec] = (), /) -> TreeSpec:
    """The spec of a tuple of these parts. Raises ValueError unless all are TreeSpecs."""
    children = list(iterable)
    if any(not isinstance(child, TreeSpec) for child in children):
        raise ValueError(f"Expected a tuple of TreeSpec values, got: {children!r}.")
    return TreeSpec(tuple, None, children)


def treespec_dict(
    mapping: Mapping[Any, TreeSpec] | Iterable[tuple[Any, TreeSpec]] = (), /, **kwargs: TreeSpec
) -> TreeSpec:
    """The spec of a dict of these parts. Raises ValueError unless all are TreeSpecs."""
    parts = dict(mapping, **kwargs)
    if any(not isinstance(child, TreeSpec) for child in parts.values()):
        raise ValueError(f"Expected a dictionary of TreeSpec values, got: {parts!r}.")
    return TreeSpec(dict, list(parts), list(parts.values()))


class _Asterisk(str):
    __slots__ = ()

    def __repr__(self):
        return "*"


def treespec_pprint(treespec: TreeSpec) -> str:
    """The structure with an asterisk for every leaf.

    >>> treespec_pprint(tree_structure({"a": 1, "b": (2, 3)}))
    "{'a': *, 'b': (*, *)}"
    """
    return repr(tree_unflatten([_Asterisk("*")] * treespec.num_leaves, treespec))


# Paths --------------------------------------------------------------------------------------------------------------


def tree_flatten_with_path(tree: Any, is_leaf: IsLeaf = None) -> tuple[list[tuple[Any, Any]], TreeSpec]:
    """(list of (path, leaf), the TreeSpec); a path is a tuple of steps, see ``keystr``. Raises ValueError for a
    container that was registered without ``flatten_with_keys_fn``."""
    return tree_leaves_with_path(tree, is_leaf), tree_structure(tree, is_leaf)


def tree_leaves_with_path(tree: Any, is_leaf: IsLeaf = None) -> list[tuple[Any, Any]]:
    """A list of (path, leaf).

    >>> [(keystr(path), leaf) for path, leaf in tree_leaves_with_path({"a": [1, 2]})]
    [("['a'][0]", 1), ("['a'][1]", 2)]
    """
    return list(_paths((), tree, is_leaf))


def _paths(path, tree, is_leaf):
    node = None if is_leaf is not None and is_leaf(tree) else SUPPORTED_NODES.get(node_type(tree))
    if node is None:
        yield path, tree
    elif node.flatten_with_keys_fn is None:
        raise ValueError(
            f"Did not find a flatten_with_keys_fn for type: {node.type}. Please pass a flatten_with_keys_fn argument "
            "to register_pytree_node."
        )
    else:
        for key, child in node.flatten_with_keys_fn(tree)[0]:
            yield from _paths((*path, key), child, is_leaf)


def tree_map_with_path(func: Callable[..., Any], tree: Any, *rests: Any, is_leaf: IsLeaf = None) -> Any:
    """``tree_map`` of a function that gets each leaf's path first."""
    found, spec = tree_flatten_with_path(tree, is_leaf)
    rows = [*zip(*found, strict=True), *[spec.flatten_up_to(r) for r in rests]]
    return spec.unflatten(func(*xs) for xs in zip(*rows, strict=True))


def keystr(kp: Iterable[Any]) -> str:
    """A path as text: ``['a'][0].name``."""
    return "".join(map(str, kp))


def key_get(obj: Any, kp: Iterable[Any]) -> Any:
    """The part of ``obj`` at a path."""
    for key in kp:
        obj = key.get(obj)
    return obj
