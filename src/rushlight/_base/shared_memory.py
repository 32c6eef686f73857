"""Memory that several processes see: a map of an anonymous file, whose descriptor goes from one to the other."""

from __future__ import annotations

import mmap
import os

__all__ = ["SharedMap", "attached", "new_segment", "shared_map"]


class SharedMap(mmap.mmap):
    """A map that knows the descriptor of its file (``fd``) and closes it in the end."""

    fd = -1

    def __del__(self, close=os.close):  # a default: at the end of the process the module may be emptied before its maps
        if self.fd >= 0:
            close(self.fd)
            self.fd = -1


def new_segment(size, name="rushlight"):
    """The descriptor of an anonymous file of ``size`` bytes, its pages reserved. Raises OSError."""
    import tempfile

    if hasattr(os, "memfd_create"):
        fd = os.memfd_create(name)
    else:
        with tempfile.TemporaryFile() as file:
            fd = os.dup(file.fileno())
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(fd, 0, size)  # so that lack of memory is an error here, not a SIGBUS at the first write
        else:
            os.ftruncate(fd, size)
        return fd
    except BaseException:
        os.close(fd)
        raise


def shared_map(size):
    """New memory to share, of at least a byte."""
    size = max(size, 1)
    try:
        return attached(new_segment(size), size)
    except OSError as error:
        raise RuntimeError(f"no shared memory of {size:,} bytes to be had: {error}") from error


def attached(fd, size):
    """The memory behind a descriptor, which the map takes over."""
    try:
        shared = SharedMap(fd, size)
    except BaseException:
        os.close(fd)
        raise
    shared.fd = fd
    return shared
