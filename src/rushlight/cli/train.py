"""``rushlight train``: the main job. Trains a network, keeps its state on disk, and reports."""

from __future__ import annotations

import json
import os
import signal
import sys
import time

import numpy as np

from .. import nn, optim
from .._arrays.threads import get_num_threads, set_num_threads
from .._atomic import write_text
from ..autograd import no_grad
from ..optim import lr_scheduler
from ..random import manual_seed
from ..utils.data import DataLoader
from . import checkpoint
from .data import load_pictures
from .describe import describe
from .models import MODELS
from .progress import Progress
from .report import write_curves, write_report
from .settings import Refused, Settings

__all__ = ["Run", "evaluate", "train"]


class Run:
    """A training run: what it is made of, and how far it is. Everything that decides the next step is in the checkpoint."""

    def __init__(self, settings):
        self.settings = settings
        self.pictures = load_pictures(settings)
        manual_seed(settings.seed)
        self.model = MODELS[settings.model](len(self.pictures.classes))
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = _optimizer(settings, self.model)
        self.scheduler = _scheduler(settings, self.optimizer)
        self.loader = DataLoader(
            self.pictures.train, settings.batch_size, shuffle=True, num_workers=settings.workers
        )
        self.epoch = self.batch = 0
        self.running = {"loss": 0.0, "correct": 0, "seen": 0}
        self.history: list = []
        self.finished = False

    @property
    def path(self):
        """Where the checkpoint lies."""
        return os.path.join(self.settings.out, checkpoint.FILE)

    def step(self, x, y):
        """One step of the optimizer on a batch."""
        self.optimizer.zero_grad()
        scores = self.model(x)
        loss = self.criterion(scores, y)
        loss.backward()
        self.optimizer.step()
        n = len(y)
        self.running["loss"] += loss.item() * n
        self.running["correct"] += int((scores.detach().argmax(1) == y).sum().item())
        self.running["seen"] += n
        self.batch += 1

    def figures(self, since=None):
        """Loss, accuracy and speed of the pass so far, as text."""
        seen = max(self.running["seen"], 1)
        text = f"loss {self.running['loss'] / seen:.4f}, accuracy {self.running['correct'] / seen:.1%}"
        return text if since is None else f"{text}, {since():,.0f} pictures/s"


def _optimizer(settings, model):
    if settings.optimizer == "sgd":
        return optim.SGD(
            model.parameters(), settings.lr, momentum=settings.momentum, weight_decay=settings.weight_decay
        )
    kind = optim.Adam if settings.optimizer == "adam" else optim.AdamW
    return kind(model.parameters(), settings.lr, weight_decay=settings.weight_decay)


