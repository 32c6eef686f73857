"""Which classes are containers of a nested structure ("pytree"): how each is taken apart and put together again."""

from __future__ import annotations

import dataclasses
import sys
import threading
import warnings
from collections import OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from .size import Size

__all__ = [
    "BUILTIN_TYPES",
    "CONSTANT_NODES",
    "STANDARD_DICT_TYPES",
    "SUPPORTED_NODES",
    "ConstantNode",
    "GetAttrKey",
    "MappingKey",
    "NodeDef",
    "SequenceKey",
    "is_constant_class",
    "is_namedtuple",
    "is_namedtuple_class",
    "is_namedtuple_instance",
    "is_structseq",
    "is_structseq_class",
    "is_structseq_instance",
    "node_type",
    "register_constant",
    "register_dataclass",
    "register_pytree_node",
]

T = TypeVar("T")
K = TypeVar("K")
NO_SERIALIZED_TYPE_NAME_FOUND = "NO_SERIALIZED_TYPE_NAME_FOUND"


# Steps of a path to a leaf ------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class SequenceKey(Generic[T]):
    """A step into a list or tuple: ``[idx]``."""

    idx: int

    def __str__(self) -> str:
        return f"[{self.idx!r}]"

    def get(self, sequence: Sequence[T]) -> T:
        """The part of ``sequence`` that this step leads to."""
        return sequence[self.idx]


@dataclasses.dataclass(frozen=True, slots=True)
class MappingKey(Generic[K, T]):
    """A step into a dict: ``['key']``."""

    key: K

    def __str__(self) -> str:
        return f"[{self.key!r}]"

    def get(self, mapping: Mapping[K, T]) -> T:
        """The part of ``mapping`` that this step leads to."""
        return mapping[self.key]


@dataclasses.dataclass(frozen=True, slots=True)
class GetAttrKey:
    """A step into an object: ``.name``."""

    name: str

    def __str__(self) -> str:
        return f".{self.name}"

    def get(self, obj: Any) -> Any:
        """The part of ``obj`` that this step leads to."""
        return getattr(obj, self.name)


# The registry -------------------------------------------------------------------------------------------------------


class NodeDef(NamedTuple):
    """A container class: ``flatten_fn(value) -> (children, context)``, ``unflatten_fn(children, context) -> value``,
    ``flatten_with_keys_fn(value) -> ([(step, child)], context)`` or None."""

    type: type[Any]
    flatten_fn: Callable[[Any], tuple[list[Any], Any]]
    unflatten_fn: Callable[[Iterable[Any], Any], Any]
    flatten_with_keys_fn: Callable[[Any], tuple[list[tuple[Any, Any]], Any]] | None


class _SerializeNodeDef(NamedTuple):
    """How the context of a container class is written to JSON."""

    typ: type[Any]
    serialized_type_name: str
    to_dumpable_context: Callable[[Any], Any] | None
    from_dumpable_context: Callable[[Any], Any] | None


SUPPORTED_NODES: dict[Any, NodeDef] = {}
SUPPORTED_SERIALIZED_TYPES: dict[Any, _SerializeNodeDef] = {}
SERIALIZED_TYPE_TO_PYTHON_TYPE: dict[str, Any] = {}
CONSTANT_NODES: set[type] = set()
_NODE_REGISTRY_LOCK = threading.RLock()


def register_pytree_node(
    cls: type[Any],
    flatten_fn: Callable[[Any], tuple[list[Any], Any]],
    unflatten_fn: Callable[[Iterable[Any], Any], Any],
    *,
    serialized_type_name: str | None = None,
    to_dumpable_context: Callable[[Any], Any] | None = None,
    from_dumpable_context: Callable[[Any], Any] | None = None,
    flatten_with_keys_fn: Callable[[Any], tuple[list[tuple[Any, Any]], Any]] | None = None,
) -> None:
    """Make ``cls`` a container: its instances are taken apart instead of being leaves.

    flatten_fn            ``value -> (list of children, context)``; contexts are compared with ``==``
    unflatten_fn          ``(children, context) -> value``
    flatten_with_keys_fn  ``value -> (list of (step, child), context)``, for paths to leaves
    serialized_type_name, to_dumpable_context, from_dumpable_context: for ``treespec_dumps`` and ``treespec_loads``

    Raises ValueError if ``cls`` is registered already.
    """
    with _NODE_REGISTRY_LOCK:
        if cls in SUPPORTED_NODES:
            raise ValueError(f"{cls} is already registered as pytree node.")
        _private_register_pytree_node(
            cls,
            flatten_fn,
            unflatten_fn,
            serialized_type_name=serialized_type_name,
            to_dumpable_context=to_dumpable_context,
            from_dumpable_context=from_dumpable_context,
            flatten_with_keys_fn=flatten_with_keys_fn,
        )


