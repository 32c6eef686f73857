"""Tracer: runs a module's forward on Proxies; what they note is its Graph."""

from __future__ import annotations

import inspect
import math
import sys
from contextlib import ExitStack, contextmanager
from types import FunctionType
from typing import TYPE_CHECKING

from .._tensor.tensor import Tensor
from ..nn import Module, Parameter, Sequential
from .graph import Graph
from .graph_module import GraphModule
from .proxy import TracerBase, find_proxy

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

    from .._face.types import T
    from .node import Argument
    from .proxy import Proxy

__all__ = ["Tracer", "symbolic_trace", "wrap"]

_wrapped: dict[Any, Any] = {}  # (id of a module's globals, name) -> those globals


def wrap(fn_or_name: T) -> T:
    """Have calls of a function recorded as they are, instead of traced into. Called at the top level of a module, with
    the function (also as a decorator) or with its name there. Raises NotImplementedError elsewhere.

    >>> @torch.fx.wrap
    ... def scale(x, n):
    ...     return x * int(n)
    >>> [n.name for n in torch.fx.symbolic_trace(lambda x: scale(x, x.shape[0])).graph.nodes]
    ['x', 'getattr_1', 'getitem', 'scale', 'output']
    """
    if not callable(fn_or_name) and not isinstance(fn_or_name, str):
        raise RuntimeError(
            f"Unsupported type for global function! Must be either a callable or string name, not {type(fn_or_name)}"
        )
    name = fn_or_name if isinstance(fn_or_name, str) else getattr(fn_or_name, "__name__", "")
    frame = sys._getframe(1)
    if frame.f_code.co_name != "<module>":
        raise NotImplementedError("wrap must be called at the top level of a module")
    _wrapped[id(frame.f_globals), name] = frame.f_globals
    return fn_or_name


def _recorded(function):
    """``function``, noted as one Node when it's called with a Proxy."""

    def call(*args, **kwargs):
        proxy = find_proxy((args, kwargs))
        if proxy is None:
            return function(*args, **kwargs)
        return proxy.tracer.create_proxy("call_function", function, args, kwargs)

    return call


@contextmanager
def _replaced(namespace, name, value):
    before, there = namespace.get(name), name in namespace
    namespace[name] = value
    try:
        yield
    finally:
        if there:
            namespace[name] = before
        else:
            del namespace[name]


@contextmanager
def _modules_ask(tracer):
    """Within, calls of modules and their parameters come to ``tracer``. There is no other place where all modules
    pass."""
    call, get, own = Module.__call__, Module.__getattr__, vars(Module).get("__call__")

    def __call__(module, *args, **kwargs):
        return tracer.call_module(module, lambda *a, **k: call(module, *a, **k), args, kwargs)

    def __getattr__(module, name):
        return tracer.getattr(name, get(module, name))

    Module.__call__, Module.__getattr__ = __call__, __getattr__
    try:
        yield
    finally:
        Module.__getattr__ = get
        if own is None:
            del Module.__call__  # it's a base class's
        else:  # a trace within a trace
            Module.__call__ = own


def check_concrete(given: Any, traced: Any, name: str) -> None:
    """What a program does with an argument whose value was fixed by ``concrete_args``. Raises AssertionError for
    another value."""
    if given is not traced and not (type(given) is type(traced) and given == traced):
        raise AssertionError(f"{name} has been specialized to have value {traced} but got another value")


check_concrete._is_impure = True  # type: ignore[attr-defined]


