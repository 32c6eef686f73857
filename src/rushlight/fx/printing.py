"""A Graph as Python code: the text of ``forward``, and the globals that it needs."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from .._base.devices import device
from .node import Node, path_of, type_text

if TYPE_CHECKING:
    from .graph import Graph

__all__ = ["PythonCode", "code_of", "last_uses"]

_INFIX = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "truediv": "/",
    "floordiv": "//",
    "mod": "%",
    "pow": "**",
    "matmul": "@",
    "and_": "&",
    "or_": "|",
    "xor": "^",
    "lshift": "<<",
    "rshift": ">>",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
}
_PREFIX = {"neg": "-", "pos": "+", "invert": "~"}
_PLAIN = (int, str, bytes, complex, float, bool, range, type(None), type(...))


class PythonCode(NamedTuple):
    """What ``Graph.python_code`` gives: source text of a function ``forward``, and the globals that it needs."""

    src: str
    globals: dict


def last_uses(graph: Graph) -> Any:
    """For each Node, which ones have no use after it: what may be forgotten once it has run."""
    seen: set[Any] = set()
    last: dict[Any, Any] = {}
    for node in reversed(graph.nodes):
        last[node] = [n for n in (*node.all_input_nodes, node) if n not in seen]
        seen.update(last[node])
    return last


class _Printer:
    """Prints the arguments and targets of one graph's Nodes; collects the globals that the text needs."""

    def __init__(self, graph, root):
        import sys

        torch = sys.modules[__package__.partition(".")[0]]
        self.root, self.taken = root, {n.name for n in graph.nodes}
        self.globals: dict[str, Any] = {"torch": torch, "inf": math.inf, "nan": math.nan}

    def named(self, thing, wish):
        """The name of a global that is ``thing``."""
        wish = name = re.sub(r"\W", "_", wish)
        n = 0
        while name in self.taken or self.globals.get(name, thing) is not thing:
            n += 1
            name = f"{wish}_{n}"
        self.globals[name] = thing
        return name

    def annotation(self, t):
        """A type as it stands behind a parameter."""
        text = type_text(t)
        plain = isinstance(t, type) and not hasattr(t, "__args__") and (text.startswith("torch.") or "." not in text)
        return text if plain or isinstance(t, str) else self.named(t, f"type_{text}")

    def function(self, f):
        path = path_of(f) or ""
        if path.startswith("torch."):
            return path
        if path.startswith("builtins."):
            return self.named(f, path[9:])
        if path.startswith("operator."):
            path = f"_{path}"  # the compiled module's own name
        return self.named(f, path or getattr(f, "__name__", type(f).__name__))

    def value(self, a):
        """An argument as an expression."""
        if isinstance(a, Node):
            return a.name
        if type(a) in (list, tuple):
            text = ", ".join(map(self.value, a))
            return f"[{text}]" if type(a) is list else f"({text},)" if len(a) == 1 else f"({text})"
        if type(a) is dict:
            return "{" + ", ".join(f"{k!r}: {self.value(v)}" for k, v in a.items()) + "}"
        if type(a) is slice:
            return f"slice({self.value(a.start)}, {self.value(a.stop)}, {self.value(a.step)})"
        if isinstance(a, tuple) and hasattr(a, "_fields"):
            return f"{self.named(type(a), '_' + type(a).__name__)}({', '.join(map(self.value, a))})"
        if type(a) in _PLAIN:
            return repr(a)
        if isinstance(a, device):
            return f"torch.{a!r}"
        if callable(a):
            return self.function(a)
        text = repr(a)
        if re.fullmatch(r"torch\.\w+", text) or type(a).__name__ == "Size":  # dtypes, layouts, shapes
            return text
        return self.named(a, f"_{type(a).__name__}")

    def call(self, f, args, kwargs):
        return f"{f}({', '.join([*map(self.value, args), *(f'{k} = {self.value(v)}' for k, v in kwargs.items())])})"

    def receiver(self, a):
        text = self.value(a)
        return text if re.fullmatch(r"[\w.]+", text) else f"({text})"

    def attribute(self, target):
        text = self.root
        for part in target.split("."):
            text = f"{text}.{part}" if part.isidentifier() else f'getattr({text}, "{part}")'
        return text

    def expression(self, node):
        args, kwargs, target = node.args, node.kwargs, node.target
        if node.op == "get_attr":
            return self.attribute(target)
        if node.op == "call_module":
            return self.call(self.attribute(target), args, kwargs)
        if node.op == "call_method":
            return self.call(f"{self.receiver(args[0])}.{target}", args[1:], kwargs)
        path = path_of(target) or ""
        module, _, name = path.rpartition(".")
        if module == "operator" and not kwargs:
            if name in _INFIX and len(args) == 2:
                left, right = map(self.value, args)
                if name == "pow" and left.startswith("-"):
                    left = f"({left})"
                return f"{left} {_INFIX[name]} {right}"
            if name in _PREFIX and len(args) == 1:
                return f"{_PREFIX[name]}{self.receiver(args[0])}"
            if name == "getitem" and isinstance(args[0], Node):
                return f"{args[0]}[{self.value(args[1])}]"
        if path == "builtins.getattr" and len(args) == 2 and isinstance(args[0], Node) and str(args[1]).isidentifier():
            return f"{args[0]}.{args[1]}"
        return self.call(self.function(target), args, kwargs)


def _parameters(printer, graph):
    """The text of the parameters, and the lines that give those another name than the caller uses."""
    parameters, lines = [], []
    for node in graph.nodes:
        if node.op == "placeholder":
            text = node.target if node.type is None else f"{node.target} : {printer.annotation(node.type)}"
            if node.args:
                text += f" = {printer.value(node.args[0])}"
            parameters.append(text)
            if node.target.lstrip("*") != node.name:
                lines.append(f"    {node.name} = {node.target.lstrip('*')}")
    return parameters, lines


def code_of(graph: Graph, root: str) -> PythonCode:
    """``graph`` as PythonCode, the module being called ``root``."""
    printer, forget = _Printer(graph, root), last_uses(graph)
    printer.taken |= {n.target.lstrip("*") for n in graph.nodes if n.op == "placeholder"}
    parameters, lines = _parameters(printer, graph)
    returned = False
    for node in graph.nodes:
        if node.op == "output":
            lines.append(f"    return {printer.value(node.args[0])}")
            returned = True
        elif node.op != "placeholder":
            line = f"    {node.name} = {printer.expression(node)}"
            gone = "".join(f"{n.name} = " for n in forget[node])
            lines.append(f"{line};  {gone}None" if gone else line)
    if not returned and not lines:
        lines.append("    pass")
    body = "\n".join(lines)
    return PythonCode(f"\n\n\ndef forward({', '.join([root, *parameters])}):\n{body}\n", printer.globals)
