"""The name of PyTorch's recorder of programs: its decorators, marks and switches. Programs run as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._base.errors import MissingName
from .._compiling import list_backends, lookup_backend, register_backend
from . import config as config
from . import decorators as decorators
from . import eval_frame as eval_frame
from . import exc as exc
from . import external_utils as external_utils
from . import utils as utils
from .decorators import (
    allow_in_graph,
    assume_constant_result,
    disallow_in_graph,
    forbid_in_graph,
    graph_break,
    mark_dynamic,
    mark_static,
    mark_static_address,
    maybe_mark_dynamic,
    nonstrict_trace,
    set_stance,
    skip,
    substitute_in_graph,
)
from .eval_frame import OptimizedModule, disable, optimize, optimize_assert
from .external_utils import is_compiling

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = [
    "OptimizedModule",
    "allow_in_graph",
    "assume_constant_result",
    "config",
    "disable",
    "disallow_in_graph",
    "exc",
    "forbid_in_graph",
    "graph_break",
    "is_compiling",
    "is_dynamo_supported",
    "is_inductor_supported",
    "list_backends",
    "lookup_backend",
    "mark_dynamic",
    "mark_static",
    "mark_static_address",
    "maybe_mark_dynamic",
    "nonstrict_trace",
    "optimize",
    "optimize_assert",
    "register_backend",
    "reset",
    "reset_code_caches",
    "run",
    "set_stance",
    "skip",
    "substitute_in_graph",
]


def reset() -> None:
    """Forget all that was compiled: nothing was."""
    utils.counters.clear()


reset_code_caches = reset


def run(fn: Callable[..., Any] | None = None) -> Any:
    """A function that runs without being compiled again; also a decorator."""
    from .._compiling import compiled

    return run if fn is None else compiled(fn)


def is_dynamo_supported() -> bool:
    """Whether ``torch.compile`` can be called: True; functions run as they are written."""
    return True


def is_inductor_supported() -> bool:
    """Whether code can be generated: False."""
    return False


if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        if name == "_trace_wrapped_higher_order_op":
            from importlib import import_module

            return import_module("." + name, __name__)
        raise MissingName("torch._dynamo", name, __all__)
