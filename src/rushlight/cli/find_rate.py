"""``rushlight train --lr-find``: a learning rate range test (Smith 2017, "Cyclical learning rates for training neural
networks")."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from .._base.atomic import write_bytes, write_text
from .curves import rate_curve
from .progress import Progress
from .settings import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .run import Run


LOW, HIGH, STEPS = 1e-5, 10.0, 200


def range_test(
    run: Run, low: float = LOW, high: float = HIGH, steps: int = STEPS
) -> tuple[list[float], list[float], list[float]]:
    """Train with rates that rise from batch to batch, until the loss explodes. Returns (rates, losses, smoothed
    losses)."""
    rates, losses, smooth = [], [], []
    mean, best = 0.0, math.inf
    bar = Progress("learning rates", steps)
    batches = iter(run.loader)
    for k in range(steps):
        rate = low * (high / low) ** (k / (steps - 1))
        for group in run.optimizer.param_groups:
            group["lr"] = rate
        batch = next(batches, None)
        if batch is None:
            batches = iter(run.loader)
            batch = next(batches)
        before = run.running["loss"]
        run.step(*batch)
        loss = (run.running["loss"] - before) / len(batch[1])
        bar.step(lambda r=rate, value=loss: f"rate {r:.1e}, loss {value:.3f}")
        if not math.isfinite(loss):
            break
        mean = 0.9 * mean + 0.1 * loss
        value = mean / (1 - 0.9 ** (k + 1))  # without the bias towards the zero at the beginning, as Adam does
        rates.append(rate)
        losses.append(loss)
        smooth.append(value)
        best = min(best, value)
        if k > 20 and value > min(1.25 * smooth[0], 4 * best + 0.1):
            break
    bar.close()
    return rates, losses, smooth


def suggestion(rates: Sequence[float], smooth: Sequence[float]) -> float:
    """A tenth of the first rate at which nine tenths of the fall of the loss are done: there it learns, and a little
    above it explodes.

    Raises Refused if the loss never fell.
    """
    if len(rates) < 10:
        raise Refused(
            "the loss is not finite at the smallest learning rates already: look at the pictures and the network"
        )
    fall = smooth[0] - min(smooth)
    if fall < 0.005 * abs(smooth[0]):
        raise Refused("the loss falls at no learning rate: look at the labels and the network, or give more pictures")
    return next(rate for rate, value in zip(rates, smooth, strict=True) if value <= smooth[0] - 0.9 * fall) / 10


def find_rate(run: Run) -> int:
    """Do the test, print the rate, write lr_find.png and lr_find.json. Returns the exit code."""
    if run.settings.schedule == "onecycle":  # its steps would set the rate
        run.settings.schedule = "none"
    rates, losses, smooth = range_test(run)
    chosen = float(f"{suggestion(rates, smooth):.2g}")
    png = rate_curve(rates, losses, smooth, chosen)
    files = ["lr_find.json"]
    write_text(
        run.path("lr_find.json"),
        json.dumps({"suggested": chosen, "rates": rates, "losses": losses, "smoothed": smooth}) + "\n",
    )
    if png is not None:
        write_bytes(run.path("lr_find.png"), png)
        files.append("lr_find.png")
    print(
        f"suggested learning rate for {run.settings.optimizer}: {chosen:g} (a tenth of where the loss is lowest)\n"
        f"{run.settings.out}: {', '.join(files)}\ntrain with the same options, and --lr {chosen:g} instead of --lr-find"
    )
    return 0
