"""``torch.jit`` without a compiler: functions and modules that are scripted or traced stay the Python programs they
are.

Programs written for TorchScript run with the same results; ``if`` and ``for`` in traced functions still run, and
nothing is frozen into constants. There is no TorchScript file: what ``save`` would write is a program, so it says to
save the state_dict instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .._base.errors import MissingName
from .marks import Attribute, annotate, export, ignore, interface, is_scripting, is_tracing, script_if_tracing, unused
from .programs import ScriptModule, freeze, load, optimize_for_inference, save, script, script_method
from .tracing import TracerWarning, TracingCheckError, trace, trace_module

if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "Attribute",
    "Final",
    "ScriptModule",
    "TracerWarning",
    "TracingCheckError",
    "annotate",
    "export",
    "freeze",
    "ignore",
    "interface",
    "is_scripting",
    "is_tracing",
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
