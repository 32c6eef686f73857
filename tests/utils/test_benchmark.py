"""utils.benchmark: Timer, Measurement and Compare; tables beside PyTorch's for the same numbers."""

from __future__ import annotations

import importlib
import sys

import pytest

import rushlight
from rushlight.utils import benchmark


def test_statements_are_measured():
    timer = benchmark.Timer("x + y", setup="y = 2", globals={"x": rushlight.ones(3)}, label="sum")
    once = timer.timeit(20)
    assert once.number_per_run == 20 and once.mean > 0 and once.median == once.mean and once.iqr == 0
    many = timer.blocked_autorange(min_run_time=0.01)
    assert many.median > 0 and len(many.times) >= 1 and "sum" in repr(many)
    assert timer.adaptive_autorange(min_run_time=0.001, max_run_time=0.05).median > 0
    threads = rushlight.get_num_threads()
    benchmark.Timer("pass", num_threads=2).timeit(1)
    assert rushlight.get_num_threads() == threads
    for call in (lambda: benchmark.Timer(print), lambda: benchmark.Timer("x", language="c++")):
        with pytest.raises(ValueError):
            call()
    with pytest.raises(ValueError, match="Measurement"):
        benchmark.Compare([1])


def measurements(b, scatter=0.0):
    for i, name in enumerate(("small", "large")):
        for j, how in enumerate(("plain", "compiled")):
            for threads in (1, 2):
                spec = b.TaskSpec("f(x)", "pass", label="f", sub_label=name, description=how, num_threads=threads)
                times = [(1 + 10 * i + j) * 1e-5 / threads * (1 + scatter * k) for k in (-1, 0, 0.5, 1, 0, 0.2)]
                yield b.Measurement(10, [t * 10 for t in times], spec)


@pytest.mark.parametrize("scatter", [0.003, 0.2, 0.6])
def test_tables_are_pytorchs(scatter, monkeypatch):
    pytest.importorskip("torch")
    monkeypatch.setattr(sys, "path", list(sys.path))  # PyTorch's module adds to it
    theirs = importlib.import_module("torch.utils.benchmark")

    def told(b):
        rows = list(measurements(b, scatter))
        tables = []
        for options in ("", "trim_significant_figures", "highlight_warnings", "colorize"):
            table = b.Compare(rows)
            if options:
                getattr(table, options)()
            tables.append(str(table))
        texts = [repr(m).partition("\n")[2] for m in rows]
        return tables, texts, [m.significant_figures for m in rows], [round(m.iqr, 12) for m in rows]

    assert told(benchmark) == told(theirs)


def test_small_helpers():
    assert benchmark.select_unit(2e-5) == ("us", 1e-6) and benchmark.unit_to_english("ms") == "millisecond"
    assert benchmark.trim_sigfig(3.14159, 2) == pytest.approx(3.1)