def _scheduler(settings, optimizer):
    if settings.schedule == "cosine":
        return lr_scheduler.CosineAnnealingLR(optimizer, settings.epochs)
    gamma = 0.1 if settings.schedule == "step" else 1.0
    return lr_scheduler.StepLR(optimizer, max(1, settings.epochs // 3), gamma)


def evaluate(model, pictures, classes, batch_size=256):
    """Mean loss, accuracy, and the confusion matrix (row: what it is, column: what the network says) on a data set."""
    matrix, total = np.zeros((classes, classes), np.int64), 0.0
    model.eval()
    with no_grad():
        for x, y in DataLoader(pictures, batch_size):
            scores = model(x)
            total += nn.functional.cross_entropy(scores, y, reduction="sum").item()
            np.add.at(matrix, (y.numpy(), scores.argmax(1).numpy()), 1)
    model.train()
    return total / matrix.sum(), matrix.trace() / matrix.sum(), matrix


class _Stop:
    """Ctrl-C and SIGTERM ask for an end after the batch at hand; a second one ends at once."""

    def __init__(self):
        self.asked = False
        self.before = {s: signal.signal(s, self) for s in (signal.SIGINT, signal.SIGTERM)}

    def __call__(self, number, frame):
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True

    def restore(self):
        for number, handler in self.before.items():
            signal.signal(number, handler)


def train(settings, resume=False, threads=None):
    """Train from the start, or with ``resume`` from the checkpoint in ``settings.out``. Returns the exit code:
    0 when done, 130 after Ctrl-C."""
    if threads is not None:
        if threads < 1:
            raise Refused(f"--threads must be at least 1, got {threads}")
        set_num_threads(threads)
    os.makedirs(settings.out, exist_ok=True)
    state = _previous(settings) if resume else None
    if state is not None:
        settings = Settings(**{**checkpoint.settings_of(state), "out": settings.out})
    run = Run(settings)
    if state is not None:
        checkpoint.restore(run, state)
        print(
            f"continuing in epoch {run.epoch + 1}, after batch {run.batch}"
            if not run.finished
            else "this run is finished"
        )
    _introduce(run)
    stop = _Stop()
    try:
        if state is None:
            checkpoint.save(run, run.path)
        while run.epoch < settings.epochs:
            if not _pass(run, stop):
                checkpoint.save(run, run.path)
                print(f"\nstopped in epoch {run.epoch + 1} after batch {run.batch}; all of it is kept in {run.path}\n"
                      f"go on with: rushlight train --resume --out {settings.out}", file=sys.stderr)  # fmt: skip
                return 130
    finally:
        stop.restore()
    if not run.finished:
        run.finished = True
        checkpoint.save(run, run.path)
    _report(run)
    return 0


def _previous(settings):
    path = os.path.join(settings.out, checkpoint.FILE)
    if not os.path.isfile(path):
        print(f"there is no checkpoint in {settings.out} yet: starting from the beginning")
        return None
    return checkpoint.read(path)


def _introduce(run):
    s = run.settings
    shape = tuple(run.pictures.train[0][0].shape)
    print(f"{run.pictures.title}: {len(run.pictures.train):,} training and {len(run.pictures.test):,} test pictures, "
          f"{len(run.pictures.classes)} classes, {'×'.join(map(str, shape))}")  # fmt: skip
    print(f"{s.optimizer}, learning rate {s.lr:g} ({s.schedule}), batches of {s.batch_size}, {s.epochs} epochs, seed {s.seed}, "
          f"{get_num_threads()} threads\n")  # fmt: skip
    print(describe(run.model, shape), flush=True)
    print(flush=True)


def _pass(run, stop):
    """The rest of an epoch, its evaluation, and its line in the history. False: stopped before its end."""
    title = f"epoch {run.epoch + 1}/{run.settings.epochs}"
    bar = Progress(title, len(run.loader), run.batch)
    started = saved = time.monotonic()
    first = run.running["seen"]

    def speed():
        return (run.running["seen"] - first) / max(time.monotonic() - started, 1e-9)

    for x, y in run.loader:
        run.step(x, y)
        bar.step(lambda: run.figures(speed))
        if stop.asked:
            bar.close()
            return False
        if time.monotonic() - saved > run.settings.save_every:
            checkpoint.save(run, run.path)
            saved = time.monotonic()
    bar.close()
    _finish_epoch(run, title, speed(), time.monotonic() - started)
    return True


def _finish_epoch(run, title, speed, seconds):
    loss, accuracy, _ = evaluate(run.model, run.pictures.test, len(run.pictures.classes))
    seen = run.running["seen"]
    entry = {
        "epoch": run.epoch + 1, "train_loss": run.running["loss"] / seen, "train_accuracy": run.running["correct"] / seen,
        "test_loss": float(loss), "test_accuracy": float(accuracy), "lr": float(run.optimizer.param_groups[0]["lr"]),
        "pictures_per_second": speed, "seconds": seconds,
    }  # fmt: skip
    print(
        f"{title}  {run.figures(lambda: speed)}  |  test loss {loss:.4f}, accuracy {accuracy:.1%}", flush=True
    )
    run.history.append(entry)
    run.scheduler.step()
    run.epoch, run.batch = run.epoch + 1, 0
    run.running = {"loss": 0.0, "correct": 0, "seen": 0}
    checkpoint.save(run, run.path)
    write_text(os.path.join(run.settings.out, "history.json"), json.dumps(run.history, indent=1) + "\n")
    write_curves(run.history, os.path.join(run.settings.out, "curves.png"))


def _report(run):
    out = run.settings.out
    loss, accuracy, matrix = evaluate(run.model, run.pictures.test, len(run.pictures.classes))
    files = ["checkpoint.pt", "history.json"]
    if write_curves(run.history, os.path.join(out, "curves.png")):
        files.append("curves.png")
    write_report(run, matrix, os.path.join(out, "report.html"))
    print(
        f"\ntest accuracy {accuracy:.2%}, loss {loss:.4f}\n{out}: {', '.join([*files, 'report.html'])}",
        flush=True,
    )