class Tracer(TracerBase):
    """Traces modules. Subclasses say which modules stay whole, by ``is_leaf_module``.

    autowrap_modules    modules of functions that are recorded when they are called with Proxies
    autowrap_functions  functions recorded likewise, where the traced program's module has them as globals

    >>> class Whole(torch.fx.Tracer):
    ...     def is_leaf_module(self, m, module_qualified_name):
    ...         return True
    >>> net = torch.nn.Sequential(torch.nn.Sequential(torch.nn.ReLU()))
    >>> [str(n.target) for n in Whole().trace(net).nodes]
    ['input', '0', 'output']
    """

    def __init__(
        self,
        autowrap_modules: tuple[ModuleType, ...] = (math,),
        autowrap_functions: tuple[Callable[..., Any], ...] = (),
    ) -> None:
        self.autowrap_modules, self.autowrap_functions = tuple(autowrap_modules), tuple(autowrap_functions)
        self.root: Any = None
        self._parameters: dict[Any, Any] = {}
        self._names: dict[Any, Any] = {}

    def is_leaf_module(self, m: Module, module_qualified_name: str) -> bool:
        """Whether module ``m`` stays one Node: the layers of ``torch.nn``, except Sequential."""
        return type(m).__module__.startswith(Module.__module__.partition(".modules")[0] + ".") and not isinstance(
            m, Sequential
        )

    def path_of_module(self, mod: Module) -> str:
        """The dotted name of ``mod`` in the root. Raises NameError if it isn't there."""
        for name, m in self.root.named_modules():
            if m is mod:
                return name
        raise NameError(
            "module is not installed as a submodule: assign it to an attribute of the root, so that the graph can "
            "name it"
        )

    def call_module(self, m: Module, forward: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What calling module ``m`` does: a Node if it's a leaf, else ``forward``, traced."""
        path = self.path_of_module(m)
        if self.is_leaf_module(m, path):
            return self.create_proxy("call_module", path, args, kwargs)
        return forward(*args, **kwargs)

    def getattr(self, attr: str, attr_val: Any, parameter_proxy_cache: dict[str, Proxy] | None = None) -> Any:
        """What a module's attribute is in the trace: parameters of the root are Proxies."""
        if not isinstance(attr_val, Parameter):
            return attr_val
        cache = self._parameters if parameter_proxy_cache is None else parameter_proxy_cache
        name = self._names.get(id(attr_val))
        if name is None:
            return attr_val
        if name not in cache:
            cache[name] = self.create_proxy("get_attr", name, (), {})
        return cache[name]

    def create_arg(self, a: Any) -> Argument:
        """As TracerBase's; tensors and modules of the root become ``get_attr`` Nodes, other tensors constants of the
        root."""
        if isinstance(a, Tensor):
            name = self._names.get(id(a))
            if name is None:
                if isinstance(a, Parameter):
                    raise NameError("parameter is not a member of this module: assign it to an attribute of the root")
                name = self._constant(a)
            return self.create_node("get_attr", name, (), {})
        if isinstance(a, Module):
            return self.create_node("get_attr", self.path_of_module(a), (), {})
        return super().create_arg(a)

    def _constant(self, tensor):
        n = 0
        while hasattr(self.root, f"_tensor_constant{n}"):
            n += 1
        name = f"_tensor_constant{n}"
        setattr(self.root, name, tensor)
        self._names[id(tensor)] = name
        return name

    def _tensors(self):
        """The dotted names of the root's tensors, by id."""
        names = {}
        for prefix, m in self.root.named_modules():
            for owned in (m.__dict__, m._buffers, m._parameters):
                for name, t in owned.items():
                    if isinstance(t, Tensor):
                        names.setdefault(id(t), f"{prefix}.{name}" if prefix else name)
        return names

    def create_args_for_root(
        self,
        root_fn: Callable[..., Any],
        is_module: bool,
        concrete_args: dict[str, Any] | tuple[Any, ...] | None = None,
    ) -> Any:
        """Placeholders for the parameters of ``root_fn``. Returns the function to call, and the arguments to call it
        with."""
        concrete: Any = concrete_args or {}
        positional: list[Any] = []
        named: dict[str, Any] = {}
        starred = False
        for p in inspect.signature(root_fn).parameters.values():
            stars = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")  # type: ignore[call-overload]
            starred |= bool(stars)
            default = () if stars or p.default is p.empty else (p.default,)
            value = self.create_proxy(
                "placeholder", stars + p.name, default, {}, type_expr=root_fn.__annotations__.get(p.name)
            )
            if p.name in concrete:
                self.create_proxy("call_function", check_concrete, (value, concrete[p.name], p.name), {})
                value = concrete[p.name]
            if p.kind is p.KEYWORD_ONLY:
                named[p.name] = value
            else:
                positional.append((p.kind, value))
        values = [v for _, v in positional]
        if not starred:
            return root_fn, values, named
        return _without_stars(root_fn, is_module, values, positional, named)

    def trace(self, root: Module | Callable[..., Any], concrete_args: dict[str, Any] | None = None) -> Graph:
        """The Graph of ``root``, a Module or a function. ``concrete_args`` are values of parameters, by name, to trace
        it with."""
        is_module = isinstance(root, Module)
        function: Any = root.forward if isinstance(root, Module) else root
        self.root = root if is_module else Module()
        self.graph = Graph(tracer_cls=type(self))
        self._parameters, self._names = {}, self._tensors()
        call, args, kwargs = self.create_args_for_root(function, is_module, concrete_args)
        with ExitStack() as stack:
            for namespace, name, value in self._functions(inspect.unwrap(function)):
                stack.enter_context(_replaced(namespace, name, value))
            stack.enter_context(_modules_ask(self))
            result = call(*args, **kwargs)
        self.create_node("output", "output", (self.create_arg(result),), {})
        return self.graph

    def _functions(self, traced):
        """The functions that are recorded: in which namespace, under which name, by what."""
        import builtins

        for (_, name), namespace in list(_wrapped.items()):
            f = namespace.get(name, getattr(builtins, name, None))
            if f is not None:
                yield namespace, name, _recorded(f)
        own = getattr(traced, "__globals__", {})
        functions = list(self.autowrap_functions)
        for module in self.autowrap_modules:
            for name, f in list(vars(module).items()):
                if callable(f) and not name.startswith("_"):
                    functions.append(f)
                    yield vars(module), name, _recorded(f)
        for name, f in list(own.items()):
            if any(f is g for g in functions):
                yield own, name, _recorded(f)


def _without_stars(function, is_module, values, positional, named):
    """``function`` with ``*args`` and ``**kwargs`` as plain parameters, so that they can be Proxies themselves."""
    inner = function.__func__ if is_module else function
    if not isinstance(inner, FunctionType):
        raise TypeError(
            f"{inner} takes *args or **kwargs, and isn't a Python function: wrap it in one with named parameters"
        )
    code = inner.__code__
    count = code.co_argcount + code.co_kwonlyargcount
    flags = code.co_flags & ~(inspect.CO_VARARGS | inspect.CO_VARKEYWORDS)
    stars = sum(bool(code.co_flags & f) for f in (inspect.CO_VARARGS, inspect.CO_VARKEYWORDS))
    code = code.replace(co_argcount=count + stars, co_kwonlyargcount=0, co_posonlyargcount=0, co_flags=flags)
    plain = FunctionType(code, inner.__globals__, inner.__name__, None, inner.__closure__)
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    first = [v for kind, v in positional if kind not in kinds]
    last = [v for kind, v in positional if kind in kinds]
    own = [function.__self__] if is_module else []
    return plain, [*own, *first, *named.values(), *last], {}


def symbolic_trace(root: Module | Callable[..., Any], concrete_args: dict[str, Any] | None = None) -> GraphModule:
    """The GraphModule of ``root``, a Module or a function; ``concrete_args`` fix parameters (by name) that branches
    depend on.

    Raises TraceError where the program depends on numbers in tensors.

    >>> class Net(torch.nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.layer = torch.nn.Linear(2, 3)
    ...     def forward(self, x):
    ...         return torch.relu(self.layer(x)) + 1
    >>> m = torch.fx.symbolic_trace(Net())
    >>> [(n.op, n.name) for n in m.graph.nodes][1:]
    [('call_module', 'layer'), ('call_function', 'relu'), ('call_function', 'add'), ('output', 'output')]
    """
    tracer = Tracer()
    graph = tracer.trace(root, concrete_args)
    name = type(root).__name__ if isinstance(root, Module) else getattr(root, "__name__", "GraphModule")
    return GraphModule(tracer.root, graph, name)
