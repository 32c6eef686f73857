"""The one declaration that makes a function public: see ``public``.

A function of ``_ops`` is written once, with its annotations and its docstring, and says where it is found::

    @public("torch Tensor", inplace=True)
    def lerp(input: Tensor, end: Tensor, weight: Tensor | float, *, out: Tensor | None = None) -> Tensor:
        \"\"\"input + weight * (end - input), elementwise. ...\"\"\"
        return apply_to(out, LERP, input, end, weight)

The name in the module stays the function itself: inside the library functions call each other without asking anybody.
What users get under ``torch.lerp``, ``Tensor.lerp`` and ``Tensor.lerp_`` is made by ``face`` and ``methods`` below from
what is noted here: callables (csrc/waist/overrides.cpp) that ask ``__torch_function__``, apply autocast, take NumPy's
names of arguments, and check that arguments annotated ``Tensor`` are tensors.

Homes, separated by spaces: ``torch``, ``Tensor``, ``functional`` (nn.functional), ``special``, ``linalg``, ``fft``,
``masked``; with another name there: ``linalg.norm``.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib import import_module
from types import FunctionType
from typing import Any, TypeVar

from .._core import unary
from .._native import ext
from .names import NAMES

F = TypeVar("F", bound=Callable[..., Any])

# else rushlight.<home>
MODULES = {"torch": "rushlight", "Tensor": "rushlight", "functional": "rushlight.nn.functional"}


class Declared:
    """What is known of one public name: the callable, and what happens around it.

    factory    makes tensors from none: only modes are asked by ``__torch_function__``, no operand
    plain      nobody is asked
    operator   where nobody knows, the other operand's reflected method gets its turn
    in_place   the form that writes into its first operand
    policy     what autocast does with the operands (``_face/autocast.py``); 0: nothing
    python     homes where PyTorch's function is written in Python: it takes no NumPy names, and numbers as they come
    older      orders of arguments that PyTorch still takes beside the function's own
    known_as   its name in messages
    """

    __slots__ = (
        "callable",
        "factory",
        "function",
        "in_place",
        "known_as",
        "name",
        "older",
        "operator",
        "plain",
        "policy",
        "python",
        "source",
    )

    def __init__(
        self,
        name,
        function,
        source,
        *,
        policy=0,
        factory=False,
        plain=False,
        in_place=False,
        operator=False,
        python="functional masked",
        older="",
        known_as="",
    ):
        self.name, self.function, self.source, self.policy = name, function, source, policy
        self.factory, self.plain, self.in_place, self.operator = factory, plain, in_place, operator
        self.python, self.older, self.known_as = python.split(), older, known_as
        self.callable: Any = None  # what ``made`` made

    def made(self, home):
        """The callable that users get at ``home``."""
        f = self.function
        if self.plain or type(f) is not FunctionType:
            return f
        if self.callable is not None:
            return self.callable
        module, tensor = MODULES.get(home) or f"rushlight.{home}", home == "Tensor"
        numpy_names = home not in self.python
        names, kinds = _arguments(f, numpy_names)
        self.callable = ext.overridable(
            f,
            module,
            f"Tensor.{self.name}" if tensor else self.name,
            self.known_as or (f"{home}_{self.name}" if home in ("fft", "linalg", "special") else self.name),
            self.factory,
            policy=self.policy,
            operator=self.operator,
            method=tensor,
            in_place=self.in_place,
            numpy_names=numpy_names,
            names=names,
            kinds=kinds,
            positional=f.__code__.co_argcount,
            older=_older(self.name, self.older, tensor),
        )
        return self.callable


HOMES: dict[str, dict[str, Declared]] = {}  # home -> public name -> what is known of it


def public(
    homes: str = "torch Tensor",
    *,
    inplace: bool | str = False,
    aliases: str = "",
    autocast: int = 0,
    factory: bool = False,
    plain: bool = False,
    python: str = "functional masked",
    older: str = "",
    known_as: str = "",
) -> Callable[[F], F]:
    """Declare a function public at ``homes``; returns the function as it is.

    ``inplace``: torch and Tensor have ``name_`` too, which is the function with ``out=IN_PLACE`` (it ends in
    ``apply_to``); ``inplace="Tensor functional"``: these homes. ``aliases``: other names of it and of its in-place
    form, in torch and Tensor. ``older="input alpha other"``: another order of arguments, several with ``|`` between.
    ``autocast``, ``factory``, ``plain``, ``python``, ``known_as``: see ``Declared``.
    """

    def declare(function: F) -> F:
        notes = {"policy": autocast, "factory": factory, "plain": plain, "python": python, "older": older}
        _declare(function, homes, inplace, aliases, **notes, known_as=known_as)
        return function

    return declare


def unary_function(
    op, homes: str = "torch Tensor", *, inplace: bool | str = False, aliases: str = ""
) -> Callable[[F], F]:
    """Declare a function of one tensor that is the op alone. The function below it gives name, annotations and
    docstring; what it becomes is a callable without a Python frame between caller and op, as are its in-place forms."""

    def declare(function: F) -> F:
        name = function.__name__
        made: Any = unary(op, name, function.__doc__)
        in_place = inplace and unary(
            op, f"{name}_", f"``{name}``, written into the tensor itself. Returns the tensor.", True
        )
        _declare(made, homes, inplace, aliases, in_place, name, function.__module__)
        return made

    return declare


def method(**members: Any) -> None:
    """Declare members of Tensor that are no public function's form: operators made from ops, properties.

    >>> method(__add__=operator(ADD))  # doctest: +SKIP
    """
    for name, member in members.items():
        HOMES.setdefault("Tensor", {})[name] = Declared(name, member, "")


def function(home: str, name: str) -> Any:
    """What users get as ``name`` at ``home``, for the layers of ``nn`` that call functions of ``torch``."""
    return HOMES[home][name].made(home)


def _declare(function, homes, inplace, aliases, in_place=None, name=None, source=None, **notes):
    name, source = name or function.__name__, source or function.__module__
    found = [home.partition(".") for home in homes.split()]
    both = [home for home, _, _ in found if home in ("torch", "Tensor")]
    forms = both if inplace is True else inplace.split() if inplace else ()
    for home, _, other in found:
        HOMES.setdefault(home, {})[other or name] = Declared(other or name, function, source, **notes)
    for alias in aliases.split():
        for home in both:
            HOMES.setdefault(home, {})[alias] = Declared(alias, function, source, **notes)
    for form in (name, *aliases.split()) if inplace else ():
        for home in forms:
            HOMES.setdefault(home, {})[f"{form}_"] = Declared(
                f"{form}_", in_place or function, source, in_place=in_place is None, **{**notes, "policy": 0}
            )  # autocast leaves what is written in place as it is


# What an annotation asks for, as csrc/waist/overrides.cpp knows it; small letters: or None.
_KINDS = {"Tensor": "T", "Number": "N", "Real": "R", "float": "F", "int": "I", "bool": "B", "str": "S", "Ints": "L"}
_KINDS |= {f"{note} | None": kind.lower() for note, kind in _KINDS.items()}


def _arguments(function, all_kinds):
    """The names of a function's arguments, and a letter each for what they must be; "." for what is not checked."""
    code, notes = function.__code__, function.__annotations__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    kinds = ["." if name == "out" else _KINDS.get(notes.get(name), ".") for name in names]
    kinds = [kind.lower() if name in ("pin_memory", "requires_grad") else kind for name, kind in zip(names, kinds)]
    return names, "".join(kind if all_kinds or kind in "TtRr" else "." for kind in kinds)


