"""Loading with worker processes: who gets which task, in what order batches come back, and how it all ends."""

from __future__ import annotations

import contextlib
import itertools
import os
import time
import warnings
import weakref

from .transport import Receiver
from .worker import END_OF_STREAM, ExceptionWrapper, Settings, worker_main

SHUTDOWN_SECONDS = 5.0


class WorkerPool:
    """The worker processes of one iterator and the pipes to them. Knows nothing of the order of batches."""

    def __init__(self, context, settings, count, owner):
        import multiprocessing
        import selectors

        context = multiprocessing.get_context() if context is None else context
        self.pid = os.getpid()
        self.processes, self.tasks, self.receivers = [], [], []
        self.open = True
        self.poll = selectors.PollSelector() if hasattr(selectors, "PollSelector") else selectors.SelectSelector()
        weakref.finalize(owner, self.shutdown)
        try:
            for i in range(count):
                self._start(context, settings, i)
        except BaseException:
            self.shutdown()
            raise

    def _start(self, context, settings, i):
        theirs, tasks = context.Pipe(duplex=False)
        results, their_results = context.Pipe(duplex=True)
        self.tasks.append(tasks)
        self.receivers.append(Receiver(results))
        forked = context.get_start_method() == "fork"
        others = [*self.tasks, *(r.connection for r in self.receivers)] if forked else []
        process = context.Process(target=worker_main, args=(settings, i, theirs, their_results, others), daemon=True)
        try:
            with _interrupts_held(), warnings.catch_warnings():
                # our own native threads survive a fork (they are started anew in the child), which Python cannot know
                warnings.filterwarnings("ignore", ".*multi-threaded, use of fork", DeprecationWarning)
                process.start()
        except (TypeError, AttributeError) as error:
            error.add_note(
                "A DataLoader worker could not be started because something it needs cannot be pickled (the data set, "
                "collate_fn or worker_init_fn). Define them at the top of a module, or, where the platform has it, "
                "pass multiprocessing_context='fork'."
            )
            raise
        finally:
            theirs.close()
            their_results.close()
        self.processes.append(process)
        self.poll.register(results, 1, i)
        self.poll.register(process.sentinel, 1, i)

    def send(self, i, task):
        """Give worker ``i`` a task; a worker that is gone is noticed by ``receive``."""
        with contextlib.suppress(
            BrokenPipeError, ConnectionResetError
        ):  # receive() sees the same, and knows what it means
            self.tasks[i].send(task)

    def retire(self, i):
        """Worker ``i`` has nothing left to do in this iterator's life: let it go."""
        self.poll.unregister(self.receivers[i].connection)
        self.poll.unregister(self.processes[i].sentinel)
        self.tasks[i].close()

    def receive(self, timeout, wanted):
        """The next (worker, header, object) from any worker, or None when ``timeout`` seconds (0: no limit) have
        passed.

        Raises: RuntimeError if a worker has died.
        """
        ready = self.poll.select(timeout or None)
        if not ready:
            return None
        for key, _ in ready:
            i = key.data
            if key.fileobj is self.receivers[i].connection:
                try:
                    return (i, *self.receivers[i].receive(wanted))
                except (EOFError, ConnectionResetError):
                    break  # the end of the pipe: worker i is gone
        raise self._death(i)

    def _death(self, i):
        self.processes[i].join(1.0)
        dead = [p for p in self.processes if p.exitcode is not None] or [self.processes[i]]
        pids = ", ".join(str(p.pid) for p in dead)
        return RuntimeError(f"DataLoader worker (pid(s) {pids}) exited unexpectedly{_cause(dead[0].exitcode)}")

    def shutdown(self):
        """Close the pipes, wait a little for the workers to finish, then end those that have not. Safe to call
        twice."""
        if not self.open or self.pid != os.getpid():
            return
        self.open = False
        self.poll.close()
        for connection in (*self.tasks, *(r.connection for r in self.receivers)):
            connection.close()
        deadline = time.monotonic() + SHUTDOWN_SECONDS
        for stop in (None, "terminate", "kill"):
            for process in self.processes:
                if stop is not None and process.is_alive():
                    getattr(process, stop)()
            for process in self.processes:
                process.join(max(0.0, deadline - time.monotonic()))
            deadline = time.monotonic() + 1.0


def _cause(exitcode):
    if exitcode is None:
        return ""
    if exitcode >= 0:
        return f" with exit code {exitcode}: something in it called exit, or it could not start (see its output above)"
    import signal

    try:
        name = signal.Signals(-exitcode).name
    except ValueError:
        name = f"signal {-exitcode}"
    hints = {
        "SIGKILL": ": the system may have run out of memory; try fewer workers or smaller batches",
        "SIGSEGV": ": a library it called crashed; num_workers=0 shows where",
    }
    return f", killed by {name}{hints.get(name, '')}"


