"""``load``."""

from __future__ import annotations

import os
import pickle
import warnings
from typing import TYPE_CHECKING

from . import _legacy, _more
from ._archive import Archive, ArchiveError
from ._machine import Machine
from ._storages import ArchiveStorages, placer
from ._tables import World

if TYPE_CHECKING:
    from typing import Any

    from .._face.types import FileLike, MapLocation


_MAX_VERSION = 10  # of the archive layout, as PyTorch 2.13 knows it
_STRANGERS = (  # how files begin that are often taken for checkpoints
    (b"\x1f\x8b", "a gzip file; unpack it first: gzip -d"),
    (b"\x89HDF", "an HDF5 file (Keras, h5py)"),
    (b"\x93NUMPY", "a NumPy file; read it with numpy.load and torch.from_numpy"),
    (b"<!DOCTYPE", "a web page: the download gave an error page instead of the file"),
    (b"<html", "a web page: the download gave an error page instead of the file"),
    (b"version https://git-lfs", "a Git LFS pointer, not the file itself; run: git lfs pull"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xfd7zXZ", "an xz file; unpack it first: xz -d"),
)


def load(
    f: FileLike,
    map_location: MapLocation = None,
    pickle_module: Any = None,
    *,
    weights_only: bool | None = None,
    mmap: bool | None = None,
    **pickle_load_args: Any,
) -> Any:
    """Read an object that ``save`` or PyTorch's ``torch.save`` wrote. The file is read as data: nothing in it
    is executed.

    f: a path, or a binary file object that can seek.
    map_location: where tensors go: None (where they were), a str or device, a dict that renames location
    tags, or a callable ``(storage, tag) -> storage or None``.
    weights_only: True (the default) allows what PyTorch allows there: tensors, parameters, containers,
    scalars. False adds NumPy arrays and scalars, ``argparse.Namespace``, paths and a few more containers;
    other classes are never constructed unless ``serialization.add_safe_globals`` names them, in either mode.
    mmap: True maps the file into memory, so that tensors are read when used (writes to them don't reach the
    file; checksums are not verified).
    pickle_load_args: ``encoding`` and ``errors`` for strings written by Python 2.

    Raises FileNotFoundError; EOFError for an empty file; RuntimeError ("PytorchStreamReader failed ...") for
    a damaged archive; pickle.UnpicklingError for what is not allowed in a checkpoint.
    Source: PyTorch's ``torch.load``.

    >>> import io, rushlight
    >>> buffer = io.BytesIO()
    >>> rushlight.save({"step": 3}, buffer)
    >>> _ = buffer.seek(0)
    >>> rushlight.load(buffer)
    {'step': 3}
    """
    if weights_only is None:
        weights_only = pickle_module is None
    encoding, errors = _check_options(pickle_module, weights_only, pickle_load_args)
    if isinstance(f, (str, os.PathLike)):
        path = os.fspath(f)
        with open(path, "rb") as file:
            return _read(file, path, map_location, weights_only, bool(mmap), encoding, errors)
    for method in ("seek", "tell", "read"):
        if not hasattr(f, method):
            raise AttributeError(
                f"'{type(f).__name__}' object has no attribute '{method}'. You can only torch.load from a file that is "
                "seekable. Please pre-load the data into a buffer like io.BytesIO and try to load from it instead."
            )
    if mmap:
        raise ValueError("f must be a file path in order to use the mmap argument")
    return _read(f, None, map_location, weights_only, False, encoding, errors)


def _check_options(pickle_module, weights_only, options):
    if pickle_module is not None:
        if weights_only:
            raise RuntimeError("Can not safely load weights when explicit pickle_module is specified")
        if getattr(pickle_module, "__name__", None) not in ("pickle", "_pickle"):
            raise ValueError(
                f"load: pickle_module {getattr(pickle_module, '__name__', pickle_module)!r} can't be used: rushlight "
                "reads checkpoints as data with its own reader. Leave the argument out"
            )
    if options and weights_only:
        warnings.warn("pickle_load_args only works if `weights_only=False`.", stacklevel=3)
    unknown = set(options) - {"encoding", "errors", "fix_imports"}
    if unknown:
        raise TypeError(f"load() got an unexpected keyword argument {sorted(unknown)[0]!r}")
    return options.get("encoding", "utf-8"), options.get("errors", "strict")


def _read(file, path, map_location, weights_only, mmap, encoding, errors):
    start = file.tell()
    head = file.read(32)
    if isinstance(head, str):
        raise TypeError("load: the file was opened in text mode; open it with open(path, 'rb')")
    file.seek(start)
    if not head:
        raise EOFError(
            f"{'the file object' if path is None else path!r} is empty (0 bytes left to read): no checkpoint in it"
        )
    place = placer(map_location)
    meta = str(map_location) == "meta"

    def make_world(storages):
        return World(storages, weights_only, () if weights_only else _more.tables())

    try:
        if head[:4] == b"PK\3\4":
            return _read_archive(file, path, place, meta, mmap, make_world, encoding, errors)
        if mmap:
            raise RuntimeError(
                "mmap can only be used with files saved with `torch.save(..., _use_new_zipfile_serialization=True), "
                "please torch.save your checkpoint with this option in order to use mmap."
            )
        if _legacy.looks_legacy(head):
            return _legacy.read_legacy(file.read(), make_world, place, meta, encoding, errors)
        _refuse(head, file)
    except pickle.UnpicklingError as e:
        raise type(e)(_explain(str(e), weights_only)) from None


def _read_archive(file, path, place, meta, mmap, make_world, encoding, errors):
    archive = Archive(file)
    if "constants.pkl" in archive:
        raise RuntimeError(
            "the file is a TorchScript archive (torch.jit.save): it holds a program, which rushlight doesn't run. In "
            "PyTorch, write torch.save(torch.jit.load(path).state_dict(), new_path) and load that"
        )
    _check_version(archive)
    mapped = _map(path) if mmap else None
    world = make_world(ArchiveStorages(archive, place, meta, mapped))
    return Machine(archive.read("data.pkl"), world, 0, encoding, errors).run()


def _check_version(archive):
    name = next((n for n in ("version", ".data/version") if n in archive), None)
    if name is None:
        raise RuntimeError(
            'Expected hasRecord("version") to be true, but got false. The zip file is not a PyTorch checkpoint'
        )
    text = archive.read(name).strip() if archive.size_of(name) < 20 else b""
    if not text.isdigit():
        raise ArchiveError("reading file version: it holds no number")
    if not 1 <= int(text) <= _MAX_VERSION:
        raise RuntimeError(
            f"Attempted to read a PyTorch file with version {int(text)}, but the maximum supported version for reading "
            f"is {_MAX_VERSION}. Save it again with an older PyTorch, or as a state dict"
        )


def _map(path):
    import mmap

    with open(path, "rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)


def _refuse(head, file):
    for start, what in _STRANGERS:
        if head.startswith(start):
            raise pickle.UnpicklingError(f"this is not a PyTorch checkpoint but {what}")
    if len(head) >= 16 and head[8:9] == b"{":
        raise pickle.UnpicklingError(
            "this is not a PyTorch checkpoint but a safetensors file; read it with safetensors"
        )
    file.seek(257, os.SEEK_CUR)
    if file.read(5) == b"ustar":
        raise pickle.UnpicklingError(
            "this file has PyTorch's .tar format of 2016, which rushlight doesn't read. Convert it with PyTorch: "
            "torch.save(torch.load(path, weights_only=False), new_path)"
        )
    raise pickle.UnpicklingError(f"this is not a file that torch.save writes: it begins with {head[:16]!r}")


def _explain(message, weights_only):
    if weights_only:
        return (
            f"Weights only load failed. {message}\n\nWith weights_only=True a file may hold tensors, parameters, "
            "containers and scalars. weights_only=False also allows NumPy arrays, argparse.Namespace and paths; "
            "rushlight reads files as data in both modes and constructs other classes only after "
            "torch.serialization.add_safe_globals([TheClass]). To keep checkpoints free of classes, save "
            "model.state_dict() instead of the model."
        )
    return (
        f"{message}\n\nrushlight reads checkpoints as data, with weights_only=False too: it never imports or calls "
        "what a file names. If you wrote the class and trust the file, say so before loading: "
        "torch.serialization.add_safe_globals([TheClass]). To keep checkpoints free of classes, save "
        "model.state_dict()."
    )
