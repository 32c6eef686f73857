"""Programs as lists of steps: what a scripted or traced function does with its inputs, as data that a file can hold.

A step is a tuple (kind, target, arguments, named arguments); ``("ref", i)`` among the arguments stands for the result
of step i. Kinds: 'input' (a parameter's name; its default), 'get' (the dotted name of a tensor), 'module' (that of a
layer of ``torch.nn``), 'call' (the dotted name of a public function), 'method' (of a tensor), 'output'. The steps come
from ``fx`` (scripted) or from watching a run on examples (traced).
"""

from __future__ import annotations

import inspect
import math
import operator
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import fx
from .._base import devices, dtypes, formats, identity
from .._base.size import Size
from .._face.public import HOMES
from .._tensor.tensor import Tensor
from ..autograd.grad_mode import no_grad
from ..fx.node import path_of
from ..nn import Module
from ..overrides import TorchFunctionMode
from ..serialization._program import is_function

if TYPE_CHECKING:
    from collections.abc import Callable

_ARITHMETIC = (
    "abs add and_ eq floordiv ge getitem gt iadd imul invert isub itruediv le lshift lt matmul mod mul ne neg not_ or_ "
    "pos pow rshift sub truediv xor"
)
_OPERATORS = frozenset(
    f"__{n}__"
    for n in "getitem setitem abs add and eq floordiv ge gt iadd imul invert isub itruediv le lt matmul mod mul ne neg "
    "or pos pow radd rfloordiv rmatmul rmod rmul rpow rsub rtruediv sub truediv xor".split()
)
_BUILTINS = {f.__name__: f for f in (abs, bool, float, int, len, max, min, pow, range, round, slice, sum, tuple)}
_ATTRIBUTES = frozenset("H T data device dtype grad imag is_cuda layout mH mT ndim real requires_grad shape".split())
_PLAIN = (int, float, complex, bool, str, type(None), dtypes.dtype, devices.device, formats.Named)


class Program(NamedTuple):
    """What a file holds of a program: its steps, and the tensors and layers that they name."""

    name: str
    steps: list[tuple[str, str, Any, Any]]
    tensors: dict[str, Tensor]
    modules: dict[str, Module]


class Unsaved(RuntimeError):
    """A program that can't be put into steps."""


def attribute(x: Any, name: str) -> Any:
    """``x.name`` for the attributes of tensors and of named results that programs may hold."""
    if isinstance(x, tuple) and name in getattr(type(x), "_fields", ()):
        return getattr(x, name)
    if name not in _ATTRIBUTES or not isinstance(x, Tensor):
        raise Unsaved(f"a saved program may read {', '.join(sorted(_ATTRIBUTES))} of tensors, not {name!r}")
    return getattr(x, name)


def function_at(path: str) -> Callable[..., Any]:
    """The function that a step calls. Raises Unsaved for a path that names none that steps may call."""
    home, _, name = path.rpartition(".")
    if path == "builtins.getattr":
        return attribute
    if home == "operator" and name in _ARITHMETIC.split():
        return getattr(operator, name)
    if home == "builtins" and name in _BUILTINS:
        return _BUILTINS[name]
    if home == "math" and not name.startswith("_") and hasattr(math, name):
        return getattr(math, name)
    for declared_home, names in HOMES.items():
        where = {"torch": "torch", "functional": "torch.nn.functional"}.get(declared_home, f"torch.{declared_home}")
        if declared_home != "Tensor" and where == home and not name.startswith("_"):
            _load(declared_home, name)
            if name in names and is_function(names[name].made(declared_home)):
                return names[name].made(declared_home)
    raise Unsaved(f"{path} is no function that a saved program may call")


def _load(home, name):
    """Load the module that declares a function."""
    from importlib import import_module

    module = {"torch": "rushlight", "functional": "rushlight.nn.functional"}.get(home, f"rushlight.{home}")
    getattr(import_module(module), name, None)