def _private_register_pytree_node(
    cls,
    flatten_fn,
    unflatten_fn,
    *,
    serialized_type_name=None,
    to_dumpable_context=None,
    from_dumpable_context=None,
    flatten_with_keys_fn=None,
):
    """``register_pytree_node`` that replaces an earlier registration, with a warning."""
    with _NODE_REGISTRY_LOCK:
        if cls in SUPPORTED_NODES:
            warnings.warn(
                f"{cls} is already registered as pytree node. Overwriting the previous registration.", stacklevel=2
            )
        SUPPORTED_NODES[cls] = NodeDef(cls, flatten_fn, unflatten_fn, flatten_with_keys_fn)
        if (to_dumpable_context is None) is not (from_dumpable_context is None):
            raise ValueError(
                f"Both to_dumpable_context and from_dumpable_context for {cls} must be None or registered."
            )
        name = serialized_type_name or NO_SERIALIZED_TYPE_NAME_FOUND
        SUPPORTED_SERIALIZED_TYPES[cls] = _SerializeNodeDef(cls, name, to_dumpable_context, from_dumpable_context)
        SERIALIZED_TYPE_TO_PYTHON_TYPE[name] = cls


def _deregister_pytree_node(cls):
    """Make instances of ``cls`` leaves again."""
    with _NODE_REGISTRY_LOCK:
        del SUPPORTED_NODES[cls]
        SERIALIZED_TYPE_TO_PYTHON_TYPE.pop(SUPPORTED_SERIALIZED_TYPES.pop(cls).serialized_type_name)
        CONSTANT_NODES.discard(cls)


def register_dataclass(
    cls: type[Any],
    *,
    field_names: list[str] | None = None,
    drop_field_names: list[str] | None = None,
    serialized_type_name: str | None = None,
) -> None:
    """Make a dataclass, or a class that is made from its fields by keyword, a container of its fields.

    ``field_names``: all fields that make an instance (for a dataclass: found out by itself);
    ``drop_field_names``: those that are no part of the structure. Fields that are None belong to the context.
    Raises ValueError if the names don't fit the class.
    """
    dropped = drop_field_names or []
    if not dataclasses.is_dataclass(cls):
        if field_names is None:
            raise ValueError(
                f"field_names must be specified with a list of all fields used to initialize {cls}, as it is not a "
                "dataclass."
            )
    elif field_names is None:
        field_names = [f.name for f in dataclasses.fields(cls) if f.init]
    else:
        _check_fields({f.name for f in dataclasses.fields(cls) if f.init} - set(dropped), set(field_names))
    names = field_names

    def flatten(obj):
        found = [(name, value) for name in names if (value := getattr(obj, name)) is not None]
        present = [name for name, _ in found]
        return [value for _, value in found], [present, [name for name in names if name not in present]]

    def unflatten(values, context):
        present, absent = context
        return cls(**dict(zip(present, values, strict=True)), **dict.fromkeys(absent))

    def flatten_with_keys(obj):
        values, (present, _) = flatten(obj)
        return [(GetAttrKey(k), v) for k, v in zip(present, values, strict=True)], present

    _private_register_pytree_node(
        cls, flatten, unflatten, serialized_type_name=serialized_type_name, flatten_with_keys_fn=flatten_with_keys
    )


def _check_fields(there, given):
    if there == given:
        return
    message = "field_names does not include all dataclass fields.\n"
    if there - given:
        message += (
            f"Missing fields in `field_names`: {there - given}. If you want to include these fields in the pytree, "
            "please add them to `field_names`, otherwise please add them to `drop_field_names`.\n"
        )
    if given - there:
        message += (
            f"Unexpected fields in `field_names`: {given - there}. Please remove these fields, or add them to "
            "`drop_field_names`.\n"
        )
    raise ValueError(message)


