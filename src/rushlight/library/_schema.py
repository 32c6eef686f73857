"""What an operator takes and gives, as PyTorch writes it: ``ns::name(Tensor x, float eps=1e-5, *, int? n=None) ->
Tensor``."""

from __future__ import annotations

import ast
import collections.abc
import inspect
import re
import types
import typing
from typing import Any

from .._base import dtypes
from .._base.devices import device
from .._tensor.tensor import Tensor

__all__ = ["Argument", "FunctionSchema", "infer_schema", "parse"]

REQUIRED = object()


class Argument:
    """An argument or a result: its name, type, default, and whether it is written to (``alias_info``: ``a!``)."""

    __slots__ = ("alias_info", "default_value", "kwarg_only", "name", "type")

    def __init__(
        self, name: str, type: str, default: Any = REQUIRED, kwarg_only: bool = False, alias: str | None = None
    ) -> None:
        self.name, self.type, self.default_value = name, type, default
        self.kwarg_only, self.alias_info = kwarg_only, alias

    @property
    def is_write(self) -> bool:
        """Whether the operator changes it."""
        return bool(self.alias_info) and "!" in str(self.alias_info)

    @property
    def is_tensors(self) -> bool:
        """Whether it is a tensor, or a list of them."""
        return self.type.startswith("Tensor")

    def has_default_value(self) -> bool:
        """Whether it may be left out."""
        return self.default_value is not REQUIRED

    def __str__(self) -> str:
        kind = f"Tensor({self.alias_info}){self.type[6:]}" if self.alias_info else self.type
        default = "" if self.default_value is REQUIRED else f"={_written(self.default_value)}"
        return f"{kind}{' ' if self.name else ''}{self.name}{default}"

    __repr__ = __str__


def _written(value):
    return (
        f'"{value}"'
        if isinstance(value, str)
        else f"{value:g}."
        if isinstance(value, float) and value == int(value)
        else str(value)
    )


class FunctionSchema:
    """The whole: ``name`` (with namespace), ``overload_name``, ``arguments``, ``returns``; ``is_vararg`` where ``...``
    says that more arguments may follow."""

    __slots__ = ("arguments", "is_vararg", "name", "overload_name", "returns")

    def __init__(
        self, name: str, overload_name: str, arguments: list[Argument], returns: list[Argument], is_vararg: bool = False
    ) -> None:
        self.name, self.overload_name, self.arguments, self.returns = name, overload_name, arguments, returns
        self.is_vararg = is_vararg

    @property
    def is_mutable(self) -> bool:
        """Whether the operator changes an argument."""
        return any(a.is_write for a in self.arguments)

    def __str__(self) -> str:
        parts, starred = [], False
        for a in self.arguments:
            if a.kwarg_only and not starred:
                parts.append("*")
                starred = True
            parts.append(str(a))
        if self.is_vararg:
            parts.append("...")
        results = ", ".join(map(str, self.returns))
        results = results if len(self.returns) == 1 else f"({results})"
        overload = f".{self.overload_name}" if self.overload_name else ""
        return f"{self.name}{overload}({', '.join(parts)}) -> {results}"

    __repr__ = __str__

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """(positional values, keyword-only values), with defaults filled in. Raises RuntimeError for what
        doesn't fit."""
        positional = [a for a in self.arguments if not a.kwarg_only]
        if len(args) > len(positional):
            raise RuntimeError(
                f"{self.name}() expected at most {len(positional)} argument(s) but received {len(args)} argument(s). "
                f"Declaration: {self}"
            )
        left = dict(kwargs)
        values, named = [], {}
        for i, a in enumerate(self.arguments):
            if i < len(args) and not a.kwarg_only:
                if a.name in left:
                    raise RuntimeError(
                        f"{self.name}() got multiple values for argument '{a.name}'. Declaration: {self}"
                    )
                value = args[i]
            elif a.name in left:
                value = left.pop(a.name)
            elif a.has_default_value():
                value = a.default_value
            else:
                raise RuntimeError(f"{self.name}() is missing value for argument '{a.name}'. Declaration: {self}")
            if not _fits(a.type, value):
                raise RuntimeError(
                    f"{self.name}() Expected a value of type '{a.type}' for argument '{a.name}' but instead found type "
                    f"'{type(value).__name__}'. Declaration: {self}"
                )
            if a.kwarg_only:
                named[a.name] = value
            else:
                values.append(value)
        if left:
            raise TypeError(
                f"{self.name}() got an unexpected keyword argument {next(iter(left))!r}. Declaration: {self}"
            )
        return values, named


