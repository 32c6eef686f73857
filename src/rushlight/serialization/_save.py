"""``save``."""

from __future__ import annotations

import os
import pickle
import sys
from typing import TYPE_CHECKING

from .._base.atomic import atomic_open
from . import _legacy
from ._pickler import dump
from ._writer import ALIGNMENT, ArchiveWriter

if TYPE_CHECKING:
    from typing import Any

    from .._face.types import FileLike


def save(
    obj: object,
    f: FileLike,
    pickle_module: Any = pickle,
    pickle_protocol: int = 2,
    _use_new_zipfile_serialization: bool = True,
) -> None:
    """Write an object with its tensors to a file that PyTorch (and ``load``) can read.

    obj: tensors, modules' and optimizers' state dicts, and nested dicts, lists, tuples and scalars of them.
    f: a path, or a file object with ``write``. A path's file is replaced in one step: after a crash or a full
    disk the old file is still whole. Tensors that share memory share it again after loading.
    pickle_module: only ``pickle``; pickle_protocol: 2 to 5 (PyTorch's safe reader wants 2).
    _use_new_zipfile_serialization: False writes the format of PyTorch before 1.6.

    Raises RuntimeError for a missing folder and for tensors that view the same memory as different types;
    pickle.PicklingError, TypeError or AttributeError for objects that can't be pickled (lambdas, open files).
    Source: PyTorch's ``torch.save``.

    >>> import io, rushlight
    >>> buffer = io.BytesIO()
    >>> rushlight.save({"w": rushlight.ones(2)}, buffer)
    """
    if getattr(pickle_module, "__name__", None) not in ("pickle", "_pickle"):
        raise ValueError(
            f"save: pickle_module {getattr(pickle_module, '__name__', pickle_module)!r} can't be used: checkpoints are "
            "written by rushlight's own pickler, so that they can be read as plain data. Leave the argument out"
        )
    if type(pickle_protocol) is not int or not 2 <= pickle_protocol <= 5:
        raise ValueError(f"save: pickle_protocol must be 2, 3, 4 or 5, got {pickle_protocol!r}")
    if isinstance(f, (str, os.PathLike)):
        path = os.fspath(f)
        make = _contents(obj, pickle_protocol, _use_new_zipfile_serialization, _folder_name(path))
        with atomic_open(path) as file:
            make(file)
    elif hasattr(f, "write"):
        _contents(obj, pickle_protocol, _use_new_zipfile_serialization, "archive")(f)
        if hasattr(f, "flush"):
            f.flush()
    else:
        raise AttributeError(
            f"expected 'f' to be string, path, or a file-like object with a 'write' attribute, got {type(f).__name__}"
        )


def _contents(obj, protocol, zipped, folder):
    """Pickle now (so that an object that can't be pickled touches no file); returns what writes the file."""
    body, storages = dump(obj, protocol, legacy=not zipped)
    if not zipped:
        parts = {name: (memory, dtype.itemsize) for name, (dtype, memory) in storages.items()}
        return lambda file: _legacy.write_legacy(file, lambda: (body, parts), protocol)

    def write(file):
        archive = ArchiveWriter(file, folder)
        archive.write("data.pkl", body)
        archive.write(".format_version", b"1")
        archive.write(".storage_alignment", b"%d" % ALIGNMENT)
        archive.write("byteorder", sys.byteorder.encode())
        for name, (_, memory) in storages.items():
            archive.write(f"data/{name}", memory.data)
        archive.write("version", b"3\n")
        archive.close()

    return write


def _folder_name(path):
    """What PyTorch calls the archive's folder: the file's name without its ending."""
    name = os.path.basename(os.fsdecode(path))
    stem = name.rpartition(".")[0] or name
    return stem if stem.isascii() and stem.isprintable() and "\\" not in stem and stem != ".." else "archive"