@dataclasses.dataclass(frozen=True, slots=True)
class ConstantNode(Generic[T]):
    """The context of a container without leaves that is a constant itself."""

    value: T


def register_constant(cls: type[Any]) -> None:
    """Make instances of ``cls`` part of the structure instead of leaves. They need ``__eq__`` and ``__hash__``.

    Raises TypeError for a class without these.
    """
    if cls.__eq__ is object.__eq__:
        raise TypeError("register_constant(cls) expects `cls` to have a non-default `__eq__` implementation.")
    if cls.__hash__ is None:
        raise TypeError("register_constant(cls) expects `cls` to have a non-default `__hash__` implementation.")

    def flatten(value):
        return [], ConstantNode(value)

    with _NODE_REGISTRY_LOCK:
        _private_register_pytree_node(cls, flatten, lambda _, context: context.value, flatten_with_keys_fn=flatten)
        CONSTANT_NODES.add(cls)


def is_constant_class(cls: type[Any]) -> bool:
    """Whether ``cls`` was given to ``register_constant``."""
    return isinstance(cls, type) and cls in CONSTANT_NODES


# Tuples with names --------------------------------------------------------------------------------------------------


def is_namedtuple(obj: object | type) -> bool:
    """Whether something is a named tuple, or a class of named tuples."""
    return is_namedtuple_class(obj if isinstance(obj, type) else type(obj))


def is_namedtuple_class(cls: type) -> bool:
    """Whether ``cls`` was made by ``collections.namedtuple`` or ``typing.NamedTuple``, or derives from such a class."""
    return (
        isinstance(cls, type)
        and issubclass(cls, tuple)
        and isinstance(getattr(cls, "_fields", None), tuple)
        and all(type(field) is str for field in cls._fields)
        and callable(getattr(cls, "_make", None))
        and callable(getattr(cls, "_asdict", None))
    )


def is_namedtuple_instance(obj: object) -> bool:
    """Whether ``obj`` is a named tuple."""
    return is_namedtuple_class(type(obj))


def is_structseq(obj: object | type) -> bool:
    """Whether something is a struct sequence (``time.struct_time``), or a class of such."""
    return is_structseq_class(obj if isinstance(obj, type) else type(obj))


def is_structseq_class(cls: type) -> bool:
    """Whether ``cls`` is a class of struct sequences: a tuple that C code named the parts of."""
    if not (isinstance(cls, type) and cls.__bases__ == (tuple,)):
        return False
    counts = (getattr(cls, name, None) for name in ("n_fields", "n_sequence_fields", "n_unnamed_fields"))
    return all(isinstance(n, int) for n in counts) and not cls.__flags__ & 1 << 10  # no base of other classes


def is_structseq_instance(obj: object) -> bool:
    """Whether ``obj`` is a struct sequence."""
    return is_structseq_class(type(obj))


def node_type(tree: Any) -> Any:
    """The class by which a value is looked up in SUPPORTED_NODES; ``namedtuple`` for all named tuples."""
    kind = type(tree)
    return namedtuple if issubclass(kind, tuple) and kind is not tuple and is_namedtuple_class(kind) else kind


# Python's own containers --------------------------------------------------------------------------------------------


def _list_flatten(values):
    return list(values), None


def _list_flatten_with_keys(values):
    return [(SequenceKey(i), v) for i, v in enumerate(values)], None


def _list_unflatten(values, context):
    return list(values)


def _tuple_unflatten(values, context):
    return tuple(values)


def _dict_flatten(d):
    return list(d.values()), list(d)


def _dict_flatten_with_keys(d):
    return [(MappingKey(k), v) for k, v in d.items()], list(d)


def _dict_unflatten(values, context):
    return dict(zip(context, values, strict=True))


def _ordereddict_unflatten(values, context):
    return OrderedDict(zip(context, values, strict=True))


def _defaultdict_flatten(d):
    return list(d.values()), [d.default_factory, list(d)]


def _defaultdict_flatten_with_keys(d):
    return _dict_flatten_with_keys(d)[0], [d.default_factory, list(d)]


def _defaultdict_unflatten(values, context):
    return defaultdict(context[0], zip(context[1], values, strict=True))


def _deque_flatten(values):
    return list(values), values.maxlen


def _deque_flatten_with_keys(values):
    return _list_flatten_with_keys(values)[0], values.maxlen