class _interrupts_held:
    """Hold back Ctrl-C while a process is started: it would hit the child before it can ignore it."""

    def __enter__(self):
        import signal
        import threading

        self.mask = None
        if hasattr(signal, "pthread_sigmask") and threading.current_thread() is threading.main_thread():
            self.mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

    def __exit__(self, *_):
        import signal

        if self.mask is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, self.mask)


class Schedule:
    """Which batch is where. Tasks are numbered; ``done`` holds batches that came early, ``owner`` the worker of each
    task."""

    def __init__(self, workers):
        self.epoch = -1
        self.workers = workers

    def restart(self):
        """A new pass: all workers have work again."""
        self.epoch += 1
        self.sent = self.next = 0
        self.owner, self.done = {}, {}
        self.active = [True] * self.workers
        self.load = [0] * self.workers
        self.turn = itertools.cycle(range(self.workers))

    def pick(self, in_order, limit):
        """The worker for the next task, or None if none has work left (or, out of order, room)."""
        for _ in range(self.workers):
            i = next(self.turn)
            if self.active[i] and (in_order or self.load[i] < limit // sum(self.active)):
                return i
        return None

    def skip_ended(self):
        """Pass over tasks whose worker came to the end of its stream; False when no task is left."""
        while self.next < self.sent:
            owner = self.owner.get(self.next)
            if self.next in self.done or (owner is not None and self.active[owner]):
                return True
            self.owner.pop(self.next, None)
            self.next += 1
        return False


class ParallelLoading:
    """The part of the multi-process iterator that fetches: a mixin below ``_BaseDataLoaderIter``."""

    def _start_workers(self, loader):
        self._prefetch_factor = loader.prefetch_factor
        self._in_order = loader.in_order
        settings = Settings(
            iterable=self._iterable,
            dataset=self._dataset,
            auto_collation=self._auto_collation,
            collate_fn=self._collate_fn,
            drop_last=self._drop_last,
            base_seed=self._base_seed,
            init_fn=loader.worker_init_fn,
            num_workers=self._num_workers,
        )
        self._schedule = Schedule(self._num_workers)
        self._pool = WorkerPool(loader.multiprocessing_context, settings, self._num_workers, self)
        self._workers = self._pool.processes
        self._begin_pass()

    def _begin_pass(self):
        schedule = self._schedule
        schedule.restart()
        if schedule.epoch:
            for i in range(self._num_workers):
                self._pool.send(i, (schedule.epoch, None, None, self._pool.receivers[i].take_freed()))
        for _ in range(self._prefetch_factor * self._num_workers):
            self._put_task()

    def _put_task(self):
        schedule = self._schedule
        try:
            index = next(self._sampler_iter)
        except StopIteration:
            return
        i = schedule.pick(self._in_order, self._prefetch_factor * self._num_workers)
        if i is None:
            return
        self._pool.send(i, (schedule.epoch, schedule.sent, index, self._pool.receivers[i].take_freed()))
        schedule.owner[schedule.sent] = i
        schedule.load[i] += 1
        schedule.sent += 1

    def _next_parallel(self):
        schedule = self._schedule
        while True:
            if not self._pool.open:
                raise StopIteration
            if not schedule.skip_ended():
                if not self._persistent_workers:
                    self._shutdown_workers()
                raise StopIteration
            if schedule.next in schedule.done:
                schedule.next += 1
                return self._deliver(schedule.next - 1, schedule.done.pop(schedule.next - 1))
            i, (_, number, kind), data = self._receive()
            if kind == END_OF_STREAM:
                schedule.active[i] = False
                if not self._persistent_workers:
                    self._pool.retire(i)
                self._put_task()
            elif number == schedule.next:
                schedule.next += 1
                return self._deliver(number, data)
            elif self._in_order:
                schedule.done[number] = data
            else:
                return self._deliver(number, data)

    def _receive(self):
        """The next message of this pass. Whatever goes wrong here leaves the pipes in no state to go on: shut down."""
        epoch = self._schedule.epoch
        try:
            while True:
                message = self._pool.receive(self._timeout, lambda header: header[0] == epoch)
                if message is None:
                    raise RuntimeError(f"DataLoader timed out after {self._timeout} seconds")
                if message[1][0] == epoch:
                    return message
        except BaseException:
            self._shutdown_workers()
            raise

    def _deliver(self, number, data):
        self._schedule.load[self._schedule.owner.pop(number)] -= 1
        self._put_task()
        if isinstance(data, ExceptionWrapper):
            data.reraise()
        return data

    def _shutdown_workers(self):
        self._pool.shutdown()
