"""``torch.jit`` without a compiler: functions and modules that are scripted or traced stay the Python programs they
are.

Programs written for TorchScript run with the same results; ``if`` and ``for`` in traced functions still run, and
nothing is frozen into constants. ``save`` writes a file of rushlight's own: the public functions that the program
calls, one after another, and its tensors; ``load`` carries them out. Such a file holds no source code, and PyTorch's
own, which do, are refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .._base.errors import MissingName
from .annotations import List as _List  # which makes ``annotations`` the module, not the feature of that name
from .marks import (
    Attribute,
    Error,
    annotate,
    export,
    ignore,
    interface,
    is_scripting,
    is_tracing,
    script_if_tracing,
    unused,
)
from .marks import _overload as _overload
from .marks import _overload_method as _overload_method
from .marks import isinstance_ as isinstance
from .programs import freeze, load, optimize_for_inference, save, script, script_method
from .scripted import RecursiveScriptModule, ScriptFunction, ScriptModule, TopLevelTracedModule
from .tracing import TracerWarning, TracingCheckError, trace, trace_module

if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "Attribute",
    "Error",
    "Final",
    "RecursiveScriptModule",
    "ScriptFunction",
    "ScriptModule",
    "TopLevelTracedModule",
    "TracerWarning",
    "TracingCheckError",
    "annotate",
    "export",
    "freeze",
    "ignore",
    "interface",
    "is_scripting",
    "is_tracing",
    "isinstance",
    "load",
    "optimize_for_inference",
    "save",
    "script",
    "script_if_tracing",
    "script_method",
    "trace",
    "trace_module",
    "unused",
]


if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        raise MissingName("torch.jit", name, __all__)
