"""A training run on disk: everything that its next step depends on, in one file that is replaced in one rename."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .. import serialization
from ..random import get_rng_state, set_rng_state
from .settings import Refused

if TYPE_CHECKING:
    from typing import Any

    from .run import Run


FILE, BEST = "checkpoint.pt", "best.pt"
_PARTS = {
    "format",
    "settings",
    "classes",
    "model",
    "optimizer",
    "scheduler",
    "loader",
    "rng",
    "epoch",
    "batch",
    "running",
    "history",
    "finished",
    "fingerprint",
}


def save(run: Run, path: str) -> None:
    """Write the run's state. Only whole batches are in it."""
    serialization.save(
        {
            "format": 2,
            "settings": run.settings.as_dict(),
            "classes": run.pictures.classes,
            "model": run.model.state_dict(),
            "optimizer": run.optimizer.state_dict(),
            "scheduler": run.scheduler.state_dict(),
            "loader": run.loader.state_dict(),
            "rng": get_rng_state(),
            "epoch": run.epoch,
            "batch": run.batch,
            "running": dict(run.running),
            "history": list(run.history),
            "finished": run.finished,
            "fingerprint": run.pictures.fingerprint,
        },
        path,
    )


def read(path: str) -> dict[str, Any]:
    """The contents of a checkpoint. Raises Refused if it can't be read or isn't one of ours."""
    if not os.path.isfile(path):
        raise Refused(f"there is no checkpoint {path!r}")
    try:
        state = serialization.load(path)
    except (RuntimeError, EOFError, OSError, ValueError, KeyError) as error:
        raise Refused(f"{path!r} can't be read as a checkpoint: {str(error).splitlines()[0]}") from None
    if not isinstance(state, dict) or not set(state) >= _PARTS:
        raise Refused(f"{path!r} is not a checkpoint of rushlight train (a file of weights alone can't be continued)")
    return state


def settings_of(state: dict[str, Any]) -> dict[str, Any]:
    """The options that the run was started with."""
    return state["settings"]


def restore(run: Run, state: dict[str, Any]) -> None:
    """Put the run where the checkpoint was taken. Raises Refused if the pictures are not those of then."""
    if state["fingerprint"] != run.pictures.fingerprint or state["classes"] != run.pictures.classes:
        raise Refused(
            f"the pictures in {run.settings.data!r} have changed since the run was started (files, names or contents): "
            "it can't go on with the same numbers. Start anew with another --out"
        )
    run.model.load_state_dict(state["model"])
    run.optimizer.load_state_dict(state["optimizer"])
    run.scheduler.load_state_dict(state["scheduler"])
    try:
        run.loader.load_state_dict(state["loader"])
    except ValueError as error:  # of another number of workers: on another machine
        raise Refused(f"the run can't go on here: {error}") from None
    run.epoch, run.batch, run.finished = state["epoch"], state["batch"], state["finished"]
    run.running, run.history = dict(state["running"]), list(state["history"])
    run.optimizer._opt_called = True  # a checkpoint may lie between the last step of an epoch and that of the schedule
    set_rng_state(state["rng"])
