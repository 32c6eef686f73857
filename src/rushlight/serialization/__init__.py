"""Checkpoints in PyTorch's file format, both directions: written atomically, read as data and never executed.

``save`` and ``load`` are the two entrances. From the outside in: ``_archive`` and ``_writer`` (the zip file),
``_legacy`` (the format before it), ``_machine`` (pickle opcodes as data), ``_tables`` and ``_more`` (what
files may construct), ``_safe`` (what users vouch for), ``_program`` (classes of the program: whole modules),
``_storages``, ``_locations`` and ``_tensors`` (bytes and tensors), ``_pickler`` (objects to opcodes).
"""

from __future__ import annotations

import mmap as _mmap
import sys as _sys

from .._face.types import FileLike as FileLike
from .._face.types import MapLocation as MAP_LOCATION
from ._legacy import MAGIC as MAGIC_NUMBER
from ._legacy import VERSION as PROTOCOL_VERSION
from ._load import UNSAFE_MESSAGE, load
from ._locations import (
    SourceChangeWarning,
    StorageType,
    check_module_version_greater_or_equal,
    default_restore_location,
    location_tag,
    mkdtemp,
    normalize_storage_type,
    register_package,
    storage_to_tensor_type,
    validate_cuda_device,
    validate_hpu_device,
)
from ._options import (
    LoadEndianness,
    get_crc32_options,
    get_default_load_endianness,
    get_default_mmap_options,
    set_crc32_options,
    set_default_load_endianness,
    set_default_mmap_options,
    skip_data,
)
from ._safe import add_safe_globals, clear_safe_globals, get_safe_globals, safe_globals
from ._save import save
from ._unsafe import get_unsafe_globals_in_checkpoint

__all__ = [
    "LoadEndianness",
    "SourceChangeWarning",
    "StorageType",
    "add_safe_globals",
    "check_module_version_greater_or_equal",
    "clear_safe_globals",
    "default_restore_location",
    "get_crc32_options",
    "get_default_load_endianness",
    "get_default_mmap_options",
    "get_safe_globals",
    "get_unsafe_globals_in_checkpoint",
    "load",
    "location_tag",
    "mkdtemp",
    "normalize_storage_type",
    "register_package",
    "safe_globals",
    "save",
    "set_crc32_options",
    "set_default_load_endianness",
    "set_default_mmap_options",
    "skip_data",
    "storage_to_tensor_type",
    "validate_cuda_device",
    "validate_hpu_device",
]

DEFAULT_PROTOCOL = 2
LONG_SIZE, INT_SIZE, SHORT_SIZE = 4, 4, 2  # of the numbers in files of the old format
STORAGE_KEY_SEPARATOR = ","
IS_WINDOWS = _sys.platform == "win32"
MAP_PRIVATE, MAP_SHARED = getattr(_mmap, "MAP_PRIVATE", 2), getattr(_mmap, "MAP_SHARED", 1)
