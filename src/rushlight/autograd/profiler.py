"""``torch.autograd.profiler``: how long each operation takes. While none runs, nothing is measured and nothing
costs."""

from __future__ import annotations

import functools
import re
import sys
import threading
from time import perf_counter_ns
from typing import TYPE_CHECKING, cast

from .._core import Value, state
from .._core.modes import Recorder
from .._core.value import PACKAGE
from .profiler_util import EventList, FunctionEvent

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Self

    from .._face.types import F
    from .profiler_util import FunctionEventAvg

__all__ = ["emit_itt", "emit_nvtx", "kineto_available", "profile", "record_function"]


class _Profiler(Recorder):
    """A recorder that notes when each op began and ended. ``next``: the recorder before."""

    def __init__(self, before, shapes, memory, stack):
        self.next, self.shapes, self.memory, self.with_stack = before, shapes, memory, stack
        self.origin = perf_counter_ns()
        self.begun: list[Any] = []
        self.seen: list[Any] = []  # name, start, end (ns), operands' shapes, stack, bytes, whether of record_function

    def begin(self, op):
        """Called before an op's arrays are computed."""
        super().begin(op)
        self.begun.append((op, perf_counter_ns()))

    def record(self, op, inputs, outputs, target):
        """Called after every apply."""
        end = perf_counter_ns()
        start = self.begun.pop()[1] if self.begun and self.begun[-1][0] is op else end
        shapes, made = (), 0
        if self.shapes:
            shapes = [list(v.shape) if isinstance(v, Value) else [] for v in inputs]
        if self.memory and target is None and not (op.view or op.multi_view):
            made = sum(v._array.nbytes for v in outputs if isinstance(v, Value))
        stack = _stack() if self.with_stack else ()
        self.seen.append((_name(op.name), start, end, shapes, stack, made, False))
        if self.next is not None:
            self.next.record(op, inputs, outputs, target)

    def events(self):
        """What was seen, in the order of beginning, each with what lies within it."""
        thread = threading.get_native_id()
        rows = sorted(self.seen, key=lambda row: (row[1], -row[2]))
        events: list[Any] = []
        open_: list[Any] = []
        for i, (name, start, end, *more) in enumerate(rows):
            e = FunctionEvent(i + 1, name, (start - self.origin) / 1e3, (end - self.origin) / 1e3, thread, *more)
            while open_ and open_[-1].time_range.end < e.time_range.end:
                open_.pop()
            if open_:
                e.cpu_parent = open_[-1]
                e.cpu_parent.cpu_children.append(e)
            open_.append(e)
            events.append(e)
        return EventList(events, self.memory)


@functools.cache
def _name(name):
    return "aten::" + re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _stack():
    """The places of the program that led here, innermost first."""
    frame, places = sys._getframe(2), []
    while frame is not None:
        code = frame.f_code
        if not code.co_filename.startswith(PACKAGE):
            places.append(f"{code.co_filename}({frame.f_lineno}): {code.co_name}")
        frame = frame.f_back
    return places


def _running():
    """The innermost profiler of this thread, or None."""
    recorder = state.recorder
    while recorder is not None and not isinstance(recorder, _Profiler):
        recorder = getattr(recorder, "next", None)
    return recorder


