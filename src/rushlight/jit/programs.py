"""Scripted modules and functions."""

from __future__ import annotations

import copy
import os
from typing import TYPE_CHECKING

from ..nn import Module
from .files import read
from .loaded import LoadedProgram
from .scripted import ScriptFunction, ScriptModule, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .._face.types import F, FileLike, MapLocation
    from ..nn.common_types import ModuleT


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
    return obj if isinstance(obj, type) else wrapped(obj)


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


def save(m: Any, f: FileLike, _extra_files: dict[str, Any] | None = None) -> None:
    """Write a scripted or traced program to a file, as ``m.save(f)`` does. ``_extra_files``: texts to keep beside it.
    Raises RuntimeError for other objects, and for programs that are no sequence of public functions.

    >>> import io
    >>> torch.jit.save(torch.jit.script(torch.nn.Linear(2, 1)), io.BytesIO())
    """
    if not isinstance(m, (ScriptModule, ScriptFunction)):
        raise RuntimeError(
            f"torch.jit.save takes what torch.jit.script or torch.jit.trace returned, got {type(m).__name__}: write "
            "torch.jit.save(torch.jit.script(model), f)"
        )
    m.save(f, _extra_files)


def load(
    f: FileLike,
    map_location: MapLocation = None,
    _extra_files: dict[str, Any] | None = None,
    _restore_shapes: bool = False,
) -> LoadedProgram:
    """The program in a file that ``torch.jit.save`` wrote here, as a module. Its steps are carried out one after
    another; nothing in the file is code. ``_extra_files``: a dict whose values are replaced by the texts kept under its
    keys. Raises ValueError if there is no file ``f``, RuntimeError for other files, TorchScript's own among them.

    >>> load("no_such_file.pt")
    Traceback (most recent call last):
    ValueError: The provided filename no_such_file.pt does not exist
    """
    if isinstance(f, (str, os.PathLike)) and not os.path.exists(f):
        raise ValueError(f"The provided filename {os.fspath(f)} does not exist")
    return LoadedProgram(*read(f, map_location, _extra_files))
