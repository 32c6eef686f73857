"""Write the zip archive of a checkpoint, laid out as PyTorch lays it out: nothing compressed, data on 64-byte
borders."""

from __future__ import annotations

import struct
import zlib
from typing import Any

ALIGNMENT = 64  # bytes; a storage can be mapped into memory and used where it lies
_LIMIT = 0xFFFFFFFF  # from here on the zip64 fields hold the number


class ArchiveWriter:
    """Writes records one after another to a file that need not seek; ``close`` adds the table of contents.

    ``folder`` is the name that PyTorch puts before every record: the file's stem, or 'archive' for buffers.
    """

    def __init__(self, file, folder="archive"):
        self._file, self._folder = file, folder
        self._position = 0
        self._entries = []  # (name, crc, size, header offset)

    def write(self, name: str, data: Any) -> None:
        """Append one record. ``data``: contiguous bytes-like."""
        data = memoryview(data).cast("B") if len(data) else b""
        path = f"{self._folder}/{name}".encode()
        size, crc, start = len(data), zlib.crc32(data), self._position
        # PyTorch leaves the crc to a descriptor after the data, and leaves that out for empty records.
        flags = 0x0808 if size else 0x0800
        zip64 = _zip64(size, size, start)
        at = start + 30 + len(path) + len(zip64) + 4
        filler = -at % ALIGNMENT
        extra = zip64 + struct.pack("<2sH", b"FB", filler) + b"Z" * filler
        big = size >= _LIMIT
        sizes = (_LIMIT, _LIMIT) if big else (0, 0)
        self._put(struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 0, flags, 0, 0, 0, 0, *sizes, len(path), len(extra)))
        self._put(path + extra)
        if size:
            self._put(data)
            wide = "<4sIQQ" if big or start >= _LIMIT else "<4sIII"
            self._put(struct.pack(wide, b"PK\7\10", crc, size, size))
        self._entries.append((path, crc, size, start))

    def close(self) -> None:
        """Write the fingerprint and the central directory. The file stays open."""
        self.write(".data/serialization_id", self._fingerprint())
        start = self._position
        for path, crc, size, offset in self._entries:
            extra = _zip64(size, size, offset)
            clipped = min(size, _LIMIT)
            fields = (
                b"PK\1\2",
                0,
                0,
                0x0808 if size else 0x0800,
                0,
                0,
                0,
                crc,
                clipped,
                clipped,
                len(path),
                len(extra),
            )
            self._put(struct.pack("<4sHHHHHHIIIHHHHHII", *fields, 0, 0, 0, 0, min(offset, _LIMIT)) + path + extra)
        end, n = self._position, len(self._entries)
        self._put(struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 0x31E, 45, 0, 0, n, n, end - start, start))
        self._put(struct.pack("<4sIQI", b"PK\6\7", 0, end, 1))
        few = min(n, 0xFFFF)
        self._put(struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, few, few, end - start, min(start, _LIMIT), 0))

    def _put(self, data):
        self._file.write(data)
        self._position += len(data)

    def _fingerprint(self):
        """Forty digits that depend on the names and contents of all records, so on nothing else: no clock, no
        chance."""
        names = contents = 0
        for path, crc, _, _ in self._entries:
            names = _mix(names, zlib.crc32(path))
            contents = _mix(contents, crc)
        return b"%020d%020d" % (names, contents)


def _mix(seed, value):
    return (seed ^ (value + 0x9E3779B9 + (seed << 6) + (seed >> 2))) & 0xFFFFFFFFFFFFFFFF


def _zip64(size, packed, offset):
    """The extra field for numbers that 32 bits can't hold; empty for ordinary ones."""
    body = b"".join(struct.pack("<Q", v) for v in (size, packed, offset) if v >= _LIMIT)
    return struct.pack("<HH", 1, len(body)) + body if body else b""
