"""Read the zip archive of a checkpoint: strictly, and never more than the file really holds.

A general zip reader accepts much that a checkpoint has no use for and that attackers do (records that
overlap, two records of one name, paths that climb out of their folder). This one refuses it. Errors are
RuntimeErrors with PyTorch's opening words.
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

_ADVICE = (
    " The file is damaged: it was cut short while being saved, copied or downloaded, or changed afterwards. Compare "
    "its size and checksum with the source and fetch it again, or go back to an earlier checkpoint."
)
_MAX_RATIO = 200  # compressed records may grow by this factor: PyTorch itself never compresses


class ArchiveError(RuntimeError):
    """A checkpoint whose zip archive can't be read."""

    def __init__(self, message, damaged=True):
        super().__init__("PytorchStreamReader failed " + message + "." + (_ADVICE if damaged else ""))


class _Entry:
    __slots__ = ("crc", "header", "method", "name", "packed", "size", "start")


class Archive:
    """The records of a zip archive that begins at the present position of ``file`` (readable, seekable).

    Names are without the archive's folder: 'data.pkl', 'data/0'. Raises ArchiveError.
    """

    def __init__(self, file):
        self._file = file
        self._origin = file.tell()
        self._size = file.seek(0, io.SEEK_END) - self._origin
        count, start, length = self._find_directory()
        self._entries, self.folder = self._read_directory(count, start, length)
        self._locate(start)

    @property
    def size(self) -> int:
        """Bytes of the whole archive."""
        return self._size

    def names(self):
        """The names of all records."""
        return list(self._entries)

    def __contains__(self, name):
        return name in self._entries

    def size_of(self, name: str) -> int:
        """The bytes of a record when unpacked."""
        return self._entry(name).size

    def offset_of(self, name: str) -> int | None:
        """Where in the file an uncompressed record's bytes begin; None for a compressed one."""
        entry = self._entry(name)
        return self._origin + entry.start if entry.method == 0 else None

    def read(self, name: str) -> bytes:
        """A whole record, its checksum verified."""
        entry = self._entry(name)
        if entry.method == 0:
            data = self._at(entry.start, entry.size, name)
        else:
            data = self._inflate(entry)
        self._verify(entry, data)
        return data

    def read_into(self, name: str, target: Any) -> None:
        """Fill ``target`` (a writable contiguous buffer of the record's size) with a record, verifying its
        checksum."""
        entry = self._entry(name)
        view = memoryview(target).cast("B") if entry.size else memoryview(bytearray())
        if entry.method:
            view[:] = self._inflate(entry)
        elif not hasattr(self._file, "readinto"):
            view[:] = self._at(entry.start, entry.size, name)
        else:
            self._file.seek(self._origin + entry.start)
            done = 0
            while done < len(view):
                n = self._file.readinto(view[done:])
                if not n:
                    raise ArchiveError(f"reading file {name}: the file ended after {done} of {entry.size} bytes")
                done += n
        self._verify(entry, view)

    def _entry(self, name):
        entry = self._entries.get(name)
        if entry is None:
            raise ArchiveError(f"locating file {name}: file not found in the archive")
        return entry

    def _verify(self, entry, data):
        if zlib.crc32(data) != entry.crc:
            raise ArchiveError(
                f"reading file {entry.name}: crc-32 of its {entry.size} bytes is not the one recorded when saving"
            )

    def _inflate(self, entry):
        packed = self._at(entry.start, entry.packed, entry.name)
        unpacker = zlib.decompressobj(-15)
        try:
            data = unpacker.decompress(packed, entry.size + 1)
        except zlib.error as e:
            raise ArchiveError(f"reading file {entry.name}: {e}") from None
        if len(data) != entry.size:
            raise ArchiveError(
                f"reading file {entry.name}: it unpacks to another size than the {entry.size} bytes announced"
            )
        return data

    def _at(self, offset, n, what):
        """``n`` bytes at ``offset`` of the archive; the range is checked before anything is allocated."""
        if offset < 0 or n < 0 or offset + n > self._size:
            raise ArchiveError(
                f"reading {what}: bytes {offset} to {offset + n} lie outside the file of {self._size} bytes"
            )
        self._file.seek(self._origin + offset)
        data = self._file.read(n)
        if len(data) != n:
            raise ArchiveError(f"reading {what}: the file ended after {len(data)} of {n} bytes")
        return data

    def _find_directory(self):
        """(number of records, offset, length) of the table of contents, from the records at the end of the
        file."""
        if self._size < 22:
            raise ArchiveError("reading zip archive: not a ZIP archive")
        tail_at = max(0, self._size - 22 - 0xFFFF)  # at most a comment of 64 KiB follows
        tail = self._at(tail_at, self._size - tail_at, "the end of the file")
        at = tail.rfind(b"PK\5\6")
        if at < 0 or at + 22 > len(tail):
            raise ArchiveError("reading zip archive: failed finding central directory")
        disk, _, here, count, length, start, comment = struct.unpack("<HHHHIIH", tail[at + 4 : at + 22])
        if disk not in (0, 0xFFFF) or at + 22 + comment != len(tail):
            raise ArchiveError("reading zip archive: bytes follow its end, or it is one of several parts")
        end = tail_at + at
        if 0xFFFF in (here, count) or 0xFFFFFFFF in (length, start):
            count, start, length, end = self._find_wide_directory(end)
        if start + length > end:
            raise ArchiveError("reading zip archive: its central directory lies outside the file")
        if count * 46 > length:
            raise ArchiveError(
                f"reading zip archive: {count} records do not fit its central directory of {length} bytes"
            )
        return count, start, length

    def _find_wide_directory(self, end):
        mark, _, wide_at, _ = struct.unpack("<4sIQI", self._at(end - 20, 20, "the zip64 locator"))
        record = self._at(wide_at, 56, "the zip64 end record")
        fields = struct.unpack("<4sQHHIIQQQQ", record)
        if mark != b"PK\6\7" or fields[0] != b"PK\6\6":
            raise ArchiveError("reading zip archive: failed finding central directory (zip64)")
        return fields[7], fields[9], fields[8], wide_at

    def _read_directory(self, count, start, length):
        table = self._at(start, length, "the central directory")
        entries, folder, at = {}, None, 0
        for _ in range(count):
            if table[at : at + 4] != b"PK\1\2" or at + 46 > length:
                raise ArchiveError("reading zip archive: its central directory is damaged")
            entry, path, at = _parse_entry(table, at)
            if path.endswith("/") and not entry.size:
                continue  # a folder, as other zip programs write them
            above, slash, name = path.partition("/")
            _check_path(path, slash, name)
            if folder is None:
                folder = above
            if above != folder:
                raise ArchiveError(
                    f"reading zip archive: record {path!r} is outside the archive's folder {folder!r}", False
                )
            if name in entries:
                raise ArchiveError(f"reading zip archive: two records have the name {path!r}", False)
            entry.name = name
            entries[name] = entry
        if folder is None:
            raise ArchiveError("reading zip archive: it is empty")
        return entries, folder

    def _locate(self, directory):
        """Find the bytes of each record, and see that no two records share any (so memory use is bounded by
        the file)."""
        reached = 0
        for entry in sorted(self._entries.values(), key=lambda e: e.header):
            header = self._at(entry.header, 30, f"the header of {entry.name}")
            if header[:4] != b"PK\3\4":
                raise ArchiveError(f"reading file {entry.name}: its header is damaged")
            name_length, extra_length = struct.unpack("<HH", header[26:30])
            entry.start = entry.header + 30 + name_length + extra_length
            if entry.header < reached or entry.start + entry.packed > directory:
                raise ArchiveError(f"reading file {entry.name}: its bytes overlap those of another record")
            written = self._at(entry.header + 30, name_length, f"the header of {entry.name}")
            if written != f"{self.folder}/{entry.name}".encode(errors="surrogateescape"):
                raise ArchiveError(f"reading file {entry.name}: its header names another file")
            reached = entry.start + entry.packed