def method_name(name: str) -> str:
    """The name of a tensor's method that a step calls. Raises Unsaved for others."""
    if (name.startswith("_") and name not in _OPERATORS) or not callable(getattr(Tensor, name, None)):
        raise Unsaved(f"Tensor has no method {name!r} that a saved program may call")
    return name


def public_path(function: Callable[..., Any]) -> str:
    """The path of a function for a step. Raises Unsaved."""
    if is_function(function):
        for home, names in HOMES.items():
            for name, declared in names.items():
                if home != "Tensor" and declared.callable is function:
                    where = {"torch": "torch", "functional": "torch.nn.functional"}.get(home, f"torch.{home}")
                    return f"{where}.{name}"
    path = (path_of(function) or "").replace("_operator.", "operator.")
    try:
        function_at(path)
    except Unsaved:
        shown = path or getattr(function, "__qualname__", repr(function))
        raise Unsaved(
            f"the program calls {shown}, which is no public function of torch: a file holds steps that name such "
            "functions, never source code"
        ) from None
    return path


def data(a: Any, ref: Callable[[Any], Any]) -> Any:
    """Arguments as a file holds them; ``ref(a)`` is the Ref of a step's result, or None. Raises Unsaved."""
    known = ref(a)
    if known is not None:
        return known
    if isinstance(a, _PLAIN):
        return a
    if a is ...:
        return ("...",)
    if isinstance(a, slice):
        return ("slice", [data(v, ref) for v in (a.start, a.stop, a.step)])
    if isinstance(a, (tuple, list, Size)):
        return ("list" if isinstance(a, list) else "tuple", [data(v, ref) for v in a])
    if isinstance(a, dict):
        return ("dict", [(k, data(v, ref)) for k, v in a.items()])
    raise Unsaved(f"the program gives a function {type(a).__name__} {a!r:.60}, which a file of steps can't hold")


def undata(a: Any, results: list[Any]) -> Any:
    """Arguments from what the file holds."""
    if isinstance(a, tuple):
        kind = a[0]
        if kind == "ref":
            return results[a[1]]
        if kind == "...":
            return ...
        items = a[1]
        if kind == "dict":
            return {k: undata(v, results) for k, v in items}
        values = [undata(v, results) for v in items]
        return slice(*values) if kind == "slice" else values if kind == "list" else tuple(values)
    return a


# Of scripted programs -----------------------------------------------------------------------------------------------


def scripted(program: Any) -> Program:
    """The steps of a module or function, by tracing it with stand-ins. Raises Unsaved where it branches on numbers."""
    try:
        graph_module = fx.symbolic_trace(program)
    except Exception as error:
        raise Unsaved(
            f"the program can't be put into steps: {error}. Branches and loops that depend on inputs are not saved: "
            "trace it with example inputs (torch.jit.trace), or save its state_dict"
        ) from error
    numbers: dict[Any, int] = {}
    steps: list[tuple[str, str, Any, Any]] = []
    modules: dict[str, Module] = {}

    def ref(a):
        return ("ref", numbers[a]) if isinstance(a, fx.Node) else None

    for node in graph_module.graph.nodes:
        kind, target = _KINDS[node.op], node.target
        if kind == "call":
            target = public_path(target)
        elif kind == "module":
            modules[target] = graph_module.get_submodule(target)
            if not identity.is_ours(type(modules[target])):
                raise Unsaved(f"layer {target} is a {type(modules[target]).__name__}, which is none of torch.nn")
        elif kind == "method":
            method_name(target)
        numbers[node] = len(steps)
        steps.append((kind, str(target), data(node.args, ref), data(node.kwargs, ref)))
    tensors: dict[str, Any] = {
        name: t
        for name, t in (*graph_module.named_parameters(), *graph_module.named_buffers())
        if not any(name.startswith(f"{m}.") for m in modules)
    }
    used = {target for kind, target, _, _ in steps if kind == "get"}
    for name in used - tensors.keys():
        tensors[name] = reduce(getattr, name.split("."), graph_module)
    return Program(_name_of(program), steps, tensors, modules)


