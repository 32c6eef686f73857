"""What runs in a worker process: read tasks, fetch batches, send them back; and the errors that cross over."""

from __future__ import annotations

import contextlib
import os
import sys

from .core import manual_seed, set_num_threads

PARENT_CHECK_SECONDS = 2.0
END_OF_STREAM = "end of stream"


class WorkerInfo:
    """What a worker knows of itself: ``id``, ``num_workers``, ``seed`` and its own copy of the ``dataset``."""

    __slots__ = ("dataset", "id", "num_workers", "seed")

    def __init__(self, id, num_workers, seed, dataset):
        for name, value in (("id", id), ("num_workers", num_workers), ("seed", seed), ("dataset", dataset)):
            object.__setattr__(self, name, value)

    def __setattr__(self, name, value):
        raise AttributeError(f"cannot assign to field {name!r}: WorkerInfo is read-only")

    def __repr__(self):
        return f"WorkerInfo(id={self.id}, num_workers={self.num_workers}, seed={self.seed}, dataset={self.dataset!r})"


_worker_info = None


def get_worker_info():
    """The WorkerInfo of the DataLoader worker this code runs in, or None in the main process.

    Example::

        >>> get_worker_info() is None
        True
    """
    return _worker_info


class _Verbatim(str):
    """A message that prints as it is where its repr is asked for (KeyError shows the repr of its argument)."""

    def __repr__(self):
        return str(self)


class ExceptionWrapper:
    """The current exception with its traceback as text, to be raised again in another process."""

    def __init__(self, where):
        import traceback

        kind, error, trace = sys.exc_info()
        self.exc_type = kind
        self.exc_msg = "".join(traceback.format_exception(kind, error, trace))
        self.where = where

    def reraise(self):
        """Raise the same class with the worker's traceback in its text (RuntimeError where the class refuses a
        text)."""
        message = f"Caught {self.exc_type.__name__} {self.where}.\nOriginal {self.exc_msg}"
        if self.exc_type is KeyError:
            message = _Verbatim(message)
        try:
            error = (
                self.exc_type(message=message) if getattr(self.exc_type, "message", None) else self.exc_type(message)
            )
        except Exception:  # a class whose constructor wants something else
            raise RuntimeError(message) from None
        raise error


def numpy_seed(base_seed, worker_id):
    """Four 32-bit words to seed ``numpy.random`` in a worker: NumPy's SeedSequence over (worker, base seed)."""
    import numpy as np

    # the explicit zero fills the pool of four, as PyTorch's own copy of the algorithm does
    entropy = [worker_id, base_seed & 0xFFFFFFFF, base_seed >> 32, 0]
    return np.random.SeedSequence(entropy).generate_state(4).tolist()


def seed_worker(base_seed, worker_id):
    """Seed Python's, rushlight's and NumPy's generators as PyTorch's workers do; returns the seed."""
    import random

    import numpy as np

    seed = base_seed + worker_id
    random.seed(seed)
    manual_seed(seed)
    np.random.seed(numpy_seed(base_seed, worker_id))
    return seed


class Settings:
    """All that a worker must be told, picklable for the start methods that need it."""

    def __init__(self, **values):
        self.__dict__.update(values)


def _read_tasks(tasks, inbox, parent, state):
    """Body of the reading thread: the main process is never blocked by a worker that is busy sending."""
    while True:
        try:
            if not tasks.poll(PARENT_CHECK_SECONDS):
                if os.getppid() != parent:
                    os._exit(1)  # the main process was killed: nobody is left to tell
                continue
            task = tasks.recv()
        except (EOFError, OSError):
            task = None
        if task is not None and task[1] is None:
            state["epoch"] = task[0]  # batches of earlier epochs that still wait are nobody's business now
        inbox.put(task)
        if task is None:
            return


def worker_main(settings, worker_id, tasks, results, others):
    """Entry of a worker process. ``others``: ends of pipes inherited by fork that belong to the main process."""
    import queue
    import signal
    import threading

    # Ctrl-C reaches the whole process group; the main process decides what to do and closes the pipes
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    for connection in others:
        connection.close()
    set_num_threads(1)
    seed = seed_worker(settings.base_seed, worker_id)
    global _worker_info
    _worker_info = WorkerInfo(worker_id, settings.num_workers, seed, settings.dataset)
    inbox, state = queue.SimpleQueue(), {"epoch": 0}
    threading.Thread(target=_read_tasks, args=(tasks, inbox, os.getppid(), state), daemon=True).start()
    # a broken pipe: the main process closed it in the middle of a batch, it has stopped listening
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        _serve(settings, worker_id, inbox, state, results)


def _serve(settings, worker_id, inbox, state, results):
    from .fetch import make_fetcher
    from .transport import Sender

    sender = Sender(results)
    where = f"in DataLoader worker process {worker_id}"
    what = (settings.iterable, settings.dataset, settings.auto_collation, settings.collate_fn, settings.drop_last)
    failed, ended = None, False
    try:
        if settings.init_fn is not None:
            settings.init_fn(worker_id)
        fetch = make_fetcher(*what)
    except Exception:
        failed = ExceptionWrapper(where)
    while (task := inbox.get()) is not None:
        epoch, number, index, freed = task
        sender.release(freed)
        if number is None:
            failed, ended = None, False
            try:
                fetch = make_fetcher(*what)
            except Exception:
                failed = ExceptionWrapper(where)
            continue
        if ended or epoch < state["epoch"]:
            continue
        kind, data = "error", failed
        if failed is None:
            try:
                kind, data = "batch", fetch(index)
            except Exception as error:
                if isinstance(error, StopIteration) and settings.iterable:
                    kind, data, ended = END_OF_STREAM, None, True
                else:
                    data = ExceptionWrapper(where)
        _send(sender, (epoch, number, kind), data, where)
        del data, index, task  # the memory of a batch is not needed while waiting for the next task


def _send(sender, header, data, where):
    try:
        sender.send(header, data)
    except (BrokenPipeError, ConnectionResetError):
        raise
    except Exception:
        if isinstance(data, ExceptionWrapper):  # of a class that cannot be imported by the main process
            data.exc_type = RuntimeError
        else:
            data = ExceptionWrapper(where + ", while sending its batch to the main process")
        _send(sender, (*header[:2], "error"), data, where)
