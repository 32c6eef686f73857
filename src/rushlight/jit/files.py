"""``save`` and ``load`` of scripted and traced programs: rushlight's own files, which hold steps and tensors as data.

The steps name public functions and are carried out one after another; a file holds no source code, and none that runs.
"""

from __future__ import annotations

import io
import os
import zipfile
from typing import TYPE_CHECKING, Any

from .. import serialization
from .recording import Program

if TYPE_CHECKING:
    from .._face.types import FileLike, MapLocation

FORMAT = "rushlight program 1"
_INSTEAD = (
    "Save and load the numbers: torch.save(model.state_dict(), path), and model.load_state_dict(torch.load(path)) with "
    "the class of the model at hand"
)


def write(program: Program, training: bool, f: FileLike, extra: dict[str, Any] | None) -> None:
    """Write a program to a path or a file object."""
    content = {
        "format": FORMAT,
        "name": program.name,
        "training": training,
        "steps": program.steps,
        "tensors": program.tensors,
        "modules": program.modules,
        "extra": {k: v if isinstance(v, (str, bytes)) else str(v) for k, v in (extra or {}).items()},
    }
    serialization.save(content, f)


def _refuse_archives(f):
    """Raise RuntimeError for a file that PyTorch's TorchScript wrote."""
    at = f.tell()
    try:
        with zipfile.ZipFile(f) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        names = []
    f.seek(at)
    if any(name.endswith("/constants.pkl") for name in names):
        raise RuntimeError(
            "torch.jit.load: this file holds a TorchScript program, source code that PyTorch compiles, and rushlight "
            "runs no code from files. In PyTorch write its weights with torch.save(torch.jit.load(path).state_dict(), "
            f"other_path). {_INSTEAD}"
        )


def read(f: FileLike, map_location: MapLocation, extra: dict[str, Any] | None) -> tuple[Program, bool]:
    """The program in a file, and whether it was in training mode."""
    if isinstance(f, (str, os.PathLike)):
        with open(f, "rb") as file:
            content = file.read()
        f = io.BytesIO(content)
    _refuse_archives(f)
    content = serialization.load(f, map_location, weights_only=False)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise RuntimeError(
            f"torch.jit.load reads what torch.jit.save wrote, and this file holds something else. {_INSTEAD}"
        )
    for name, text in content["extra"].items():
        if extra is not None and name in extra:
            extra[name] = text
    program = Program(content["name"], content["steps"], content["tensors"], content["modules"])
    return program, bool(content["training"])
