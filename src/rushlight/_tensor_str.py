"""``torch._tensor_str``: how tensors are printed, by the names that packages use."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from ._tensor import printing
from ._tensor.printing import get_printoptions, printoptions, set_printoptions
from ._tensor.tensor import Tensor

__all__ = ["PRINT_OPTS", "get_printoptions", "printoptions", "set_printoptions"]


class _Options:
    """The options in force, as attributes that may be set: ``precision``, ``threshold``, ``edgeitems``, ``linewidth``,
    ``sci_mode``."""

    def __getattr__(self, name: str) -> Any:
        try:
            return printing._options[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        printing._options[name] = value


PRINT_OPTS = _Options()


def _tensor_str(self: Tensor, indent: int) -> str:
    """The numbers of a tensor as they are printed within ``tensor(...)``, lines after the first ``indent`` further
    in."""
    return printing.numbers_text(self, indent) if self.numel() else "[]"


def _str(self: Tensor, *, tensor_contents: str | None = None) -> str:
    """A tensor as it is printed."""
    return repr(self) if tensor_contents is None else f"tensor({tensor_contents})"


def _add_suffixes(tensor_str: str, suffixes: list[str], indent: int, force_newline: bool) -> str:
    """Remarks behind the numbers, on a new line if they don't fit."""
    text, length = tensor_str, len(tensor_str) - tensor_str.rfind("\n") + 1
    for suffix in suffixes:
        if force_newline or length + len(suffix) + 2 > PRINT_OPTS.linewidth:
            text += ",\n" + " " * indent + suffix
            length, force_newline = indent + len(suffix), False
        else:
            text += ", " + suffix
            length += len(suffix) + 2
    return text + ")"


def _printoptions(**options: Any) -> AbstractContextManager[None]:
    """``printoptions``."""
    return printoptions(**options)
