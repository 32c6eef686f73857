"""Timer: runs a statement many times and measures."""

from __future__ import annotations

import timeit as _timeit
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from time import perf_counter as timer
from typing import Any, NoReturn

from ..._arrays.threads import get_num_threads, set_num_threads
from .measurement import Measurement, TaskSpec

__all__ = ["Language", "Timer", "timer"]


class Language(Enum):
    """What a statement is written in."""

    PYTHON = 0
    CPP = 1


@contextmanager
def _threads(n: int) -> Iterator[None]:
    before = get_num_threads()
    set_num_threads(n)
    try:
        yield
    finally:
        set_num_threads(before)


class Timer:
    """Measures how long ``stmt`` takes, after ``setup``, with the names of ``globals`` and ``num_threads`` threads.

    label, sub_label, description, env  names for tables, see ``Compare``
    language  Python; statements in C++ raise ValueError

    >>> import rushlight as torch
    >>> measured = Timer("x + 1", globals={"x": torch.ones(3)}).timeit(10)
    >>> measured.number_per_run, measured.median > 0
    (10, True)
    """

    def __init__(
        self,
        stmt: str = "pass",
        setup: str = "pass",
        global_setup: str = "",
        timer: Callable[[], float] = timer,
        globals: dict[str, Any] | None = None,
        label: str | None = None,
        sub_label: str | None = None,
        description: str | None = None,
        env: str | None = None,
        num_threads: int = 1,
        language: Language | str = Language.PYTHON,
    ) -> None:
        if not isinstance(stmt, str):
            raise ValueError("Currently only a `str` stmt is supported.")
        if language not in (Language.PYTHON, "py", "python"):
            raise ValueError(f"Timer: statements in {language} can't be compiled here: write them in Python")
        if global_setup:
            raise ValueError(
                f"global_setup is C++ only, got `{global_setup}`. Most likely this code can simply be moved to `setup`."
            )
        stmt, setup = (_dedented(text) for text in (stmt, setup))
        self._globals = dict(globals or {})
        self._timer = _timeit.Timer(stmt=stmt, setup=setup, timer=timer, globals=self._globals)
        self._task_spec = TaskSpec(stmt, setup, "", label, sub_label, description, env, num_threads)

    def _run(self, number: int) -> float:
        return max(self._timer.timeit(number), 1e-9)

    def timeit(self, number: int = 1000000) -> Measurement:
        """The time of ``number`` runs together, after a few to warm up."""
        with _threads(self._task_spec.num_threads):
            self._run(max(number // 100, min(number, 2)))
            return Measurement(number, [self._run(number)], self._task_spec)

    def repeat(self, repeat: int = -1, number: int = -1) -> NoReturn:
        """Raises NotImplementedError: write ``blocked_autorange()``."""
        raise NotImplementedError("See `Timer.blocked_autorange.`")

    def autorange(self, callback: Callable[[int, float], NoReturn] | None = None) -> NoReturn:
        """Raises NotImplementedError: write ``blocked_autorange()``."""
        raise NotImplementedError("See `Timer.blocked_autorange.`")

    def _block_size(self, min_run_time):
        """How many runs at a time, so that looking at the clock doesn't count."""
        overhead = sorted(self._run(0) for _ in range(5))[2]
        number = 1
        while True:
            time = self._run(number)
            if (overhead / time <= 1e-4 and time >= min_run_time / 1000) or time > min_run_time:
                return number
            number *= 10

    def blocked_autorange(
        self, callback: Callable[[int, float], NoReturn] | None = None, min_run_time: float = 0.2
    ) -> Measurement:
        """As many measurements as fit into ``min_run_time`` seconds, each of enough runs to be exact."""
        with _threads(self._task_spec.num_threads):
            number = self._block_size(min_run_time)
            return self._measured(number, lambda times: sum(times) >= min_run_time, callback)

    def adaptive_autorange(
        self,
        threshold: float = 0.1,
        *,
        min_run_time: float = 0.01,
        max_run_time: float = 10.0,
        callback: Callable[[int, float], NoReturn] | None = None,
    ) -> Measurement:
        """Measurements until they scatter by less than ``threshold`` (between the quartiles, of the median), or
        ``max_run_time`` seconds are over."""

        def enough(times):
            if sum(times) >= max_run_time:
                return True
            if len(times) <= 3 or sum(times) < min_run_time:
                return False
            return Measurement(1, times, self._task_spec).meets_confidence(threshold)

        with _threads(self._task_spec.num_threads):
            return self._measured(self._block_size(0.05), enough, callback)

    def _measured(self, number, enough, callback):
        times: list[float] = []
        while not times or not enough(times):
            times.append(self._run(number))
            if callback:
                callback(number, times[-1])
        return Measurement(number, times, self._task_spec)

    def collect_callgrind(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises RuntimeError: instructions are counted with Valgrind and a build of PyTorch for it."""
        raise RuntimeError("collect_callgrind needs Valgrind and PyTorch built for it: measure time with timeit()")


def _dedented(text):
    import textwrap

    text = textwrap.dedent(text)
    return text[1:].rstrip() if text[:1] == "\n" else text.rstrip()
