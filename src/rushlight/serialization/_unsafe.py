"""``get_unsafe_globals_in_checkpoint``: what a file names that ``load(weights_only=True)`` refuses."""

from __future__ import annotations

import os
import pickle
import pickletools
from typing import TYPE_CHECKING

from . import _safe
from ._archive import Archive
from ._tables import RENAMED, globals_table

if TYPE_CHECKING:
    from .._face.types import FileLike


def get_unsafe_globals_in_checkpoint(f: FileLike) -> list[str]:
    """The classes and functions that a checkpoint names and that ``load`` with ``weights_only=True`` would refuse, by
    their full names. Nothing is built from the file.

    f: a path, or a binary file object that can seek. Raises ValueError for files that ``save`` did not write in its
    present format.

    >>> import io
    >>> buffer = io.BytesIO()
    >>> torch.save(torch.nn.ReLU(), buffer)
    >>> _ = buffer.seek(0)
    >>> get_unsafe_globals_in_checkpoint(buffer)
    ['torch.nn.modules.activation.ReLU']
    """
    if isinstance(f, (str, os.PathLike)):
        with open(f, "rb") as file:
            return _unsafe(file)
    return _unsafe(f)


def _unsafe(file):
    start = file.tell()
    head = file.read(4)
    file.seek(start)
    if head != b"PK\3\4":
        raise ValueError("Expected input to be a checkpoint returned by torch.save")
    archive = Archive(file)
    if "constants.pkl" in archive:
        raise ValueError("Expected input to be a checkpoint returned by torch.save but got a torchscript checkpoint")
    allowed = globals_table()[0]
    found = _named(archive.read("data.pkl"))
    return sorted(name for name in found if name not in allowed and _safe.find_safe(name) is None)


def _named(data):
    """The full names in a pickle."""
    names, texts, memo, last = set(), [], {}, None
    try:
        for code, argument, _ in pickletools.genops(data):
            if code.name == "GLOBAL":
                names.add(tuple(argument.split(" ", 1)))
            elif "UNICODE" in code.name or "STRING" in code.name:
                texts.append(argument)
                last = argument
            elif code.name == "STACK_GLOBAL":
                names.add(tuple(texts[-2:]))
            elif code.name == "MEMOIZE":
                memo[len(memo)] = last
            elif code.name in ("PUT", "BINPUT", "LONG_BINPUT"):
                memo[argument] = last
            elif code.name in ("GET", "BINGET", "LONG_BINGET") and isinstance(memo.get(argument), str):
                texts.append(memo[argument])
            if code.name not in ("MEMOIZE", "PUT", "BINPUT", "LONG_BINPUT") and "UNICODE" not in code.name:
                last = None
    except ValueError as error:
        raise pickle.UnpicklingError(f"the pickle is malformed: {error}") from None
    return {f"{RENAMED.get(module, module)}.{name}" for module, name in names}
