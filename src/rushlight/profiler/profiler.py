"""A profiler that follows a schedule of steps."""

from __future__ import annotations

import os
import socket
import time
import warnings
from enum import Enum
from typing import TYPE_CHECKING

from .._base.exports import defined_in
from ..autograd import profiler as autograd_profiler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType
    from typing import Any, Self

    from ..autograd.profiler_util import EventList


class ProfilerActivity(Enum):
    """What is measured."""

    CPU = 0
    XPU = 1
    MTIA = 2
    CUDA = 3
    HPU = 4
    PrivateUse1 = 5


class ProfilerAction(Enum):
    """What a profiler does in a step."""

    NONE = 0
    WARMUP = 1
    RECORD = 2
    RECORD_AND_SAVE = 3


_RECORDING = (ProfilerAction.RECORD, ProfilerAction.RECORD_AND_SAVE)


def supported_activities() -> set[ProfilerActivity]:
    """What can be measured here: the CPU.

    >>> [a.name for a in supported_activities()]
    ['CPU']
    """
    return {ProfilerActivity.CPU}


def _default_schedule_fn(step):
    """The schedule without one: every step is measured."""
    return ProfilerAction.RECORD


def schedule(
    *, wait: int, warmup: int, active: int, repeat: int = 0, skip_first: int = 0, skip_first_wait: int = 0
) -> Callable:
    """A function from a step's number to what a profiler does in it: after ``skip_first`` steps, cycles of ``wait``
    steps of nothing, ``warmup`` of warming up and ``active`` of recording, ``repeat`` times (0: for ever).
    ``skip_first_wait`` other than 0 leaves the first wait out. Raises AssertionError for negative numbers or no active
    steps.

    >>> [schedule(wait=1, warmup=1, active=2)(i).name for i in range(4)]
    ['NONE', 'WARMUP', 'RECORD', 'RECORD_AND_SAVE']
    """
    if min(wait, warmup, repeat, skip_first, skip_first_wait) < 0 or active <= 0:
        raise AssertionError(
            "Invalid profiler schedule arguments: wait, warmup, repeat and skip_first must be at least 0, active at "
            "least 1"
        )
    if not warmup:
        warnings.warn("Profiler won't be using warmup, this can skew profiler results", stacklevel=2)

    def action(step):
        if step < 0:
            raise AssertionError(f"a step's number is at least 0, got {step}")
        if step < skip_first:
            return ProfilerAction.NONE
        step -= skip_first
        if skip_first_wait:
            step += wait
        cycle = wait + warmup + active
        if repeat and step // cycle >= repeat:
            return ProfilerAction.NONE
        at = step % cycle
        if at < wait:
            return ProfilerAction.NONE
        if at < wait + warmup:
            return ProfilerAction.WARMUP
        return ProfilerAction.RECORD if at < cycle - 1 else ProfilerAction.RECORD_AND_SAVE

    return action


def tensorboard_trace_handler(
    dir_name: str, worker_name: str | None = None, use_gzip: bool = False
) -> Callable[[profile], None]:
    """An ``on_trace_ready`` that writes each trace into a folder, as <worker>.<time>.pt.trace.json (or .gz).

    >>> handler = tensorboard_trace_handler("traces")
    """

    def handler(prof):
        os.makedirs(dir_name, exist_ok=True)
        worker = worker_name or f"{socket.gethostname()}_{os.getpid()}"
        name = f"{worker}.{time.time_ns()}.pt.trace.json" + (".gz" if use_gzip else "")
        prof.export_chrome_trace(os.path.join(dir_name, name))

    return handler


