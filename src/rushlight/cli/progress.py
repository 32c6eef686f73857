"""Progress of a pass over the data: a bar on a terminal, lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Progress:
    """Shows how far a pass is, with the figures so far. ``total`` and ``done`` count batches."""

    def __init__(self, title: str, total: int, done: int = 0, seconds: float = 10.0, unit: str = "batch") -> None:
        self.title, self.total, self.done, self.seconds = title, total, done, seconds
        self.unit = unit
        self.bar, self.shown = None, time.monotonic()
        if sys.stderr.isatty():
            try:
                from tqdm import tqdm
            except ImportError:
                return
            self.bar = tqdm(total=total, initial=done, desc=title, unit=unit, leave=False, dynamic_ncols=True)

    def step(self, text: Callable[..., str]) -> None:
        """One batch more; ``text`` is called for the figures only when they are shown."""
        self.done += 1
        if self.bar is not None:
            self.bar.update()
            if self.done % 16 == 0:
                self.bar.set_postfix_str(text(), refresh=False)
        elif time.monotonic() - self.shown > self.seconds:
            self.shown = time.monotonic()
            print(f"{self.title}  {self.done}/{self.total}  {text()}", flush=True)

    def close(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.close()