def _deque_unflatten(values, context):
    return deque(values, maxlen=context)


def _namedtuple_flatten(t):
    return list(t), type(t)


def _namedtuple_flatten_with_keys(t):
    return [(GetAttrKey(k), v) for k, v in zip(t._fields, t, strict=True)], type(t)


def _namedtuple_unflatten(values, context):
    return context(*values)


def _namedtuple_serialize(cls):
    found = SUPPORTED_SERIALIZED_TYPES.get(cls)
    if found is None or found.serialized_type_name == NO_SERIALIZED_TYPE_NAME_FOUND:
        raise NotImplementedError(
            f"Can't serialize TreeSpec of namedtuple class {cls} because we "
            + (
                "didn't register a serializated_type_name. Please register using `_register_namedtuple`."
                if found is None
                else "couldn't find a serializated_type_name. Please register using `_register_namedtuple`."
            )
        )
    return found.serialized_type_name


def _namedtuple_deserialize(name):
    if name not in SERIALIZED_TYPE_TO_PYTHON_TYPE:
        raise NotImplementedError(
            f"Can't deserialize TreeSpec of namedtuple class {name} because we couldn't find a serializated name."
        )
    return SERIALIZED_TYPE_TO_PYTHON_TYPE[name]


def _register_namedtuple(cls, *, serialized_type_name):
    """Give a class of named tuples (containers as they are) the name that ``treespec_dumps`` writes."""
    _private_register_pytree_node(
        cls,
        _namedtuple_flatten,
        _namedtuple_unflatten,
        serialized_type_name=serialized_type_name,
        to_dumpable_context=_namedtuple_serialize,
        from_dumpable_context=_namedtuple_deserialize,
        flatten_with_keys_fn=_namedtuple_flatten_with_keys,
    )


def _defaultdict_serialize(context):
    factory, keys = context
    return {
        "default_factory_module": factory.__module__,
        "default_factory_name": factory.__qualname__,
        "dict_context": keys,
    }


def _defaultdict_deserialize(dumped):
    """The context again. The module of the factory must be imported already: text that is read imports nothing."""
    expected = {"default_factory_module", "default_factory_name", "dict_context"}
    if not isinstance(dumped, dict):
        raise AssertionError("dumpable_context must be a dict")
    if set(dumped) != expected:
        raise AssertionError(f"dumpable_context keys must be {expected}, got {set(dumped)}")
    return [
        getattr(sys.modules[dumped["default_factory_module"]], dumped["default_factory_name"]),
        dumped["dict_context"],
    ]


_tuple_flatten, _tuple_flatten_with_keys = _list_flatten, _list_flatten_with_keys
_ordereddict_flatten, _ordereddict_flatten_with_keys = _dict_flatten, _dict_flatten_with_keys
for _cls, _apart, _together, _with_keys, _where in (
    (tuple, _tuple_flatten, _tuple_unflatten, _tuple_flatten_with_keys, "builtins.tuple"),
    (list, _list_flatten, _list_unflatten, _list_flatten_with_keys, "builtins.list"),
    (dict, _dict_flatten, _dict_unflatten, _dict_flatten_with_keys, "builtins.dict"),
    (OrderedDict, _dict_flatten, _ordereddict_unflatten, _dict_flatten_with_keys, "collections.OrderedDict"),
    (deque, _deque_flatten, _deque_unflatten, _deque_flatten_with_keys, "collections.deque"),
    (Size, _list_flatten, _tuple_unflatten, _list_flatten_with_keys, "torch.Size"),
):
    register_pytree_node(_cls, _apart, _together, serialized_type_name=_where, flatten_with_keys_fn=_with_keys)
register_pytree_node(
    defaultdict,
    _defaultdict_flatten,
    _defaultdict_unflatten,
    serialized_type_name="collections.defaultdict",
    to_dumpable_context=_defaultdict_serialize,
    from_dumpable_context=_defaultdict_deserialize,
    flatten_with_keys_fn=_defaultdict_flatten_with_keys,
)
_register_namedtuple(namedtuple, serialized_type_name="collections.namedtuple")
STANDARD_DICT_TYPES: frozenset[Any] = frozenset({dict, OrderedDict, defaultdict})
BUILTIN_TYPES: frozenset[Any] = frozenset({tuple, list, dict, namedtuple, OrderedDict, defaultdict, deque})
