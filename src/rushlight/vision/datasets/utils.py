"""Fetching files: from several places, continuing what was interrupted, checked, and unpacked without surprises."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from ..._base.atomic import atomic_open
from ..._base.exports import defined_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from .._types import StrPath


USER_AGENT = "rushlight/vision"
TIMEOUT = 30.0  # seconds without a single byte
_CHUNK = 1 << 16
_ATTEMPTS = 3  # per address, each continuing where the last one stopped


def calculate_md5(fpath: StrPath, chunk_size: int = 1024 * 1024) -> str:
    """The md5 sum of a file, in hex. (It guards against damage, not against forgery.)"""
    import hashlib

    md5 = hashlib.md5(usedforsecurity=False)
    with open(fpath, "rb") as f:
        while chunk := f.read(chunk_size):
            md5.update(chunk)
    return md5.hexdigest()


def check_md5(fpath: StrPath, md5: str, **kwargs: Any) -> bool:
    """Whether the file has this md5 sum."""
    return md5 == calculate_md5(fpath, **kwargs)


def check_integrity(fpath: StrPath, md5: str | None = None) -> bool:
    """Whether the file exists and, if ``md5`` is given, has that sum."""
    return os.path.isfile(fpath) and (md5 is None or check_md5(fpath, md5))


def verify_str_arg(
    value: Any, arg: str | None = None, valid_values: Iterable[str] | None = None, custom_msg: str | None = None
) -> str:
    """``value`` itself. Raises: ValueError unless it is a string and, if ``valid_values`` are given, one of them.

    >>> verify_str_arg("train", "split", ("train", "test"))
    'train'
    """
    if not isinstance(value, str):
        name = "" if arg is None else f" for argument {arg}"
        raise ValueError(f"Expected type str{name}, but got type {type(value)}.")
    if valid_values is not None and value not in valid_values:
        known = ", ".join(f"'{v}'" for v in valid_values)
        raise ValueError(custom_msg or f"Unknown value '{value}' for argument {arg}. Valid values are {{{known}}}.")
    return value


def list_dir(root: StrPath, prefix: bool = False) -> list[str]:
    """The folders in ``root``; with ``prefix`` their whole paths."""
    return _listed(root, os.path.isdir, "", prefix)


def list_files(root: StrPath, suffix: str | tuple[str, ...], prefix: bool = False) -> list[str]:
    """The files in ``root`` that end with ``suffix`` (or one of a tuple); with ``prefix`` their whole paths."""
    return _listed(root, os.path.isfile, suffix, prefix)


def _listed(root, kind, suffix, prefix):
    root = os.path.expanduser(root)
    names = [n for n in os.listdir(root) if kind(os.path.join(root, n)) and n.endswith(suffix)]
    return [os.path.join(root, n) for n in names] if prefix is True else names


def download_url(
    url: str,
    root: StrPath,
    filename: StrPath | None = None,
    md5: str | None = None,
    max_redirect_hops: int = 3,
    *,
    mirrors: Sequence[str] = (),
) -> None:
    """Fetch ``url`` into the folder ``root``, unless the file is there and has the right ``md5``.

    What has arrived is kept in ``filename.part`` when the connection breaks or the program is stopped, and the next
    call asks only for the rest. ``mirrors``: further addresses of the same file, tried in turn.
    Raises: RuntimeError, saying what happened at each address, if none of them gave the file.
    """
    root = os.path.expanduser(root)
    path = os.path.join(root, filename or os.path.basename(url))
    os.makedirs(root, exist_ok=True)
    if check_integrity(path, md5):
        return
    part = path + ".part"
    failures = []
    for address in (url, *mirrors):
        for attempt in range(_ATTEMPTS):
            try:
                _fetch(address, part, max_redirect_hops)
            except OSError as error:  # URLError, HTTPError, TimeoutError, ConnectionError
                failures.append(f"  {address}: {_reason(error)}")
                if not _worth_repeating(error):
                    break
                time.sleep(attempt)
                continue
            if md5 is None or check_md5(part, md5):
                os.replace(part, path)
                return
            os.unlink(part)
            failures.append(f"  {address}: the file has another md5 sum than {md5}")
    raise RuntimeError(
        f"File not found or corrupted: {path} could not be fetched.\n"
        + "\n".join(dict.fromkeys(failures))
        + f"\nTry again later (what has arrived is kept), or put the file at {path} yourself."
    )


def _reason(error):
    code = getattr(error, "code", None)
    return f"HTTP status {code}" if code is not None else str(getattr(error, "reason", None) or error)


def _worth_repeating(error):
    """Whether the same address may do better in a moment: not if it says that the file is not there."""
    code = getattr(error, "code", None)
    return isinstance(error, _Cut) or (code is not None and (code >= 500 or code == 429))


class _Cut(ConnectionError):
    """The connection broke in the middle of the file."""


def _fetch(url, part, max_redirect_hops):
    """Bring ``part`` to the whole file, by asking for what follows what is there. Raises OSError."""
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import Request, build_opener

    have = os.path.getsize(part) if os.path.exists(part) else 0
    headers = {"User-Agent": USER_AGENT}
    if have:
        headers["Range"] = f"bytes={have}-"
    try:
        response = build_opener(_redirects(max_redirect_hops)).open(Request(url, headers=headers), timeout=TIMEOUT)
    except HTTPError as error:
        error.close()
        if error.code == 416 and have:  # nothing follows: it is complete, or not the beginning of this file
            if error.headers.get("Content-Range", "").endswith(f"/{have}"):
                return
            os.unlink(part)
            raise _Cut("the server has another file than the one begun: starting again") from None
        raise
    with response:
        if response.status != 206 or not response.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
            have = 0  # the whole file comes
        length = response.headers.get("Content-Length")
        total = have + int(length) if length and length.isdigit() else None
        with open(part, "r+b" if have else "wb") as f, _Progress(os.path.basename(part)[:-5], have, total) as progress:
            f.seek(have)
            f.truncate()
            try:
                while chunk := response.read(_CHUNK):
                    f.write(chunk)
                    progress.add(len(chunk))
            except HTTPException as error:
                raise _Cut(f"the connection broke: {error!r}") from None
            except (TimeoutError, ConnectionError) as error:
                raise _Cut(f"the connection broke: {error}") from None
            if total is not None and progress.done < total:
                raise _Cut(f"the connection broke after {progress.done} of {total} bytes")


def _redirects(most):
    from urllib.request import HTTPRedirectHandler

    handler = HTTPRedirectHandler()
    handler.max_redirections = most
    return handler


class _Progress:
    """One line about a download: rewritten in a terminal, else printed at the beginning and the end."""

    def __init__(self, name, done, total):
        self.name, self.done, self.first, self.total = name, done, done, total
        self.started = self.shown = time.monotonic()
        self.live = hasattr(sys.stderr, "isatty") and sys.stderr.isatty()

    def __enter__(self):
        self._print(end="" if self.live else "\n")
        return self

    def add(self, count):
        self.done += count
        now = time.monotonic()
        if self.live and now - self.shown > 0.1:
            self.shown = now
            self._print(end="")

    def __exit__(self, kind, error, trace):
        if self.live or kind is None:
            self._print(end="\n")

    def _print(self, end):
        if sys.stderr is None:
            return
        mb = f"{self.done / 1e6:.1f}"
        if self.total:
            mb = f"{self.done / max(self.total, 1):4.0%}  {mb} of {self.total / 1e6:.1f}"
        seconds = time.monotonic() - self.started
        rate = (self.done - self.first) / seconds if seconds > 0.5 else 0
        speed = f"  {rate / 1e6:.2f} MB/s" if rate else ""
        if rate and self.total:
            left = int((self.total - self.done) / rate)
            speed += f"  {left // 60}:{left % 60:02d} left"
        start = "\r" if self.live else ""
        print(f"{start}{self.name}: {mb} MB{speed}{'   ' if self.live else ''}", end=end, file=sys.stderr, flush=True)


_ENDINGS = {
    ".tgz": (".tar", "gz"),
    ".tbz": (".tar", "bz2"),
    ".tbz2": (".tar", "bz2"),
    ".tar": (".tar", ""),
    ".zip": (".zip", ""),
}
_PACKED = {".gz": "gz", ".bz2": "bz2", ".xz": "xz"}


def _kind(path):
    """(ending, ".tar" or ".zip" or None, compression) of a file, from its name."""
    stem, last = os.path.splitext(os.fspath(path))
    if last in _ENDINGS:
        return (last, *_ENDINGS[last])
    if last in _PACKED:
        before = os.path.splitext(stem)[1]
        if before == ".tar":
            return before + last, before, _PACKED[last]
        return last, None, _PACKED[last]
    known = sorted({*_ENDINGS, *_PACKED})
    raise RuntimeError(f"Unknown compression or archive type: '{last}'.\nKnown suffixes are: '{known}'.")


def extract_archive(from_path: StrPath, to_path: StrPath | None = None, remove_finished: bool = False) -> StrPath:
    """Unpack a .tar (.gz, .bz2, .xz) or .zip archive into the folder ``to_path`` (default: beside it), or a single
    compressed file into a file there; returns the folder or file.

    Members that would land outside the folder, links that lead out of it and devices are refused before anything is
    written. Raises: RuntimeError for such members, damaged archives and unknown kinds.
    """
    source = os.fspath(from_path)
    folder = os.path.dirname(source) if to_path is None else os.fspath(to_path)
    ending, archive, compression = _kind(source)
    try:
        if archive == ".tar":
            _extract_tar(source, folder, compression)
        elif archive == ".zip":
            _extract_zip(source, folder)
        else:
            folder = os.path.join(folder, os.path.basename(source).removesuffix(ending))
            _decompress(source, folder, compression)
    except _damage() as error:
        raise RuntimeError(f"{source} is damaged: {error}. Delete it and fetch it again") from error
    if remove_finished:
        os.remove(source)
    kind: Any = type(from_path)
    return kind(folder)


def _damage():
    import lzma
    import tarfile
    import zipfile
    import zlib

    return (tarfile.TarError, zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError)


def _inside(folder, name, source):
    """Refuse a member whose path leads out of ``folder``."""
    root = os.path.realpath(folder)
    target = os.path.realpath(os.path.join(root, name))
    if os.path.isabs(name) or os.path.commonpath([root, target]) != root:
        raise RuntimeError(f"{source} is not to be trusted: its member {name!r} would be written outside {folder}")
    return target


def _extract_tar(source, folder, compression):
    import tarfile

    with tarfile.open(source, f"r:{compression}") as tar:
        members = tar.getmembers()
        for member in members:
            target = _inside(folder, member.name, source)
            if member.issym() or member.islnk():
                start = os.path.dirname(target) if member.issym() else os.path.realpath(folder)
                _inside(folder, os.path.relpath(os.path.join(start, member.linkname), os.path.realpath(folder)), source)
            elif not (member.isfile() or member.isdir()):
                raise RuntimeError(f"{source} is not to be trusted: its member {member.name!r} is a device")
        options = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        tar.extractall(folder, members, **options)


def _extract_zip(source, folder):
    import zipfile

    with zipfile.ZipFile(source) as archive:
        for name in archive.namelist():
            _inside(folder, name, source)
        archive.extractall(folder)


def _decompress(source, target, compression):
    import bz2
    import gzip
    import lzma
    import shutil

    opener = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}[compression]
    with opener(source, "rb") as packed, atomic_open(target) as f:
        shutil.copyfileobj(packed, f, 1 << 20)


def download_and_extract_archive(
    url: str,
    download_root: StrPath,
    extract_root: StrPath | None = None,
    filename: StrPath | None = None,
    md5: str | None = None,
    remove_finished: bool = False,
    *,
    mirrors: Sequence[str] = (),
) -> None:
    """``download_url`` into ``download_root``, then ``extract_archive`` into ``extract_root`` (default: the same
    folder)."""
    download_root = os.path.expanduser(download_root)
    filename = filename or os.path.basename(url)
    download_url(url, download_root, filename, md5, mirrors=mirrors)
    extract_archive(os.path.join(download_root, filename), extract_root or download_root, remove_finished)


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
