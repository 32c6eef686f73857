"""What expressions come to in rushlight and in PyTorch: values as text, or the classes of exceptions."""

from __future__ import annotations

import inspect
import re
import warnings

__all__ = ["outcome", "same_outcomes"]


def _text(value):
    name = type(value).__name__
    if hasattr(value, "tolist"):
        return f"tensor {value.tolist()}"
    if isinstance(value, (list, tuple)):
        return f"{name}({', '.join(map(_text, value))})"
    if isinstance(value, dict):
        return f"dict({', '.join(f'{k}: {_text(v)}' for k, v in value.items())})"
    if isinstance(value, type) or inspect.isroutine(value):
        return value.__name__
    if type(value).__module__.split(".")[0] == "builtins" and name == "module":
        return "module " + value.__name__.partition(".")[2]
    if isinstance(value, (int, float, str, bytes, bool, type(None), set)):
        return repr(value)
    text = repr(value)
    return name if " at 0x" in text else re.sub(r"\b(torch|rushlight)\.", "", text)


def outcome(expression, names):
    """(kind, text) of an expression: a value, or an exception's classes by name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return "value", _text(eval(expression, names))
        except BaseException as error:
            return "raises", [c.__name__ for c in type(error).__mro__]


def same_outcomes(expressions, ours, theirs):
    """The expressions that differ: (expression, ours, theirs). An exception of ours may be of a subclass."""
    found = []
    for expression in expressions.strip().splitlines():
        a, b = outcome(expression, ours), outcome(expression, theirs)
        if a[0] != b[0] or (a[1] != b[1] if a[0] == "value" else b[1][0] not in a[1]):
            found.append((expression, a[1], b[1]))
    return found
