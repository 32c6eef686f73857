"""What a profiler saw: events in time, and their averages by name as a table."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, Self

__all__ = ["EventList", "FunctionEvent", "FunctionEventAvg"]


def _time(us, unit=None):
    """Microseconds as text, in the unit that suits."""
    if unit == "s" or (unit is None and us >= 1e6):
        return f"{us / 1e6:.3f}s"
    if unit == "ms" or (unit is None and us >= 1e3):
        return f"{us / 1e3:.3f}ms"
    return f"{us:.3f}us"


def _bytes(n):
    for size, unit in ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")):
        if abs(n) >= size:
            return f"{n / size:.2f} {unit}"
    return f"{n} B"


class _Interval:
    """Microseconds since the profiler began."""

    def __init__(self, start, end):
        self.start, self.end = start, end

    def elapsed_us(self):
        """How long it took."""
        return self.end - self.start


class FunctionEvent:
    """One operation or ``record_function`` block: name, time_range, input_shapes, stack, and which events lie
    within."""

    count = 1

    def __init__(
        self,
        id: int,
        name: str,
        start: float,
        end: float,
        thread: int,
        input_shapes: Any = (),
        stack: Any = (),
        memory: int = 0,
        is_user_annotation: bool = False,
    ) -> None:
        self.id, self.name, self.thread = id, name, thread
        self.time_range = _Interval(start, end)
        self.input_shapes, self.stack = list(input_shapes), list(stack)
        self.self_cpu_memory_usage = memory
        self.is_user_annotation = is_user_annotation
        self.cpu_children: list[Any] = []
        self.cpu_parent = None

    @property
    def key(self) -> str:
        """The name."""
        return self.name

    @property
    def cpu_time_total(self) -> float:
        """Microseconds, with what lies within."""
        return self.time_range.elapsed_us()

    cpu_time = cpu_time_total

    @property
    def self_cpu_time_total(self) -> float:
        """Microseconds, less what lies within."""
        return self.cpu_time_total - sum(c.cpu_time_total for c in self.cpu_children)

    @property
    def cpu_memory_usage(self) -> int:
        """Bytes of the results made, with what lies within."""
        return self.self_cpu_memory_usage + sum(c.cpu_memory_usage for c in self.cpu_children)

    def __repr__(self) -> str:
        return f"<FunctionEvent id={self.id} name={self.name} cpu_time={_time(self.cpu_time)} thread={self.thread}>"


class FunctionEventAvg:
    """Events of one name: how many, and their times together."""

    def __init__(self, key: str | None = "Total", input_shapes: Any = None, stack: Any = ()) -> None:
        self.key, self.input_shapes, self.stack = key, input_shapes, list(stack)
        self.count = self.cpu_memory_usage = self.self_cpu_memory_usage = 0
        self.cpu_time_total = self.self_cpu_time_total = 0.0

    def add(self, event: Any) -> Self:
        """Count an event, or what another average counted, in."""
        self.count += event.count
        self.self_cpu_time_total += event.self_cpu_time_total
        self.self_cpu_memory_usage += event.self_cpu_memory_usage
        self.cpu_time_total += event.cpu_time_total
        self.cpu_memory_usage += event.cpu_memory_usage
        return self

    @property
    def cpu_time(self) -> float:
        """Microseconds per event."""
        return self.cpu_time_total / self.count if self.count else 0.0

    def __repr__(self) -> str:
        return (
            f"<FunctionEventAvg key={self.key} self_cpu_time={_time(self.self_cpu_time_total)} "
            f"cpu_time={_time(self.cpu_time)} count={self.count} input_shapes={self.input_shapes}>"
        )


class EventList(list):
    """Events, or averages of them. ``print`` shows them as a table."""

    def __init__(self, events: Iterable[Any] = (), profile_memory: bool = False) -> None:
        super().__init__(events)
        self.profile_memory = profile_memory

    @property
    def self_cpu_time_total(self) -> float:
        """Microseconds of all events."""
        return sum(e.self_cpu_time_total for e in self)

    def __str__(self) -> str:
        return self.table()

    def key_averages(self, group_by_input_shapes: bool = False, group_by_stack_n: int = 0) -> EventList:
        """The averages by name; also by the operands' shapes, or by the innermost ``group_by_stack_n`` lines of the
        program."""
        found: dict[Any, Any] = {}
        for e in self:
            shapes = e.input_shapes if group_by_input_shapes else None
            stack = e.stack[:group_by_stack_n]
            key = e.name, str(shapes), tuple(stack)
            found.setdefault(key, FunctionEventAvg(e.name, shapes, stack)).add(e)
        return EventList(found.values(), self.profile_memory)

    def total_average(self) -> FunctionEventAvg:
        """One average of all."""
        total = FunctionEventAvg()
        for e in self:
            total.add(e)
        return total

    def table(
        self,
        sort_by: str | None = None,
        row_limit: int = 100,
        max_src_column_width: int = 75,
        max_name_column_width: int = 55,
        max_shapes_column_width: int = 80,
        header: str | None = None,
        top_level_events_only: bool = False,
        time_unit: str | None = None,
    ) -> str:
        """The events as a table, longest first by ``sort_by``: 'cpu_time', 'cpu_time_total', 'self_cpu_time_total',
        'cpu_memory_usage', 'self_cpu_memory_usage' or 'count'; at most ``row_limit`` of them (-1: all). ``time_unit``:
        's', 'ms', 'us'; None: whichever suits. Raises AttributeError for other columns."""
        if not self:
            return ""
        rows = list(self)
        if top_level_events_only:
            rows = [e for e in rows if getattr(e, "cpu_parent", None) is None]
        if sort_by is not None:
            rows.sort(key=lambda e: getattr(e, sort_by), reverse=True)
        total = self.self_cpu_time_total
        columns = self._columns(total, time_unit, max_name_column_width, max_shapes_column_width, max_src_column_width)
        lines = [[name for name, _ in columns]]
        lines += [[text(e) for _, text in columns] for e in (rows if row_limit < 0 else rows[:row_limit])]
        widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
        rule = "  ".join("-" * w for w in widths)
        shown = ["  ".join(cell.rjust(w) for cell, w in zip(line, widths, strict=True)) for line in lines]
        top = [] if header is None else ["=" * len(rule), header]
        return "\n".join(
            [*top, rule, shown[0], rule, *shown[1:], rule, f"Self CPU time total: {_time(total, time_unit)}", ""]
        )

    def _columns(self, total, unit, name_width, shapes_width, source_width):
        def cut(text, width):
            return text if width is None or len(text) <= width else text[: width - 3] + "..."

        def percent(us):
            return f"{100 * us / total:.2f}%" if total else "0.00%"

        columns = [
            ("Name", lambda e: cut(e.key, name_width)),
            ("Self CPU %", lambda e: percent(e.self_cpu_time_total)),
            ("Self CPU", lambda e: _time(e.self_cpu_time_total, unit)),
            ("CPU total %", lambda e: percent(e.cpu_time_total)),
            ("CPU total", lambda e: _time(e.cpu_time_total, unit)),
            ("CPU time avg", lambda e: _time(e.cpu_time, unit)),
        ]
        if self.profile_memory:
            columns += [
                ("CPU Mem", lambda e: _bytes(e.cpu_memory_usage)),
                ("Self CPU Mem", lambda e: _bytes(e.self_cpu_memory_usage)),
            ]
        columns.append(("# of Calls", lambda e: str(e.count)))
        if any(e.input_shapes for e in self):
            columns.append(("Input Shapes", lambda e: cut(str(e.input_shapes), shapes_width)))
        if any(e.stack for e in self):
            columns.append(("Source Location", lambda e: cut(e.stack[0] if e.stack else "", source_width)))
        return columns

    def export_chrome_trace(self, path: str) -> None:
        """Write the events for chrome://tracing or https://ui.perfetto.dev: JSON, compressed if the name ends with
        .gz."""
        process = os.getpid()
        events = [
            {
                "ph": "X",
                "cat": "user_annotation" if e.is_user_annotation else "cpu_op",
                "name": e.name,
                "pid": process,
                "tid": e.thread,
                "ts": e.time_range.start,
                "dur": e.cpu_time_total,
                "args": {"External id": e.id, "Input Dims": e.input_shapes, "Call stack": ";".join(reversed(e.stack))},
            }
            for e in self
        ]
        opener: Callable[..., Any] = open
        if os.fspath(path).endswith(".gz"):
            import gzip

            opener = gzip.open
        with opener(path, "wt", encoding="utf-8") as f:
            json.dump({"schemaVersion": 1, "displayTimeUnit": "ms", "traceEvents": events}, f)

    def export_stacks(self, path: str, metric: str) -> None:
        """Write a line per stack with its microseconds, for flame graphs; ``metric``: 'self_cpu_time_total'."""
        if metric != "self_cpu_time_total":
            raise ValueError(f"metric should be one of: ['self_cpu_time_total'], got {metric!r}")
        with open(path, "w", encoding="utf-8") as f:
            for e in self:
                if e.stack and int(e.self_cpu_time_total):
                    frames = ";".join(s.replace(" ", "_").replace(";", "_") for s in reversed(e.stack))
                    f.write(f"{frames} {int(e.self_cpu_time_total)}\n")
