"""``rushlight summary``: a network layer by layer, and what is wrong with it."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from typing import TYPE_CHECKING

from ..nn import Module
from .describe import describe, diagnose
from .models import MODELS
from .predict import load
from .run import build
from .settings import Refused, shown

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def arguments(p: ArgumentParser) -> None:
    """Add this command's arguments to its parser."""
    p.add_argument("model", metavar="MODEL", help="a network's name, a checkpoint (best.pt), or file.py:Class")
    p.add_argument(
        "--input", help="channels, height and width of a picture, as 3x32x32 (the default; of a checkpoint, its own)"
    )
    p.add_argument("--classes", type=int, default=10, help="of a network that is named")


def command(args: Namespace) -> int:
    """Run it; returns the exit code."""
    return summary(args.model, args.input, args.classes)


def summary(name: str, shape: tuple[int, ...] | None = None, classes: int = 10) -> int:
    """Print the table of a network's layers. Raises Refused, with the number to write, if it can't take such an
    input."""
    if classes < 1:
        raise Refused(f"--classes must be at least 1, got {classes}")
    model, usual = _model(name, classes)
    sides = _shape(shape) if shape else usual
    diagnose(model, sides, shown(name))
    print(f"{shown(name)} on {'×'.join(map(str, sides))}\n\n{describe(model, sides)}")
    return 0


def _shape(text):
    parts = re.split(r"[x×,]", text)
    if not all(p.isascii() and p.isdigit() and int(p) > 0 for p in parts):
        raise Refused(f"--input wants sizes as 3x32x32 (without the batch), got {text!r}")
    return tuple(map(int, parts))


def _model(name, classes):
    """(network, shape of its usual input)."""
    if name in MODELS:
        return build(name, classes), (3, 32, 32)
    path, colon, attribute = name.rpartition(":")
    if colon and path.endswith(".py"):
        return _from_file(path, attribute), (3, 32, 32)
    if os.path.isfile(name):
        if name.endswith(".py"):
            raise Refused(f"which class of {name}? Write {name}:Class")
        model, _, settings = load(name)
        return model, (3, settings.size, settings.size)
    raise Refused(
        f"there is no network, and no checkpoint, {shown(name)!r}; networks: {', '.join(sorted(MODELS))}; or write "
        "file.py:Class"
    )


def _from_file(path, attribute):
    """The network that the class (or function) ``attribute`` of a file makes without arguments; ``torch`` in it is
    rushlight."""
    from .._hook import install

    if not os.path.isfile(path):
        raise Refused(f"there is no file {shown(path)!r}")
    if "torch" not in sys.modules:
        install()
    spec = importlib.util.spec_from_file_location("_summary_of", path)
    assert spec is not None and spec.loader is not None  # it ends in .py
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise Refused(f"{path} can't be run: {_where(error, path)}") from None
    finally:
        sys.path.pop(0)
    kind = getattr(module, attribute, None)
    if kind is None:
        found = [
            n
            for n, v in vars(module).items()
            if isinstance(v, type) and issubclass(v, Module) and v.__module__ == "_summary_of"
        ]
        raise Refused(f"{path} has no {attribute!r}; networks in it: {', '.join(found) or 'none'}")
    if not isinstance(kind, Module):
        try:
            kind = kind()
        except Exception as error:
            raise Refused(
                f"{attribute}() in {path} fails: {_where(error, path)}; it must be callable without arguments"
            ) from None
    if not isinstance(kind, Module):
        raise Refused(f"{attribute} in {path} is no nn.Module, but {type(kind).__name__}")
    return kind


def _where(error, path):
    """An error in one line, with the line of the user's file."""
    line, trace = getattr(error, "lineno", None), error.__traceback__
    while trace is not None:
        if os.path.abspath(trace.tb_frame.f_code.co_filename) == os.path.abspath(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    text = (str(error) or type(error).__name__).splitlines()[0]
    return f"{type(error).__name__}: {text}" + (f" (line {line})" if line else "")
