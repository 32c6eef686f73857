"""Where storages are and go: tags in files and who understands them (``register_package``)."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .._base import dtypes
from ._tensors import STORAGE_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_registered: list[tuple[int, Any, Any]] = []
_KNOWN = ("cpu", "cuda", "meta")
_CURE = (
    "If you are running on a CPU-only machine, please use torch.load with map_location=torch.device('cpu') to map your "
    "storages to the CPU."
)


class SourceChangeWarning(Warning):
    """The class in the program differs from the one that a file was saved from."""


class StorageType:
    """A storage class by its name in files; ``dtype`` is that of its elements.

    >>> StorageType("FloatStorage").dtype
    torch.float32
    """

    def __init__(self, name: str) -> None:
        self._dtype = STORAGE_NAMES[name]

    @property
    def dtype(self) -> dtypes.dtype:
        """The dtype of the elements."""
        return self._dtype

    def __str__(self) -> str:
        return f"StorageType(dtype={self.dtype})"


@contextmanager
def mkdtemp() -> Iterator[str]:
    """A new folder, for the length of a ``with`` block.

    >>> with mkdtemp() as folder:
    ...     type(folder).__name__
    'str'
    """
    path = tempfile.mkdtemp()
    try:
        yield path
    finally:
        shutil.rmtree(path)


def register_package(
    priority: int, tagger: Callable[[Any], str | None], deserializer: Callable[[Any, str], Any]
) -> None:
    """Tell of a kind of device: ``tagger(storage)`` gives its tag in files, ``deserializer(storage, tag)`` the storage
    there; None from either: not mine. Asked by ``priority``, lowest first, before what is known here (10 for the CPU).

    >>> register_package(50, lambda storage: None, lambda storage, tag: None)
    """
    _registered.append((priority, tagger, deserializer))
    _registered.sort(key=lambda entry: entry[0])


def restored(storage: Any, location: str) -> Any:
    """The storage where a registered package puts those with this tag, or None."""
    for _, _, deserializer in _registered:
        result = deserializer(storage, location)
        if result is not None:
            return result
    return None


def location_tag(storage: Any) -> str:
    """The tag in files for where a storage is.

    >>> location_tag(torch.ones(2).untyped_storage())
    'cpu'
    """
    for _, tagger, _ in _registered:
        tag = tagger(storage)
        if tag:
            return tag
    return str(storage.device)


def default_restore_location(storage: Any, location: str) -> Any:
    """The storage where its tag says. Raises RuntimeError for tags that nobody knows.

    >>> default_restore_location(torch.ones(2).untyped_storage(), "cpu").nbytes()
    8
    """
    result = restored(storage, location)
    if result is not None:
        return result
    kind = location.partition(":")[0]
    if kind not in _KNOWN:
        raise RuntimeError(
            f"don't know how to restore data location of torch.storage.{type(storage).__name__} (tagged with "
            f"{location}). Pass map_location='cpu'"
        )
    if kind == "cuda":
        validate_cuda_device(location)
    return storage if str(storage.device) == location else storage.to(location)


def normalize_storage_type(storage_type: type) -> Any:
    """``torch``'s class of the name of ``storage_type``.

    >>> normalize_storage_type(torch.FloatStorage) is torch.FloatStorage
    True
    """
    return getattr(import_module("rushlight"), storage_type.__name__)


def storage_to_tensor_type(storage: Any) -> Any:
    """The class of tensors that hold elements such as this storage's: FloatTensor for a FloatStorage.

    >>> storage_to_tensor_type(torch.FloatStorage(2)).__name__
    'FloatTensor'
    """
    return getattr(import_module("rushlight"), f"{storage.dtype.cpp}Tensor")


def validate_cuda_device(location: str) -> int:
    """The number of a CUDA device in a tag. Raises RuntimeError, since there is none."""
    _is_of(location, "cuda")
    raise RuntimeError(
        f"Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. {_CURE}"
    )


def validate_hpu_device(location: str) -> int:
    """The number of an HPU in a tag. Raises RuntimeError, since there is none."""
    _is_of(location, "hpu")
    raise RuntimeError(f"The HPU device module is not registered. {_CURE}")


def _is_of(location, kind):
    if not str(location).startswith(kind):
        raise ValueError(f"Expected a {kind} device, but got: {location}")


def check_module_version_greater_or_equal(
    module: Any, req_version_tuple: tuple[Any, ...], error_if_malformed: bool = True
) -> bool:
    """Whether ``module.__version__`` is at least this. Raises RuntimeError for a version that can't be compared (warns,
    and answers True, without ``error_if_malformed``).

    >>> from types import SimpleNamespace
    >>> check_module_version_greater_or_equal(SimpleNamespace(__name__="m", __version__="1.10.2"), (1, 9))
    True
    """
    try:
        parts = module.__version__.split(".")
        return tuple(type(wanted)(parts[i]) for i, wanted in enumerate(req_version_tuple)) >= req_version_tuple
    except Exception as error:
        message = (
            f"'{module.__name__}' module version string is malformed '{module.__version__}' and cannot be compared "
            f"with tuple {req_version_tuple}"
        )
        if error_if_malformed:
            raise RuntimeError(message) from error
        warnings.warn(message + ", but continuing assuming that requirement is met", stacklevel=2)
        return True