_KINDS = {
    "placeholder": "input",
    "get_attr": "get",
    "call_function": "call",
    "call_method": "method",
    "call_module": "module",
    "output": "output",
}


def _name_of(program):
    return getattr(program, "original_name", None) or getattr(program, "__name__", None) or type(program).__name__


# Of traced programs -------------------------------------------------------------------------------------------------


class _Recorder(TorchFunctionMode):
    """Notes each public function that runs, by its name, and which step gave its tensors."""

    def __init__(self, tensors):
        super().__init__()
        self.steps: list[tuple[str, str, Any, Any]] = []
        self.named = {id(t): name for name, t in tensors.items()}
        self.tensors, self.numbers, self.alive = dict(tensors), {}, []

    def add(self, kind, target, args=(), kwargs=None):
        self.steps.append((kind, target, data(args, self.ref), data(kwargs or {}, self.ref)))
        return len(self.steps) - 1

    def ref(self, a):
        if not isinstance(a, Tensor):
            return None
        if id(a) not in self.numbers:  # a parameter, or a tensor that the program made before
            name = self.named.get(id(a)) or f"constant_{len(self.tensors)}"
            self.tensors[name] = a.detach() if name.startswith("constant_") else a
            self.steps.append(("get", name, data((), self.ref), data({}, self.ref)))
            self.note(a, ("ref", len(self.steps) - 1))
        return self.numbers[id(a)]

    def note(self, result, at):
        """Remember which step gave the tensors in a result."""
        if isinstance(result, Tensor):
            self.numbers[id(result)] = at
            self.alive.append(result)
        elif isinstance(result, (tuple, list)):
            for i, part in enumerate(result):
                if isinstance(part, Tensor):
                    number = self.add("call", "operator.getitem", (), {})
                    self.steps[number] = ("call", "operator.getitem", ("tuple", [at, i]), ("dict", []))
                    self.note(part, ("ref", number))

    def __torch_function__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        home, name = _said(func)
        given = any(isinstance(r, Tensor) for r in (result if isinstance(result, (tuple, list)) else [result]))
        if home == "attribute" and given:
            number = self.add("call", "builtins.getattr", (args[0], name))
        elif given or name == "__setitem__":
            number = self.add("method" if home == "Tensor" else "call", name, args, kwargs)
        else:
            return result
        self.note(result, ("ref", number))
        return result


def _said(func):
    """(home, path) of what __torch_function__ is told of."""
    holder = getattr(func, "__self__", None)
    if isinstance(holder, property) or type(func).__name__ == "method-wrapper":  # an attribute's __get__
        return "attribute", next((n for n in _ATTRIBUTES if getattr(Tensor, n, None) is holder), "")
    for name, declared in HOMES["Tensor"].items():
        if declared.callable is func:
            return "Tensor", name
    return "torch", public_path(func)


def _parameters(function, n):
    """The names of the first parameters of a function or of a module's forward."""
    called = function.forward if isinstance(function, Module) else function
    names = list(inspect.signature(called).parameters)
    return names[:n] if len(names) >= n else [f"input_{i}" for i in range(n)]


def traced(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Program:
    """The steps that a function or module takes for these examples. Raises Unsaved."""
    named = dict(function.named_parameters()) | dict(function.named_buffers()) if isinstance(function, Module) else {}
    recorder = _Recorder(named)
    for name, example in (*zip(_parameters(function, len(args)), args, strict=True), *kwargs.items()):
        if not isinstance(example, Tensor):
            raise Unsaved("only programs whose example inputs are tensors are saved")
        recorder.note(example, ("ref", recorder.add("input", name)))
    with no_grad(), recorder:
        result = function(*args, **kwargs)
    recorder.add("output", "output", (result,))
    return Program(_name_of(function), recorder.steps, recorder.tensors, {})