class profile:
    """A block whose operations are timed, in this thread; afterwards ``key_averages().table(sort_by=...)``,
    ``export_chrome_trace``. Measured operations run on the readable path of the core, a few microseconds slower than
    otherwise.

    enabled         False: nothing is measured
    record_shapes   note the operands' shapes
    profile_memory  note the bytes of the results that are made (what is freed is not counted)
    with_stack      note the lines of the program

    >>> with profile(record_shapes=True) as p:
    ...     y = torch.ones(2, 2).exp()
    >>> [(e.key, e.count) for e in p.key_averages() if e.key == "aten::exp"]
    [('aten::exp', 1)]
    """

    def __init__(
        self,
        enabled: bool = True,
        *,
        record_shapes: bool = False,
        profile_memory: bool = False,
        with_stack: bool = False,
    ) -> None:
        self.enabled, self.record_shapes = enabled, record_shapes
        self.profile_memory, self.with_stack = profile_memory, with_stack
        self.function_events = None
        self._entered = False

    def __enter__(self) -> Self:
        if not self.enabled:
            return self
        if self._entered:
            raise RuntimeError("Profiler context manager is not reentrant")
        self._entered = True
        self._before = state.recorder
        self._recorder = _Profiler(self._before, self.record_shapes, self.profile_memory, self.with_stack)
        state.recorder = self._recorder
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        if self.enabled:
            state.recorder = self._before
            self.function_events = self._recorder.events()

    def _events(self):
        if self.function_events is None:
            raise RuntimeError("Profiler didn't finish running: ask after the with block")
        return self.function_events

    def key_averages(self, group_by_input_shape: bool = False, group_by_stack_n: int = 0) -> EventList:
        """The averages by name: an EventList. Raises RuntimeError while it runs."""
        return self._events().key_averages(group_by_input_shape, group_by_stack_n)

    def table(self, sort_by: str | None = None, row_limit: int = 100, **options: Any) -> str:
        """All events as a table: see ``EventList.table``."""
        return self._events().table(sort_by, row_limit, **options)

    def total_average(self) -> FunctionEventAvg:
        """One average of all events."""
        return self._events().total_average()

    @property
    def self_cpu_time_total(self) -> float:
        """Microseconds of all events."""
        return self._events().self_cpu_time_total

    def export_chrome_trace(self, path: str) -> None:
        """Write the events for chrome://tracing or https://ui.perfetto.dev."""
        self._events().export_chrome_trace(path)

    def export_stacks(self, path: str, metric: str = "self_cpu_time_total") -> None:
        """Write the stacks for flame graphs; needs ``with_stack=True``."""
        if not self.with_stack:
            raise RuntimeError("export_stacks() requires with_stack=True")
        self._events().export_stacks(path, metric)

    def __str__(self) -> str:
        return "<unfinished torch.autograd.profile>" if self.function_events is None else str(self.function_events)


class record_function:
    """A block, or with ``@`` a function, that profilers show under ``name``. Without a profiler it does nothing.

    >>> with record_function("forward"):
    ...     pass
    """

    def __init__(self, name: str, args: str | None = None) -> None:
        self.name, self.args = name, args

    def __enter__(self) -> Self:
        self._profiler = _running()
        if self._profiler is not None:
            self._start = perf_counter_ns()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        profiler = self._profiler
        if profiler is not None:
            stack = _stack() if profiler.with_stack else ()
            profiler.seen.append((self.name, self._start, perf_counter_ns(), (), stack, 0, True))

    def __call__(self, function: F) -> F:
        @functools.wraps(function)
        def run(*args, **kwargs):
            with record_function(self.name, self.args):
                return function(*args, **kwargs)

        return cast("F", run)


def kineto_available() -> bool:
    """Whether PyTorch's own tracer is there: no. ``profile`` measures by itself."""
    return False


def _profiler_enabled():
    """Whether a profiler runs in this thread."""
    recorder = state.recorder
    while recorder is not None and not isinstance(recorder, _Profiler):
        recorder = recorder.next
    return recorder is not None


def _disable_profiler():
    """End the profilers that run in this thread. Returns what the innermost saw."""
    found, recorder = None, state.recorder
    while isinstance(recorder, _Profiler):
        found, recorder = found or recorder, recorder.next
    state.recorder = recorder
    return [] if found is None else found.events()


def _kineto_step():
    """Nothing: there is no tracer to tell of a step."""


class emit_nvtx:
    """A block whose operations are marked for NVIDIA's tools. There is no CUDA here: nothing is marked. Raises
    RuntimeError for a second block within one."""

    def __init__(self, enabled: bool = True, record_shapes: bool = False) -> None:
        self.enabled, self.record_shapes, self.entered = enabled, record_shapes, False

    def __enter__(self) -> Self | None:
        if self.entered:
            raise RuntimeError("NVTX annotation context manager is not reentrant")
        self.entered = self.enabled
        return self if self.enabled else None

    def __exit__(self, kind: object, value: object, traceback: TracebackType | None) -> bool:
        self.entered = False
        return False


class emit_itt(emit_nvtx):
    """``emit_nvtx`` for Intel's tools, which are not there either."""
