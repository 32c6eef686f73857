"""Files that are wholly written or not touched: a temporary file beside the target, then one rename."""

from __future__ import annotations

import contextlib
import itertools
import os
import stat

_counter = itertools.count(1)


class MissingFolder(RuntimeError, FileNotFoundError):
    """The folder of a file to be written does not exist (PyTorch raises RuntimeError, Python
    FileNotFoundError)."""

    __str__ = RuntimeError.__str__  # OSError would print only the number


class atomic_open:
    """Context manager giving a binary file that takes the place of ``path`` when the block ends without an
    error.

    The file is flushed to the disk first, keeps the permissions of the one it replaces, and follows a
    symbolic link. After an exception (Ctrl-C too) the old file is untouched and the temporary one is gone;
    after a sudden death the old file is untouched, and the next write to the same path removes what was left.
    Pipes and devices are opened directly.

    Raises MissingFolder (a RuntimeError and FileNotFoundError), IsADirectoryError, PermissionError, OSError
    (disk full).

    >>> with atomic_open("notes.bin") as f:       # doctest: +SKIP
    ...     f.write(b"all or nothing")
    """

    def __init__(self, path):
        self.path = os.fspath(path)
        self._target = os.path.realpath(os.fsdecode(self.path))
        self._temporary = None

    def __enter__(self):
        mode = self._check()
        if mode is not None and not stat.S_ISREG(mode):  # /dev/stdout, a named pipe
            self._file = open(self._target, "wb")
            return self._file
        folder, name = os.path.split(self._target)
        _remove_leftovers(folder, name)
        self._temporary = os.path.join(folder, f"{_prefix(name)}{os.getpid()}-{next(_counter)}.tmp")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
        fd = os.open(self._temporary, flags, 0o666)  # less the umask, as any new file
        self._file = os.fdopen(fd, "wb")
        try:
            if mode is not None:
                os.fchmod(fd, stat.S_IMODE(mode))
        except BaseException:
            self._discard()
            raise
        return self._file

    def __exit__(self, kind, error, traceback):
        try:
            if kind is None and self._temporary:
                self._file.flush()
                os.fsync(self._file.fileno())
            self._file.close()
            if kind is None and self._temporary:
                os.replace(self._temporary, self._target)
                self._temporary = None
                _sync_folder(os.path.dirname(self._target))
        finally:
            self._discard()
        return False

    def _check(self):
        """The mode of the file to be replaced, or None if there is none. Raises if it can't be replaced."""
        folder = os.path.dirname(self._target)
        if not os.path.isdir(folder):
            shown = os.path.dirname(os.fsdecode(self.path)) or folder
            raise MissingFolder(f"Parent directory {shown} does not exist. Create it first: os.makedirs({shown!r})")
        try:
            mode = os.stat(self._target).st_mode
        except FileNotFoundError:
            return None
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(21, "Is a directory; name a file inside it", os.fsdecode(self.path))
        if not os.access(self._target, os.W_OK):
            raise PermissionError(13, "Permission denied (the existing file is read-only)", os.fsdecode(self.path))
        return mode

    def _discard(self):
        if self._temporary:
            self._file.close()
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._temporary)
            self._temporary = None


def write_bytes(path, data) -> None:
    """Replace the file at ``path`` by ``data`` (bytes-like) in one step. Raises as ``atomic_open`` does."""
    with atomic_open(path) as f:
        f.write(data)


def write_text(path, text: str) -> None:
    """Replace the file at ``path`` by ``text`` (UTF-8) in one step. Raises as ``atomic_open`` does."""
    write_bytes(path, text.encode("utf-8"))


def _prefix(name):
    # The machine's name is part of it: on a shared disk a process number says nothing about other machines.
    # Long names are cut: the temporary name must stay below the usual limit of 255 bytes.
    return f".{name[:40]}.{os.uname().nodename[:40]}-"


def _remove_leftovers(folder, name):
    """Delete temporary files of the same target whose process is gone."""
    prefix = _prefix(name)
    for entry in os.listdir(folder):
        if not (entry.startswith(prefix) and entry.endswith(".tmp")):
            continue
        number = entry[len(prefix) :].partition("-")[0]
        if number.isdigit() and not _alive(int(number)):
            with contextlib.suppress(OSError):  # somebody else was quicker, or we may not: it is only rubbish
                os.unlink(os.path.join(folder, entry))


def _alive(pid):
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _sync_folder(folder):
    """Make the rename itself survive a power cut, where the file system allows it."""
    try:
        fd = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    with contextlib.suppress(OSError):
        os.fsync(fd)
    os.close(fd)
