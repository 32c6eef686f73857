"""``torch.utils._pytree``: nested structures of containers and tensors, which packages take apart and put together."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, NamedTuple, Protocol
from warnings import warn

from .._base.tree_nodes import (  # noqa: F401 - names with an underscore that programs use
    BUILTIN_TYPES,
    CONSTANT_NODES,
    NO_SERIALIZED_TYPE_NAME_FOUND,
    SERIALIZED_TYPE_TO_PYTHON_TYPE,
    STANDARD_DICT_TYPES,
    SUPPORTED_NODES,
    SUPPORTED_SERIALIZED_TYPES,
    ConstantNode,
    GetAttrKey,
    MappingKey,
    NodeDef,
    SequenceKey,
    _defaultdict_deserialize,
    _defaultdict_flatten,
    _defaultdict_flatten_with_keys,
    _defaultdict_serialize,
    _defaultdict_unflatten,
    _deque_flatten,
    _deque_flatten_with_keys,
    _deque_unflatten,
    _deregister_pytree_node,
    _dict_flatten,
    _dict_flatten_with_keys,
    _dict_unflatten,
    _list_flatten,
    _list_flatten_with_keys,
    _list_unflatten,
    _namedtuple_deserialize,
    _namedtuple_flatten,
    _namedtuple_flatten_with_keys,
    _namedtuple_serialize,
    _namedtuple_unflatten,
    _ordereddict_flatten,
    _ordereddict_flatten_with_keys,
    _ordereddict_unflatten,
    _private_register_pytree_node,
    _register_namedtuple,
    _tuple_flatten,
    _tuple_flatten_with_keys,
    _tuple_unflatten,
    is_constant_class,
    is_namedtuple,
    is_namedtuple_class,
    is_namedtuple_instance,
    is_structseq,
    is_structseq_class,
    is_structseq_instance,
    register_constant,
    register_dataclass,
    register_pytree_node,
)
from .._base.tree_nodes import node_type as _get_node_type  # noqa: F401 - a name that programs use
from .._base.trees import LEAF as _LEAF_SPEC
from .._base.trees import (
    LeafSpec,
    TreeSpec,
    arg_tree_leaves,
    key_get,
    keystr,
    map_only,
    tree_all,
    tree_all_only,
    tree_any,
    tree_any_only,
    tree_flatten,
    tree_flatten_with_path,
    tree_is_leaf,
    tree_iter,
    tree_leaves,
    tree_leaves_with_path,
    tree_map,
    tree_map_,
    tree_map_only,
    tree_map_only_,
    tree_map_with_path,
    tree_structure,
    tree_unflatten,
    treespec_dict,
    treespec_leaf,
    treespec_pprint,
    treespec_tuple,
)
from .._base.trees import broadcast_to_and_flatten as _broadcast_to_and_flatten  # noqa: F401 - as above
from .._vmap import tree as _named_results  # noqa: F401 - registers them

__all__ = [
    "BUILTIN_TYPES",
    "CONSTANT_NODES",
    "DEFAULT_TREESPEC_SERIALIZATION_PROTOCOL",
    "NO_SERIALIZED_TYPE_NAME_FOUND",
    "SERIALIZED_TYPE_TO_PYTHON_TYPE",
    "STANDARD_DICT_TYPES",
    "SUPPORTED_NODES",
    "SUPPORTED_SERIALIZED_TYPES",
    "ConstantNode",
    "Context",
    "DumpableContext",
    "EnumEncoder",
    "FlattenFn",
    "FlattenFunc",
    "FlattenWithKeysFn",
    "FlattenWithKeysFunc",
    "FromDumpableContextFn",
    "GetAttrKey",
    "KeyEntry",
    "KeyPath",
    "LeafSpec",
    "MappingKey",
    "NodeDef",
    "PyTree",
    "PyTreeSpec",
    "SequenceKey",
    "ToDumpableContextFn",
    "TreeSpec",
    "UnflattenFn",
    "UnflattenFunc",
    "arg_tree_leaves",
    "enum_object_hook",
    "is_constant_class",
    "is_namedtuple",
    "is_namedtuple_class",
    "is_namedtuple_instance",
    "is_structseq",
    "is_structseq_class",
    "is_structseq_instance",
    "key_get",
    "keystr",
    "map_only",
    "pytree_to_str",
    "register_constant",
    "register_dataclass",
    "register_pytree_node",
    "str_to_pytree",
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
    "treespec_dumps",
    "treespec_leaf",
    "treespec_loads",
    "treespec_pprint",
    "treespec_tuple",
]

DEFAULT_TREESPEC_SERIALIZATION_PROTOCOL = 1
_cxx_pytree_exists = _cxx_pytree_dynamo_traceable = False  # whether a compiled form stands beside this one


class KeyEntry(Protocol):
    """A step of a path: hashable, comparable, printable."""

    def __hash__(self) -> int: ...

    def __eq__(self, other: object) -> bool: ...

    def __str__(self) -> str: ...

    def get(self, parent: Any) -> Any:
        """The part of ``parent`` that this step leads to."""


Context = PyTree = DumpableContext = Any
PyTreeSpec = TreeSpec
FlattenFn = FlattenFunc = Callable[[PyTree], tuple[list[Any], Context]]
UnflattenFn = UnflattenFunc = Callable[[Iterable[Any], Context], PyTree]
ToDumpableContextFn = Callable[[Context], DumpableContext]
FromDumpableContextFn = Callable[[DumpableContext], Context]
KeyPath = tuple[KeyEntry, ...]
FlattenWithKeysFn = FlattenWithKeysFunc = Callable[[PyTree], tuple[list[tuple[KeyEntry, Any]], Any]]


def _is_constant_holder(spec):
    """Whether a spec is that of an instance of a class given to ``register_constant``."""
    return isinstance(spec._context, ConstantNode)


def _retrieve_constant(spec):
    """The constant that such a spec holds."""
    if not _is_constant_holder(spec):
        raise AssertionError("spec does not correspond to a registered constant pytree")
    return tree_unflatten([], spec)


# As JSON ------------------------------------------------------------------------------------------------------------


class EnumEncoder(json.JSONEncoder):
    """Writes members of enumerations by their names."""

    def default(self, obj: object) -> Any:
        """A dict for a member of an enumeration. Raises TypeError for other objects."""
        if isinstance(obj, Enum):
            kind = type(obj)
            return {"__enum__": True, "fqn": f"{kind.__module__}:{kind.__qualname__}", "name": obj.name}
        return super().default(obj)


def enum_object_hook(obj: dict[str, Any]) -> Any:
    """The member of an enumeration that ``EnumEncoder`` wrote, or the dict as it is. The module must be imported
    already: text that is read imports nothing."""
    if "__enum__" not in obj:
        return obj
    module, _, name = obj["fqn"].partition(":")
    found = functools.reduce(getattr, name.split("."), sys.modules[module])
    if not (isinstance(found, type) and issubclass(found, Enum)):
        raise TypeError(f"{obj['fqn']} is no enumeration")
    return found[obj["name"]]


class _ProtocolFn(NamedTuple):
    treespec_to_json: Callable[[TreeSpec], Any]
    json_to_treespec: Callable[[Any], TreeSpec]


def _treespec_to_json(spec):
    if spec.is_leaf():
        return {"type": None, "context": None, "children_spec": []}
    node = SUPPORTED_SERIALIZED_TYPES.get(spec.type)
    if node is None:
        raise NotImplementedError(f"Serializing {spec.type} in pytree is not registered.")
    if node.serialized_type_name == NO_SERIALIZED_TYPE_NAME_FOUND:
        raise NotImplementedError(
            f"No registered serialization name for {spec.type} found. Please update your _register_pytree_node call "
            "with a `serialized_type_name` kwarg."
        )
    if node.to_dumpable_context is not None:
        context = node.to_dumpable_context(spec._context)
    else:
        try:
            context = json.dumps(spec._context, cls=EnumEncoder)
        except TypeError as e:
            raise TypeError(
                "Unable to serialize context. Please make the context json dump-able, or register a custom serializer "
                "using _register_pytree_node."
            ) from e
    children = [_treespec_to_json(child) for child in spec._children]
    return {"type": node.serialized_type_name, "context": context, "children_spec": children}


def _json_to_treespec(schema):
    name = schema["type"]
    if name is None and schema["context"] is None and not schema["children_spec"]:
        return _LEAF_SPEC
    if name not in SERIALIZED_TYPE_TO_PYTHON_TYPE:
        raise NotImplementedError(f"Deserializing {name} in pytree is not registered.")
    kind = SERIALIZED_TYPE_TO_PYTHON_TYPE[name]
    load = SUPPORTED_SERIALIZED_TYPES[kind].from_dumpable_context
    if load is not None:
        context = load(schema["context"])
    else:
        try:
            context = json.loads(schema["context"], object_hook=enum_object_hook)
        except TypeError as e:
            raise TypeError(
                "Unable to deserialize context. Please make the context json load-able, or register a custom "
                "serializer using _register_pytree_node."
            ) from e
    return TreeSpec(kind, context, [_json_to_treespec(child) for child in schema["children_spec"]])


_SUPPORTED_PROTOCOLS: dict[int, _ProtocolFn] = {1: _ProtocolFn(_treespec_to_json, _json_to_treespec)}


def _protocol(number):
    if number not in _SUPPORTED_PROTOCOLS:
        raise ValueError(f"Unknown protocol {number}. Available protocols: {list(_SUPPORTED_PROTOCOLS)}")
    return _SUPPORTED_PROTOCOLS[number]


def treespec_dumps(treespec: TreeSpec, protocol: int | None = None) -> str:
    """A TreeSpec as JSON text, for ``treespec_loads``. Raises TypeError if it is none, or a context can't be written;
    NotImplementedError for containers that were registered without a name for this; ValueError for an unknown protocol.
    """
    if not isinstance(treespec, TreeSpec):
        raise TypeError(f"Expected `treespec` to be an instance of PyTreeSpec but got item of type {type(treespec)}.")
    protocol = DEFAULT_TREESPEC_SERIALIZATION_PROTOCOL if protocol is None else protocol
    return json.dumps((protocol, _protocol(protocol).treespec_to_json(treespec)), cls=EnumEncoder)


@functools.lru_cache
def treespec_loads(serialized: str) -> TreeSpec:
    """The TreeSpec that ``treespec_dumps`` wrote. Raises ValueError for an unknown protocol, NotImplementedError for
    containers that are not registered here."""
    protocol, schema = json.loads(serialized)
    return _protocol(protocol).json_to_treespec(schema)


# Older names --------------------------------------------------------------------------------------------------------


_HERE = "torch.utils._pytree."


def _deprecated(old, new):
    warn(f"`{old}` is deprecated. Please use `{new}` instead.", FutureWarning, stacklevel=3)


def _private(old, new):
    warn(
        f"{_HERE}{old} is private and will be removed in a future release. Please use {_HERE}{new} instead.",
        FutureWarning,
        stacklevel=3,
    )


def _register_pytree_node(cls, flatten_fn, unflatten_fn, to_str_fn=None, maybe_from_str_fn=None, **options):
    """``register_pytree_node`` that replaces an earlier registration. Deprecated."""
    _deprecated(f"{_HERE}_register_pytree_node", f"{_HERE}register_pytree_node")
    if to_str_fn is not None or maybe_from_str_fn is not None:
        warn(
            "`to_str_fn` and `maybe_from_str_fn` is deprecated. Please use `to_dumpable_context` and "
            "`from_dumpable_context` instead.",
            FutureWarning,
            stacklevel=2,
        )
    _private_register_pytree_node(cls, flatten_fn, unflatten_fn, **options)


def _is_namedtuple_instance(tree):
    """``is_namedtuple_instance``. Deprecated."""
    _private("_is_namedtuple_instance", "is_namedtuple_instance")
    return is_namedtuple_instance(tree)


def _is_leaf(tree, is_leaf=None):
    """``tree_is_leaf``. Deprecated."""
    _private("_is_leaf", "tree_is_leaf")
    return tree_is_leaf(tree, is_leaf=is_leaf)


def pytree_to_str(treespec: TreeSpec) -> str:
    """``treespec_dumps``. Deprecated."""
    _deprecated("pytree_to_str", "treespec_dumps")
    return treespec_dumps(treespec)


def str_to_pytree(json: str) -> TreeSpec:
    """``treespec_loads``. Deprecated."""
    _deprecated("str_to_pytree", "treespec_loads")
    return treespec_loads(json)


def _is_pytreespec_instance(obj):
    """Whether something is a TreeSpec."""
    return isinstance(obj, TreeSpec)
