"""How files are read and written where the file and the call leave it open: ``torch.serialization``'s settings."""

from __future__ import annotations

import mmap
import sys
from enum import Enum
from typing import Any


class LoadEndianness(Enum):
    """The byte order of files that don't say theirs.

    >>> LoadEndianness.LITTLE.name
    'LITTLE'
    """

    NATIVE = 1
    LITTLE = 2
    BIG = 3


class _Options:
    endianness: LoadEndianness | None = None
    crc32 = True
    mmap_flags: int = getattr(mmap, "MAP_PRIVATE", 2)
    skips_data = False

    def byte_order(self) -> str:
        """Of files that don't say theirs."""
        if self.endianness in (None, LoadEndianness.LITTLE):
            return "little"
        return "big" if self.endianness is LoadEndianness.BIG else sys.byteorder


options = _Options()


def get_default_load_endianness() -> LoadEndianness | None:
    """The byte order that ``load`` assumes where a file has no record of it; None: little.

    >>> get_default_load_endianness()
    """
    return options.endianness


def set_default_load_endianness(endianness: LoadEndianness | None) -> None:
    """Have ``load`` assume a byte order where a file has no record of it. Raises TypeError for other types.

    >>> set_default_load_endianness(None)
    """
    if not isinstance(endianness, LoadEndianness) and endianness is not None:
        raise TypeError(
            "Invalid argument type in function set_default_load_endianness: expected a LoadEndianness or None"
        )
    options.endianness = endianness


def get_crc32_options() -> bool:
    """Whether ``save`` was asked to compute checksums.

    >>> get_crc32_options()
    True
    """
    return options.crc32


def set_crc32_options(compute_crc32: bool) -> None:
    """Say that checksums are not needed. Files written here bear right ones all the same: any zip program reads them.

    >>> set_crc32_options(True)
    """
    options.crc32 = bool(compute_crc32)


def get_default_mmap_options() -> int | None:
    """What ``load(mmap=True)`` maps files with: ``mmap.MAP_PRIVATE`` or ``mmap.MAP_SHARED``.

    >>> import mmap
    >>> get_default_mmap_options() == mmap.MAP_PRIVATE
    True
    """
    return options.mmap_flags


class set_default_mmap_options:
    """Have ``load(mmap=True)`` map files privately (``mmap.MAP_PRIVATE``, as at first) or shared (``mmap.MAP_SHARED``:
    what is written to a tensor goes to the file); in a ``with`` block for its length. Raises ValueError for others.

    >>> import mmap
    >>> with set_default_mmap_options(mmap.MAP_SHARED):
    ...     get_default_mmap_options() == mmap.MAP_SHARED
    True
    """

    def __init__(self, flags: int) -> None:
        if flags not in (mmap.MAP_PRIVATE, mmap.MAP_SHARED):
            raise ValueError(
                "Invalid argument in function set_default_mmap_options, expected mmap.MAP_PRIVATE or mmap.MAP_SHARED, "
                f"but got {flags}"
            )
        self.prev, options.mmap_flags = options.mmap_flags, flags

    def __enter__(self) -> None:
        pass

    def __exit__(self, *exc: object) -> None:
        options.mmap_flags = self.prev


class skip_data:
    """Context manager: ``save`` writes zeros in place of tensors' numbers, and ``load`` does not read them: for files
    whose numbers are put in afterwards. ``materialize_fake_tensors``: meta tensors are written as memory on the CPU.

    >>> with skip_data():
    ...     pass
    """

    def __init__(self, materialize_fake_tensors: bool = False) -> None:
        self.materialize_fake_tensors = materialize_fake_tensors

    def __enter__(self) -> None:
        self._before: Any = options.skips_data
        options.skips_data = True

    def __exit__(self, *exc: object) -> None:
        options.skips_data = self._before