def _older(name, orders, method):
    """What makes of a call in one of these orders the named arguments of today's, or None if it is in no such order."""
    if not orders:
        return None
    forms = [form.split() for form in orders.split("|")]
    if method:
        forms = [["input", *(n for n in form if n != "input")] for form in forms]

    def in_todays_order(function, args, named):
        for form in forms:
            missing = form[len(args) :]
            if len(args) <= len(form) and all(n in named for n in missing) and not {*form[: len(args)]} & {*named}:
                warnings.warn(
                    f"This overload of {name} is deprecated: {name}({', '.join(form)}). Write the numbers behind the "
                    f"tensors, by their names.",
                    UserWarning,
                    stacklevel=2,
                )
                return {**dict(zip(form, args, strict=False)), **named}
        return None

    return in_todays_order


def in_place_signature(function):
    """The signature of the in-place form of ``function``: that of the function, without ``out``."""
    import inspect

    signature = inspect.signature(function)
    return signature.replace(parameters=[p for p in signature.parameters.values() if p.name != "out"])


# Faces --------------------------------------------------------------------------------------------------------------


def face(home: str, namespace: dict[str, Any], missing: Callable[[str], Exception]):
    """The names declared for ``home`` and, as a module's ``__getattr__``, what makes each of them when it is first
    used.

    ``namespace``: the module's, which keeps what was made; ``missing``: the error for other names.
    """
    where = {name: module for module, names in NAMES[home].items() for name in names.split()}

    def made(name: str) -> Any:
        if name not in where:
            raise missing(name)
        import_module(f"rushlight.{where[name]}")
        f = namespace[name] = HOMES[home][name].made(home)
        return f

    return list(where), made
