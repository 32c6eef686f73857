"""The public names of rushlight with their kinds and signatures, from dir() and getattr() of every public module and
class."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import warnings

import rushlight

__all__ = ["changed", "collect"]


def _public(dotted):
    return not any(part.startswith("_") for part in dotted.split("."))


def modules():
    """The public modules by their dotted names, found by walking the package."""
    found = {"rushlight": rushlight}
    for info in pkgutil.walk_packages(rushlight.__path__, "rushlight.", onerror=lambda name: None):
        if _public(info.name):
            found[info.name] = importlib.import_module(info.name)
    return found


def signature(thing):
    """Parameters with kinds and defaults, without annotations; "" if the thing has none to show."""
    try:
        sig = inspect.signature(thing)
    except (TypeError, ValueError):
        return ""
    parameters = [p.replace(annotation=inspect.Parameter.empty) for p in sig.parameters.values()]
    text = str(sig.replace(parameters=parameters, return_annotation=inspect.Signature.empty))
    return re.sub(r" at 0x[0-9a-f]+| from '[^']*'", "", text)  # what differs from machine to machine


def described(thing):
    """Kind and signature of one public thing, as text."""
    if inspect.ismodule(thing):
        return "module"
    if isinstance(thing, type):
        return f"class{signature(thing)}"
    if isinstance(thing, property) or inspect.isdatadescriptor(thing):
        return "attribute"
    if callable(thing):
        return f"callable{signature(thing)}"
    return "value"


def _members(holder, names):
    out = {}
    for name in names:
        if name.startswith("_") and not (name.startswith("__") and name.endswith("__")):
            continue
        if name in (
            "__dict__",
            "__weakref__",
            "__doc__",
            "__module__",
            "__builtins__",
            "__cached__",
            "__file__",
            "__loader__",
            "__spec__",
            "__path__",
            "__package__",
            "__annotations__",
            "__getattr__",
            "__dir__",
            "__name__",
            "__slots__",
            "__all__",
            "__abstractmethods__",
            "__firstlineno__",
            "__static_attributes__",
        ):
            continue
        try:
            thing = getattr(holder, name)
        except AttributeError:
            continue
        out[name] = (thing, described(thing))
    return out


def collect():
    """{module or class: {name: kind and signature}}."""
    found, classes = {}, {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        known = modules()
        for dotted, module in known.items():
            members = _members(module, dir(module))
            found[dotted] = {
                name: text
                for name, (_, text) in members.items()
                if name != "annotations" and (text != "module" or f"{dotted}.{name}" in known)
            }
            for name, (thing, _) in members.items():
                if isinstance(thing, type) and thing.__module__.split(".")[0] == "rushlight":
                    classes[f"{dotted}.{name}"] = thing
        for dotted, cls in classes.items():
            names = [n for n in dir(cls) if getattr(object, n, None) is not getattr(cls, n, object)]
            found[dotted] = {name: text for name, (_, text) in _members(cls, names).items()}
    return found


def changed(before, after):
    """What ``after`` lacks of ``before``, or has in another form, a line each; what came on top is no change.

    The first parameter of a method, which is the object before the dot, may have any name, and so may what stands for
    NumPy's names of arguments (``**names``). Signatures that hid their arguments, or had none to show, may show them.
    """

    def form(text):
        text = re.sub(r"\((self|input)\b", "(self", text)
        return text.replace(", **names", "").replace(", *, axis=None, out=None", ", *, out=None")

    def same(text, now):
        hidden = "*args" in text or "**named" in text or text == "callable" or now == "callable"
        return form(text) == form(now) or (hidden and now.startswith("callable"))  # its arguments are said now

    lines = []
    for holder, old in sorted(before.items()):
        new = after.get(holder, {})
        for name in sorted(old):
            now = new.get(name, "not there")
            if not same(old[name], now):
                lines.append(f"{holder}.{name}: {old[name]} -> {now}")
    return lines
