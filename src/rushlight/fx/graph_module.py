"""GraphModule: a module whose forward is the printed code of a Graph."""

from __future__ import annotations

import copy
import itertools
import linecache
from typing import TYPE_CHECKING

from .._tensor.tensor import Tensor
from ..nn import Module
from .graph import Graph

if TYPE_CHECKING:
    from typing import Any

    from .printing import PythonCode

__all__ = ["GraphModule"]

_serial = itertools.count()


def _copy_attribute(source, to, path):
    """Let ``to`` have what ``source`` has at a dotted path; Modules in between are made."""
    *parents, name = path.split(".")
    for part in parents:
        source, inner = getattr(source, part), getattr(to, part, None)
        if inner is source:
            return  # a whole submodule that is there already
        if inner is None:
            inner = Module()
            setattr(to, part, inner)
        to = inner
    _assign(to, name, getattr(source, name))


def _assign(to, name, value):
    if type(value) is Tensor:
        to.register_buffer(name, value)
    else:
        setattr(to, name, value)


class GraphModule(Module):
    """The module that runs ``graph``, with those parameters, buffers and submodules of ``root`` that it uses.

    ``root`` may also be a dict of dotted names. ``code`` is the forward that runs; after editing ``graph``,
    ``recompile()`` makes it anew (assigning ``graph`` does so, too). Tracebacks show the lines of ``code``.

    >>> m = torch.fx.symbolic_trace(lambda x: torch.relu(x) + 1)
    >>> print(m.code.strip())
    def forward(self, x):
        relu = torch.relu(x);  x = None
        add = relu + 1;  relu = None
        return add
    >>> m(torch.tensor([-2.0, 3.0]))
    tensor([1., 4.])
    """

    _graph: Graph
    _code: str
    _class_name: str

    def __init__(self, root: Module | dict[str, Any], graph: Graph, class_name: str = "GraphModule") -> None:
        super().__init__()
        self.__dict__["_class_name"] = class_name
        targets = dict.fromkeys(n.target for n in graph.nodes if n.op in ("get_attr", "call_module"))
        if isinstance(root, Module):
            self.training = root.training
            for path in targets:
                _copy_attribute(root, self, path)
        elif isinstance(root, dict):
            self._from_dict(root, targets)
        else:
            raise RuntimeError(
                f"Unsupported type {type(root).__name__} passed for root! It must be a Module or a dict of names"
            )
        self.graph = graph

    def _from_dict(self, root, targets):
        for path in targets:
            if path not in root:
                raise RuntimeError(
                    f"The graph uses {path}, but that isn't among the keys of root: {', '.join(root) or 'none'}"
                )
        for path in sorted(targets, key=lambda p: p.count(".")):
            *parents, name = path.split(".")
            to = self
            for part in parents:
                if getattr(to, part, None) is None:
                    setattr(to, part, Module())
                to = getattr(to, part)
            _assign(to, name, root[path])

    @property
    def graph(self) -> Graph:
        """The Graph; after editing it, ``recompile()``."""
        return self._graph

    @graph.setter
    def graph(self, graph: Graph) -> None:
        if not isinstance(graph, Graph):
            raise AssertionError(f"Expected a Graph instance, but got {type(graph)}")
        graph.owning_module = self
        self.__dict__["_graph"] = graph
        self.recompile()

    @property
    def code(self) -> str:
        """The text of the forward that runs."""
        return self._code

    def __setattr__(self, name: str, value: Tensor | Module) -> None:
        if name == "graph":  # Module's rule for attributes knows no properties
            type(self).graph.fset(self, value)  # type: ignore[attr-defined]
        else:
            super().__setattr__(name, value)

    def recompile(self) -> PythonCode:
        """Make ``code`` and forward from the graph as it is now. Returns the PythonCode."""
        made = self._graph.python_code("self")
        file = f"<{self._class_name} {next(_serial)}>"
        linecache.cache[file] = (len(made.src), None, made.src.splitlines(True), file)
        names = dict(made.globals)
        exec(compile(made.src, file, "exec"), names)
        self.__dict__["_code"] = made.src
        self.__dict__["forward"] = names["forward"].__get__(self)
        return made

    def _get_name(self):
        return self._class_name

    def __deepcopy__(self, memo: dict[int, Any]) -> GraphModule:
        new = type(self).__new__(type(self))
        memo[id(self)] = new
        own = {k: v for k, v in self.__dict__.items() if k not in ("_graph", "_code", "forward")}
        new.__dict__.update(copy.deepcopy(own, memo))
        new.graph = copy.deepcopy(self._graph)
        return new

    def __copy__(self) -> GraphModule:
        new = GraphModule(self, self._graph, self._class_name)
        new.training = self.training
        return new

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError(
            "a GraphModule can't be pickled, since its graph holds functions themselves. Save its state_dict(), trace "
            "the module again where it's needed, and load_state_dict()"
        )

    def __repr__(self) -> str:
        return f"{super().__repr__()}\n{self._code}"

    def print_readable(self, print_output: bool = True) -> str:
        """The code with the class it belongs to, as text; prints it, unless told not to."""
        body = self._code.strip("\n").replace("\n", "\n    ")
        text = f"class {self._class_name}(torch.nn.Module):\n    {body}\n"
        if print_output:
            print(text)
        return text

    def add_submodule(self, target: str, m: Module) -> bool:
        """Put module ``m`` at a dotted name; Modules in between are made. Returns False where something else is in the
        way."""
        *parents, name = target.split(".")
        to = self
        for part in parents:
            if not hasattr(to, part):
                to.add_module(part, Module())
            to = getattr(to, part)
            if not isinstance(to, Module):
                return False
        to.add_module(name, m)
        return True

    def delete_submodule(self, target: str) -> bool:
        """Remove the submodule with a dotted name. Returns False if there is none."""
        parent, _, name = target.rpartition(".")
        try:
            return self.get_submodule(parent)._modules.pop(name, None) is not None
        except AttributeError:
            return False

    def delete_all_unused_submodules(self) -> None:
        """Remove the submodules that no Node calls, nor fetches anything from."""
        used = {n.target for n in self._graph.nodes if n.op in ("call_module", "get_attr")}
        for name, _ in list(self.named_modules()):
            if name and not any(u == name or u.startswith(f"{name}.") or name.startswith(f"{u}.") for u in used):
                self.delete_submodule(name)
