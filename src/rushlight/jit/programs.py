"""Scripted modules and functions."""

from __future__ import annotations

import copy
import os
from typing import TYPE_CHECKING

from ..nn import Module

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .._face.types import F
    from ..nn.common_types import ModuleT

__all__ = ["ScriptModule", "freeze", "load", "optimize_for_inference", "save", "script", "script_method"]


class ScriptModule(Module):
    """A module whose methods are marked with ``script_method``: an ordinary one.

    >>> class Double(ScriptModule):
    ...     @script_method
    ...     def forward(self, x):
    ...         return 2 * x
    >>> Double()(1)
    2
    """


def script_method(fn: F) -> F:
    """A decorator of a ScriptModule's methods: ``fn``.

    >>> script_method(abs)(-1)
    1
    """
    return fn


def script(
    obj: Any,
    optimize: Any = None,
    _frames_up: int = 0,
    _rcb: Callable[[str], Any] | None = None,
    example_inputs: list[tuple] | dict[Callable, list[tuple]] | None = None,
) -> Any:
    """``obj``, a function, class or module that TorchScript would compile: it runs as the Python it is.
    ``example_inputs``, from which types would be inferred, is not needed. Raises TypeError for what is no program.

    >>> @torch.jit.script
    ... def double(x: torch.Tensor) -> torch.Tensor:
    ...     return 2 * x
    >>> double(torch.ones(1))
    tensor([2.])
    """
    if not callable(obj) and not isinstance(obj, (list, dict)):
        raise TypeError(f"{type(obj)} is a built-in class: script takes a function, a class or a module, got {obj!r}")
    return obj


def _check_module(mod, name):
    if not isinstance(mod, Module):
        raise RuntimeError(
            f"{name} expects a ScriptModule as input. Please use torch.jit.script or torch.jit.trace to script your "
            f"'nn.Module'. Got {type(mod).__name__}"
        )


def freeze(mod: ModuleT, preserved_attrs: list[str] | None = None, optimize_numerics: bool = True) -> ModuleT:
    """A copy of a module in eval mode, whose parameters no longer change nor require gradients. Raises RuntimeError for
    a module in training mode or what is no module.

    >>> torch.jit.freeze(torch.nn.Linear(2, 1).eval()).weight.requires_grad
    False
    """
    _check_module(mod, "Freezing")
    if mod.training:
        raise RuntimeError(
            "Freezing is currently only implemented for modules in eval mode. Please call .eval() on your module "
            "before freezing."
        )
    return copy.deepcopy(mod).requires_grad_(False)


def optimize_for_inference(mod: ScriptModule, other_methods: list[str] | None = None) -> ScriptModule:
    """``mod`` frozen (see ``freeze``), if it is in eval mode; else as it is. Raises RuntimeError for what is no module.

    >>> torch.jit.optimize_for_inference(torch.nn.Linear(2, 1).eval())
    Linear(in_features=2, out_features=1, bias=True)
    """
    _check_module(mod, "optimize_for_inference")
    return mod if mod.training else freeze(mod)


_INSTEAD = (
    "Save and load the numbers: torch.save(model.state_dict(), path), and model.load_state_dict(torch.load(path)) with "
    "the class of the model at hand"
)


def save(m: Any, f: Any, _extra_files: dict[str, Any] | None = None) -> None:
    """There are no files of programs here. Raises RuntimeError, which says to save the state_dict.

    >>> torch.jit.save(torch.nn.Linear(2, 1), "net.pt")
    Traceback (most recent call last):
    RuntimeError: torch.jit.save writes a program, and rushlight has no TorchScript. Save and load the numbers: \
torch.save(model.state_dict(), path), and model.load_state_dict(torch.load(path)) with the class of the model at hand
    """
    raise RuntimeError(f"torch.jit.save writes a program, and rushlight has no TorchScript. {_INSTEAD}")


def load(
    f: Any, map_location: Any = None, _extra_files: dict[str, Any] | None = None, _restore_shapes: bool = False
) -> Any:
    """Files of TorchScript programs are not run here. Raises ValueError if there is no file ``f``, else RuntimeError,
    which says how to bring its weights over.

    >>> load("no_such_file.pt")
    Traceback (most recent call last):
    ValueError: The provided filename no_such_file.pt does not exist
    """
    if isinstance(f, (str, os.PathLike)) and not os.path.exists(f):
        raise ValueError(f"The provided filename {os.fspath(f)} does not exist")
    raise RuntimeError(
        "torch.jit.load runs a program from a file, and rushlight has no TorchScript. In PyTorch write its weights "
        f"with torch.save(torch.jit.load(path).state_dict(), other_path). {_INSTEAD}"
    )