_KINDS: dict[str, tuple[type, ...]] = {
    "Tensor": (Tensor,),
    "int": (int,),
    "SymInt": (int,),
    "float": (int, float),
    "SymFloat": (int, float),
    "bool": (bool,),
    "str": (str,),
    "Scalar": (int, float, complex, bool),
    "complex": (int, float, complex),
    "ScalarType": (dtypes.dtype,),
    "Device": (device, str),
}


def _fits(kind, value):
    """Whether a value is of a schema's type; types that are not known take anything."""
    if kind.endswith("?"):
        return value is None or _fits(kind[:-1], value)
    found = re.fullmatch(r"(.*)\[(\d*)\]", kind)
    if found:
        inner, size = found.groups()
        if isinstance(value, (list, tuple)):
            return all(_fits(inner, v) for v in value)
        return bool(size) and _fits(inner, value)
    kinds = _KINDS.get(kind)
    if kinds is None:
        return True
    if kind in ("int", "SymInt") and isinstance(value, bool):
        return False
    if kind != "Tensor" and isinstance(value, Tensor):
        return value.ndim == 0 and kind in ("int", "SymInt", "float", "Scalar", "bool", "complex")
    return isinstance(value, kinds) or (hasattr(value, "dtype") and kind != "Tensor" and getattr(value, "ndim", 1) == 0)


# Reading ------------------------------------------------------------------------------------------------------------


def _split(text):
    """Parts between commas that stand in no brackets."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += (c in "([") - (c in ")]")
        if c == "," and not depth:
            parts.append(text[start:i])
            start = i + 1
    return [p.strip() for p in (*parts, text[start:]) if p.strip()]


_ARGUMENT = re.compile(r"(\w+)(?:\(([^)]*)\))?((?:\[\d*\]|\?)*)(?:\(([^)]*)\))?(?:\s+(\w+))?(?:\s*=\s*(.*))?")
_CONSTANTS = {"None": None, "True": True, "False": False, "Mean": 1, "long": dtypes.int64, "contiguous_format": None}


def _argument(text, kwarg_only=False):
    found = _ARGUMENT.fullmatch(text)
    if found is None:
        raise RuntimeError(f"schema: can't read the argument {text!r}; write it as in 'Tensor x', 'int? n=None'")
    kind, alias, suffix, alias_of_list, name, default = found.groups()
    value = REQUIRED
    if default is not None:
        try:
            value = _CONSTANTS[default] if default in _CONSTANTS else ast.literal_eval(default)
        except (ValueError, SyntaxError):
            value = default
    return Argument(name or "", kind + suffix, value, kwarg_only, alias or alias_of_list)


def parse(text: str) -> FunctionSchema:
    """A schema from its text. Raises RuntimeError for what is none."""
    found = re.fullmatch(r"\s*((?:\w+::)?\w+)(?:\.(\w+))?\s*\((.*)\)\s*->\s*(.*?)\s*", text, re.DOTALL)
    if found is None:
        raise RuntimeError(f"schema: can't read {text!r}; write it as in 'name(Tensor x, int n=1) -> Tensor'")
    name, overload, given, results = found.groups()
    arguments, starred = [], False
    for part in _split(given):
        if part == "*":
            starred = True
        elif part != "...":
            arguments.append(_argument(part, starred))
    inner = results[1:-1] if results.startswith("(") else results
    vararg = _split(given)[-1:] == ["..."]
    return FunctionSchema(name, overload or "", arguments, [_argument(part) for part in _split(inner)], vararg)


# From annotations ---------------------------------------------------------------------------------------------------

_NAMES = {
    Tensor: "Tensor",
    int: "SymInt",
    float: "float",
    bool: "bool",
    str: "str",
    complex: "Scalar",
    dtypes.dtype: "ScalarType",
    device: "Device",
}
_NUMBER = {int, float, bool}


def _schema_type(note):
    """A schema's name of an annotation, or None."""
    if note in _NAMES:
        return _NAMES[note]
    origin, args = typing.get_origin(note), typing.get_args(note)
    if origin in (typing.Union, types.UnionType):
        kinds = [a for a in args if a is not type(None)]
        if set(kinds) <= {*_NUMBER, complex} and len(kinds) > 1:
            inner = "Scalar"
        else:
            inner = _schema_type(kinds[0]) if len(kinds) == 1 else None
        return inner and (f"{inner}?" if len(kinds) < len(args) else inner)
    if origin in (list, collections.abc.Sequence, tuple) and args:
        inner = _schema_type(args[0])
        return inner and f"{inner}[]"
    return None