class profile:
    """A block whose operations are timed, in this thread; with a ``schedule``, in some of the steps that ``step()``
    counts.

    activities      a list of ProfilerActivity; CPU is what there is: others are left out with a warning
    schedule        a function from a step's number to a ProfilerAction; None: all is recorded
    on_trace_ready  called with the profiler when a cycle of the schedule, or the block, is complete
    record_shapes, profile_memory, with_stack: as for ``torch.autograd.profiler.profile``

    >>> steps = schedule(wait=1, warmup=1, active=2, repeat=1)
    >>> with profile(schedule=steps, on_trace_ready=lambda p: print(p.step_num)) as p:
    ...     for _ in range(6):
    ...         y = torch.ones(2).exp()
    ...         p.step()
    4
    """

    def __init__(
        self,
        *,
        activities: Iterable[ProfilerActivity | dict[ProfilerActivity, list[str]]] | None = None,
        schedule: Callable[[int], ProfilerAction] | None = None,
        on_trace_ready: Callable[..., Any] | None = None,
        record_shapes: bool = False,
        profile_memory: bool = False,
        with_stack: bool = False,
    ) -> None:
        wanted: set[Any] = {ProfilerActivity.CPU} if activities is None else set(activities)
        if not wanted:
            raise AssertionError("No valid profiler activities found")
        for other in sorted(a.name for a in wanted - supported_activities()):
            warnings.warn(f"{other} is not available, disabling {other} profiling", stacklevel=2)
        self.activities = wanted & supported_activities()
        self.record_steps = schedule is not None
        self.schedule = schedule or (lambda step: ProfilerAction.RECORD)
        self.on_trace_ready = on_trace_ready
        self.record_shapes, self.profile_memory, self.with_stack = record_shapes, profile_memory, with_stack
        self.step_num, self.current_action = 0, ProfilerAction.NONE
        self.profiler = None
        self._running = False
        self._range = None

    def _options(self):
        return {
            "record_shapes": self.record_shapes,
            "profile_memory": self.profile_memory,
            "with_stack": self.with_stack,
        }

    def start(self) -> None:
        """Begin: what the with statement does."""
        self._enter(self.schedule(self.step_num))

    def stop(self) -> None:
        """End: what leaving the with block does."""
        was_recording = self._running
        self._leave()
        self.current_action = ProfilerAction.NONE
        if was_recording and self.on_trace_ready is not None:
            self.on_trace_ready(self)

    def step(self) -> None:
        """The next step begins."""
        saving = self.current_action is ProfilerAction.RECORD_AND_SAVE
        following = self.schedule(self.step_num + 1)
        if self._range is not None:
            self._range.__exit__(None, None, None)
            self._range = None
        self.step_num += 1
        if saving or following not in _RECORDING:
            was_recording = self._running
            self._leave()
            if was_recording and saving and self.on_trace_ready is not None:
                self.on_trace_ready(self)
        self._enter(following)

    def _enter(self, action):
        self.current_action = action
        if action in _RECORDING:
            if not self._running:
                self.profiler = autograd_profiler.profile(enabled=bool(self.activities), **self._options())
                self.profiler.__enter__()
                self._running = True
            if not self.record_steps:
                return
            self._range = autograd_profiler.record_function(f"ProfilerStep#{self.step_num}")
            self._range.__enter__()

    def _leave(self):
        if self._range is not None:
            self._range.__exit__(None, None, None)
            self._range = None
        if self._running:
            self.profiler.__exit__(None, None, None)
            self._running = False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        self.stop()

    def _finished(self):
        if self.profiler is None:
            raise AssertionError("Profiler must be started, and must have recorded, before its events can be asked for")
        return self.profiler

    def events(self) -> EventList:
        """The events, an EventList. Raises AssertionError before any were recorded."""
        return self._finished()._events()

    def key_averages(self, group_by_input_shape: bool = False, group_by_stack_n: int = 0) -> EventList:
        """The averages by name: an EventList."""
        return self._finished().key_averages(group_by_input_shape, group_by_stack_n)

    def export_stacks(self, path: str, metric: str = "self_cpu_time_total") -> None:
        """Write the stacks for flame graphs; needs ``with_stack=True``."""
        self._finished().export_stacks(path, metric)

    def export_chrome_trace(self, path: str) -> None:
        """Write the events for chrome://tracing or https://ui.perfetto.dev; compressed if the name ends with .gz."""
        self._finished().export_chrome_trace(path)


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
