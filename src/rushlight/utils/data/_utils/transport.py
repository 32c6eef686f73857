"""How batches travel from a worker to the main process: the structure through a pipe, the numbers in shared memory.

A worker owns a few memory segments. It copies the arrays of a batch into one and sends a pickle whose arrays point
there; the main process maps the segment and uses it in place, with no copy. When the last array of a batch is gone the
segment is handed back (with the next task) and used again. Segments are anonymous (a memfd, or an unlinked file): no
name can be left behind, /dev/shm is not used, and when both processes are gone so is the memory. Small batches, and all
batches for which no segment can be had, go through the pipe entirely.
"""

from __future__ import annotations

import io
import os
import pickle
import weakref

import numpy as np

from .core import Tensor, reduce_tensor

INLINE_BYTES = 16 * 1024  # below this a copy through the pipe is cheaper than the bookkeeping of a segment
MAX_SEGMENTS = 64  # per worker; a program that keeps every batch gets the rest through the pipe
_ALIGN = 64


class _Pickler(pickle.Pickler):
    """Pickles tensors as their arrays, so that protocol 5 hands the memory out instead of copying it."""

    def reducer_override(self, obj):
        return reduce_tensor(obj) if isinstance(obj, Tensor) else NotImplemented


def _dumps(obj):
    buffers = []
    stream = io.BytesIO()
    _Pickler(stream, 5, buffer_callback=buffers.append).dump(obj)
    return stream.getvalue(), [buffer.raw() for buffer in buffers]


def _new_segment(size):
    """An anonymous piece of shared memory with its pages reserved: (file descriptor, map). Raises OSError."""
    import mmap

    from ...._base.shared_memory import new_segment

    fd = new_segment(size, "rushlight-batch")
    try:
        return fd, mmap.mmap(fd, size)
    except BaseException:
        os.close(fd)
        raise


class Sender:
    """A worker's end: ``send`` puts one message into the pipe, its large arrays into shared memory."""

    def __init__(self, connection):
        self.connection = connection
        self.segments = {}  # number -> writable view of the whole segment
        self.free = set()
        self.count = 0

    def release(self, numbers):
        """The main process no longer uses these segments."""
        self.free.update(numbers)

    def send(self, header, obj):
        """Send ``header`` (a small picklable) and ``obj``. Raises what pickling ``obj`` raises, before anything is
        sent."""
        body, buffers = _dumps(obj)
        place = fd = None
        if sum(b.nbytes for b in buffers) >= INLINE_BYTES:
            place, fd = self._place(buffers)
        try:
            if place is None:
                buffers = [bytearray(b) for b in buffers]  # not bytes: the arrays must be writable
                self.connection.send_bytes(pickle.dumps((header, body, buffers, None), 5))
                return
            self.connection.send_bytes(pickle.dumps((header, body, [b.nbytes for b in buffers], place), 5))
            if fd is not None:
                from multiprocessing.reduction import send_handle

                send_handle(self.connection, fd, os.getppid())
        finally:
            if fd is not None:
                os.close(fd)

    def _place(self, buffers):
        """Copy into a segment: ((number, size, is new, numbers given up), file descriptor if new), or (None, None)."""
        need = sum(-(-b.nbytes // _ALIGN) * _ALIGN for b in buffers)
        fits = [n for n in self.free if len(self.segments[n]) >= need]
        fd, given_up = None, ()
        if fits:
            number = min(fits, key=lambda n: len(self.segments[n]))
            self.free.discard(number)
        else:
            given_up = tuple(self.free)  # all too small: batches have grown
            for n in given_up:
                del self.segments[n]
            self.free.clear()
            if len(self.segments) >= MAX_SEGMENTS:
                return None, None
            size = 1 << max(16, (need - 1).bit_length())
            size = need if size > 2**26 else size
            try:
                fd, memory = _new_segment(size)
            except OSError:
                return None, None
            number, self.count = self.count, self.count + 1
            self.segments[number] = np.frombuffer(memory, np.uint8)
        segment, at = self.segments[number], 0
        for b in buffers:
            segment[at : at + b.nbytes] = np.frombuffer(b, np.uint8)
            at += -(-b.nbytes // _ALIGN) * _ALIGN
        return (number, len(segment), fd is not None, given_up), fd


class Receiver:
    """The main process's end of one worker's pipe."""

    def __init__(self, connection):
        self.connection = connection
        self.maps = {}
        self.leases = {}  # number -> weak reference to the array over the segment; its callback returns the number
        self.freed = []  # filled from callbacks, in whatever thread drops the last array: only append and pop

    def take_freed(self):
        """The segments that have become free since the last call."""
        taken = []
        while self.freed:
            taken.append(self.freed.pop())
        return taken

    def receive(self, wanted=None):
        """The next (header, object). ``wanted(header)`` false: the object is dropped unread, None returned for it.

        Raises EOFError or OSError when the worker is gone.
        """
        header, body, buffers, place = pickle.loads(self.connection.recv_bytes())
        if place is not None:
            buffers = self._lease(buffers, *place)
        if wanted is not None and not wanted(header):
            return header, None
        return header, pickle.loads(body, buffers=buffers)

    def _lease(self, sizes, number, size, is_new, given_up):
        if is_new:
            import mmap
            from multiprocessing.reduction import recv_handle

            fd = recv_handle(self.connection)
            try:
                self.maps[number] = mmap.mmap(fd, size)
            finally:
                os.close(fd)
        for n in given_up:
            self.maps.pop(n, None)
            self.leases.pop(n, None)
        whole = np.frombuffer(self.maps[number], np.uint8)
        freed = self.freed
        self.leases[number] = weakref.ref(whole, lambda _: freed.append(number))
        parts, at = [], 0
        for n in sizes:
            parts.append(whole[at : at + n])
            at += -(-n // _ALIGN) * _ALIGN
        return parts
