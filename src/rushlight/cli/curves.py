"""Pictures of numbers: loss and accuracy over the epochs, loss over learning rates (PNG, by matplotlib)."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from .._base.atomic import write_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .run import Run


BLUE, RED, GREY = "#3b6ea5", "#cf5c36", "#8a8f98"
_warned = False


def _figure(width, height):
    """A matplotlib Figure, or None (said once) where matplotlib is not installed."""
    global _warned
    try:
        import matplotlib
    except ImportError:
        if not _warned:
            _warned = True
            print("no picture of the curves: matplotlib is missing; pip install 'rushlight[train]'", file=sys.stderr)
        return None
    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=120, layout="constrained")


def _png(figure):
    memory = io.BytesIO()
    figure.savefig(memory, format="png")
    return memory.getvalue()


def _plain(axes, title, x):
    axes.set_title(title, loc="left", fontsize=11, fontweight="bold")
    axes.set_xlabel(x)
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)


def curves(history: Sequence[dict[str, Any]], held: str = "test", best: dict[str, Any] | None = None) -> bytes | None:
    """A PNG (bytes) of loss, accuracy and learning rate per epoch, or None where matplotlib is not installed."""
    figure = _figure(12, 3.6)
    if figure is None:
        return None
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    epochs = [h["epoch"] for h in history]
    dots = {"marker": "o", "markersize": 4} if len(epochs) <= 30 else {}
    loss, accuracy, rate = figure.subplots(1, 3, width_ratios=(4, 4, 3))
    for axes, key, title in ((loss, "loss", "Loss"), (accuracy, "accuracy", "Accuracy")):
        for part, colour in (("train", BLUE), ("test", RED)):
            values = [h[f"{part}_{key}"] for h in history]
            last = f"{values[-1]:.1%}" if key == "accuracy" else f"{values[-1]:.3f}"
            axes.plot(epochs, values, color=colour, label=f"{'training' if part == 'train' else held} {last}", **dots)
        if best is not None and len(epochs) > 1:
            axes.axvline(best["epoch"], color=GREY, linestyle=":", linewidth=1.2, label=f"best epoch {best['epoch']}")
        _plain(axes, title, "epoch")
        axes.legend(frameon=False, fontsize=9)
    accuracy.yaxis.set_major_formatter(PercentFormatter(1.0))
    rate.plot(epochs, [h["lr"] for h in history], color=GREY, **dots)
    rate.set_ylim(bottom=0)
    _plain(rate, "Learning rate", "epoch")
    for axes in (loss, accuracy, rate):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    return _png(figure)


def write_curves(run: Run, path: str) -> bytes | None:
    """Write the picture of the curves; returns it (PNG, bytes), or None where matplotlib is missing."""
    png = curves(run.history, run.pictures.held, run.best)
    if png is not None:
        write_bytes(path, png)
    return png


def rate_curve(rates: Sequence[float], losses: Sequence[float], smooth: Sequence[float], chosen: float) -> bytes | None:
    """A PNG (bytes) of the loss over the learning rate, or None where matplotlib is not installed."""
    figure = _figure(7, 4)
    if figure is None:
        return None
    axes = figure.subplots()
    axes.plot(rates, losses, color=BLUE, alpha=0.25, label="loss of each batch")
    axes.plot(rates, smooth, color=BLUE, label="smoothed")
    axes.axvline(chosen, color=RED, linestyle="--", label=f"suggested {chosen:.2g}")
    axes.set_xscale("log")
    low, high = min(smooth), smooth[0]
    axes.set_ylim(low - 0.15 * (high - low) - 0.02, high + 1.0 * (high - low) + 0.1)
    axes.set_ylabel("loss")
    _plain(axes, "Learning rate range test", "learning rate")
    axes.legend(frameon=False)
    return _png(figure)
