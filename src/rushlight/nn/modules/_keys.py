"""Why the keys of a state dict usually don't fit a module, and what to write then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


def usual_cause(state_dict: Mapping[str, Any], own: Sequence[str]) -> str:
    """A sentence for the note of the error, or "": ``state_dict`` is a checkpoint that holds the state dict, or its
    keys have a prefix too many or too few. ``own``: the module's keys.

    >>> usual_cause({"module.weight": 0}, ["weight"])
    "the keys begin with 'module.': load {k.removeprefix('module.'): v for k, v in state_dict.items()}"
    """
    given = [k for k in state_dict if isinstance(k, str)]
    for key in given:
        inner = state_dict[key]
        if isinstance(inner, Mapping) and inner and set(inner) & set(own):
            return f"this is a checkpoint, which holds the state dict: load_state_dict(checkpoint[{key!r}])"
    if prefix := _prefix(given, own):
        return f"the keys begin with {prefix!r}: load {{k.removeprefix({prefix!r}): v for k, v in state_dict.items()}}"
    if prefix := _prefix(own, given):
        return f"the keys lack {prefix!r}: load {{{prefix!r} + k: v for k, v in state_dict.items()}}"
    return ""


def _prefix(longer, shorter):
    """What all of ``longer`` begin with, and without which they are among ``shorter``; or ""."""
    known = set(shorter)
    if not longer or not known:
        return ""
    first = longer[0]
    for at in (i + 1 for i, c in enumerate(first) if c == "."):
        prefix = first[:at]
        if all(k.startswith(prefix) and k.removeprefix(prefix) in known for k in longer):
            return prefix
    return ""