def _parse_entry(table, at):
    """One row of the central directory: (entry, path, offset of the next row)."""
    flags, method = struct.unpack("<HH", table[at + 8 : at + 12])
    crc, packed, size, n_name, n_extra, n_comment = struct.unpack("<IIIHHH", table[at + 16 : at + 34])
    (header,) = struct.unpack("<I", table[at + 42 : at + 46])
    path_end = at + 46 + n_name
    after = path_end + n_extra + n_comment
    if after > len(table):
        raise ArchiveError("reading zip archive: its central directory is damaged")
    path = table[at + 46 : path_end].decode("utf-8", "surrogateescape")
    size, packed, header = _widen(table[path_end : path_end + n_extra], size, packed, header, path)
    if flags & 0x2041:
        raise ArchiveError(f"reading file {path}: it is encrypted", False)
    if method not in (0, 8):
        raise ArchiveError(f"reading file {path}: compression method {method} is not one that PyTorch writes", False)
    if method == 0 and size != packed:
        raise ArchiveError(f"reading file {path}: its two sizes, {size} and {packed} bytes, differ")
    if method == 8 and size > _MAX_RATIO * packed + 65536:
        raise ArchiveError(
            f"reading file {path}: {packed} compressed bytes announce {size} (more than {_MAX_RATIO} times as many); a "
            "bomb? If you trust it, unpack the archive and zip it again without compression (zip -0)",
            False,
        )
    entry = _Entry()
    entry.crc, entry.method, entry.packed, entry.size, entry.header = crc, method, packed, size, header
    return entry, path, after


def _widen(extra, size, packed, header, path):
    """Replace the numbers that did not fit 32 bits by those of the zip64 extra field."""
    limit = 0xFFFFFFFF
    if limit not in (size, packed, header):
        return size, packed, header
    at = 0
    while at + 4 <= len(extra):
        kind, n = struct.unpack("<HH", extra[at : at + 4])
        if kind == 1:
            body = extra[at + 4 : at + 4 + n]
            values = iter(struct.unpack(f"<{len(body) // 8}Q", body[: len(body) // 8 * 8]))
            try:
                return tuple(next(values) if v == limit else v for v in (size, packed, header))
            except (StopIteration, RuntimeError):
                break
        at += 4 + n
    raise ArchiveError(f"reading file {path}: its zip64 sizes are missing")


def _check_path(path, slash, name):
    if not slash or not name:
        raise ArchiveError(
            f"reading zip archive: file in archive is not in a subdirectory: {path}. It is not a checkpoint", False
        )
    if "\0" in path or "\\" in path or path.startswith("/") or ".." in path.split("/"):
        raise ArchiveError(f"reading zip archive: the record name {path!r} is not one that PyTorch writes", False)