def infer_schema(prototype_function: Any, /, *, mutates_args: Any, op_name: str | None = None, tags: Any = ()) -> str:
    """The text of a schema from a function's annotations. ``mutates_args``: names of arguments that it changes, or
    "unknown": all tensors. Raises ValueError for what has no schema.

    >>> def foo(x: torch.Tensor, n: int = 2) -> torch.Tensor: return x
    >>> infer_schema(foo, op_name="foo", mutates_args={})
    'foo(Tensor x, SymInt n=2) -> Tensor'
    """
    signature = inspect.signature(prototype_function)

    def fail(what):
        raise ValueError(f"infer_schema(func): {what} Got func with signature {signature})")

    try:
        notes = typing.get_type_hints(prototype_function)
    except NameError as e:
        fail(f"Unsupported type annotation. It is not a type. ({e}).")
    unknown = mutates_args == "unknown"
    changed = () if unknown else tuple(mutates_args)
    parts, letters, starred = [], iter("abcdefghijklmnopqrstuvwxyz"), False
    for i, (name, p) in enumerate(signature.parameters.items()):
        if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD, p.POSITIONAL_ONLY):
            fail("We do not support positional-only args, varargs, or varkwargs.")
        if name not in notes:
            fail(f"Parameter {name} must have a type annotation.")
        kind = _schema_type(notes[name])
        if kind is None:
            fail(f"Parameter {name} has unsupported type {notes[name]}.")
        if p.kind is p.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        if kind.startswith("Tensor") and (unknown or name in changed):
            kind = f"Tensor({next(letters)}{i}!)" + kind[6:]
            kind = re.sub(r"\(\w(\d+)!\)", lambda m: f"(a{m[1]}!)", kind)
        elif name in changed:
            fail(f"Parameter {name} is in mutable_args but only Tensors or collections of Tensors can be mutated")
        default = p.default
        text = (
            "" if default is p.empty else f"={_written(default)}" if not isinstance(default, float) else f"={default!r}"
        )
        parts.append(f"{kind} {name}{text}")
    missing = set(changed) - set(signature.parameters)
    if missing:
        fail(f"{missing} in mutates_args were not found in function signature")
    return f"{op_name or ''}({', '.join(parts)}) -> {_results(notes.get('return', signature.return_annotation), fail)}"


def _results(note, fail):
    if note is inspect.Signature.empty:
        fail("No return type annotation was provided. Please add one.")
    if note is None or note is type(None):
        return "()"
    if typing.get_origin(note) is tuple:
        kinds = [_schema_type(a) for a in typing.get_args(note)]
        if None not in kinds:
            return f"({', '.join(map(str, kinds))})"
    kind = _schema_type(note)
    if kind is None or kind.endswith("?"):
        fail(f"Return has unsupported type {note}.")
    return kind
