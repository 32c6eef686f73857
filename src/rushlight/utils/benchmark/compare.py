"""Compare: measurements as a table, a row per statement and a column per description."""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import Enum
from typing import Any

from .measurement import Measurement, ordered_unique, select_unit, trim_sigfig, unit_to_english

__all__ = ["Colorize", "Compare"]

_BEST, _GOOD, _BAD, _VERY_BAD, _BOLD, _END = "\033[92m", "\033[34m", "\033[2m\033[91m", "\033[31m", "\033[1m", "\033[0m"


class Colorize(Enum):
    """Among which measurements the best is shown in colour."""

    NONE = "none"
    COLUMNWISE = "columnwise"
    ROWWISE = "rowwise"


class _Column:
    """How the numbers of a column are written."""

    def __init__(self, measured, scale, trim, warn):
        self.trim = trim
        self.warn = warn and any(m.has_warnings for m in measured if m)
        found = [(m, math.ceil(math.log10(m.median / scale))) for m in measured if m]
        whole = max(digits for _, digits in found)
        after = min(max(m.significant_figures - digits, 0) for m, digits in found) if trim else 1
        self.template = f"{{:>{whole + after + (1 if after else 0)}.{after}f}}{{:>{7 if self.warn else 0}}}"

    def text(self, value, figures, spread):
        """One number; spaces for None."""
        if value is None:
            return " " * len(self.text(1, figures, None))
        note = f" (! {spread * 100:.0f}%)" if self.warn and spread is not None else ""
        return self.template.format(trim_sigfig(value, figures) if self.trim else value, note)


class Compare:
    """A table of Measurements: print it with ``print()``. Raises ValueError for what is none.

    >>> from rushlight.utils.benchmark import Timer
    >>> rows = [Timer("1 + 1", label="sums", sub_label=name, description="python").timeit(10) for name in "ab"]
    >>> "sums" in str(Compare(rows))
    True
    """

    def __init__(self, results: list[Measurement]) -> None:
        self._results: list[Measurement] = []
        self.extend_results(results)
        self._trim_significant_figures = self._highlight_warnings = False
        self._colorize = Colorize.NONE

    def extend_results(self, results: Iterable[Measurement]) -> None:
        """More measurements."""
        for r in results:
            if not isinstance(r, Measurement):
                raise ValueError(f"Expected an instance of `Measurement`, got {type(r)} instead.")
            self._results.append(r)

    def trim_significant_figures(self) -> None:
        """Show no more figures than are to be believed."""
        self._trim_significant_figures = True

    def colorize(self, rowwise: bool = False) -> None:
        """Show the best of each column, or row, in colour."""
        self._colorize = Colorize.ROWWISE if rowwise else Colorize.COLUMNWISE

    def highlight_warnings(self) -> None:
        """Show which measurements scatter."""
        self._highlight_warnings = True

    def print(self) -> None:
        """Print the table."""
        print(str(self))

    def __str__(self) -> str:
        merged = Measurement.merge(self._results)
        labels = ordered_unique(m.label for m in merged)
        return "\n".join(self._table([m for m in merged if m.label == label]) for label in labels)

    def _table(self, results):
        unit, scale = select_unit(min(r.median for r in results))
        keys = ordered_unique((m.num_threads, m.env, m.as_row_name) for m in results)
        keys.sort(key=lambda key: key[:2])
        heads = ordered_unique(m.description for m in results)
        cells: dict[Any, Measurement] = {((m.num_threads, m.env, m.as_row_name), m.description): m for m in results}
        rows = [[cells.get((key, head)) for head in heads] for key in keys]
        columns = [
            _Column([row[i] for row in rows], scale, self._trim_significant_figures, self._highlight_warnings)
            for i in range(len(heads))
        ]
        texts = [["", *(head or "" for head in heads)], *self._texts(keys, rows, columns, scale)]
        widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
        lines = ["  |  ".join(t.center(w) for t, w in zip(texts[0], widths, strict=True))]
        width, threads = len(lines[0]), None
        for key, row, text in zip(keys, rows, texts[1:], strict=True):
            if key[0] != threads:
                threads = key[0]
                lines.append(f"{threads} threads: ".ljust(width, "-"))
            best = self._best(key, keys, row, rows)
            parts = [text[0].ljust(widths[0])]
            for t, w, m, b in zip(text[1:], widths[1:], row, best, strict=True):
                parts.append(_coloured(t.center(w), m.median, b) if m is not None and b is not None else t.center(w))
            lines.append("  |  ".join(parts))
        noted = self._highlight_warnings and any(r.has_warnings for r in results)
        note = "(! XX%) Measurement has high variance, where XX is the IQR / median * 100.\n" if noted else ""
        title = f" {results[0].label or ''} ".center(width - 2, "-")
        body = "\n".join(lines)
        return f"[{title}]\n{body}\n\nTimes are in {unit_to_english(unit)}s ({unit}).\n{note}"

    def _texts(self, keys, rows, columns, scale):
        envs = ordered_unique(key[1] for key in keys)
        length = max(map(len, envs)) if len(envs) > 1 else 0
        before = None
        for key, row in zip(keys, rows, strict=True):
            shown = f"({key[1]})" if len(envs) > 1 and key[:2] != before else ""
            before = key[:2]
            numbers = [
                c.text(None, 1, None)
                if m is None
                else c.text(m.median / scale, m.significant_figures, m.iqr / m.median if m.has_warnings else None)
                for m, c in zip(row, columns, strict=True)
            ]
            yield ["  " + shown.ljust(length + 4) + key[2], *numbers]

    def _best(self, key, keys, row, rows):
        if self._colorize is Colorize.NONE:
            return [None] * len(row)
        if self._colorize is Colorize.ROWWISE:
            return [min(m.median for m in row if m is not None)] * len(row)
        group = [r for k, r in zip(keys, rows, strict=True) if k[0] == key[0]]
        return [min((r[i].median for r in group if r[i] is not None), default=None) for i in range(len(row))]


def _coloured(text, value, best):
    """A number in the colour of how far it is from the best."""
    if value <= best * 1.01 or value <= best + 100e-9:
        return _BEST + _BOLD + text + _END * 2
    if value <= best * 1.1:
        return _GOOD + _BOLD + text + _END * 2
    if value >= best * 5:
        return _VERY_BAD + _BOLD + text + _END * 2
    return _BAD + text + _END * 2 if value >= best * 2 else text
