"""``rushlight train``: the main job. Trains a network, keeps its state on disk, and reports."""

from __future__ import annotations

import json
import math
import os
import signal
import sys
import time
from typing import TYPE_CHECKING

from .._arrays.threads import get_num_threads, set_num_threads
from .._base.atomic import write_text
from . import checkpoint
from .curves import write_curves
from .describe import describe
from .find_rate import find_rate
from .progress import Progress
from .report import write_report
from .run import OPTIMIZERS, SCHEDULES, Run, check_model, evaluate
from .settings import Refused, Settings, shown

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


_CURVES = "curves.png"


def arguments(p: ArgumentParser) -> None:
    """Add this command's arguments to its parser."""
    _about_pictures(p.add_argument_group("pictures").add_argument, Settings.DEFAULTS)
    _about_training(p.add_argument_group("network and its training").add_argument, Settings.DEFAULTS)
    add = p.add_argument_group("running").add_argument
    add("--threads", type=int, help="threads that compute (default: all cores)")
    add(
        "--out",
        default=Settings.DEFAULTS["out"],
        help="folder for best.pt, checkpoint.pt, history.json, curves.png, report.html",
    )
    add("--save-every", type=float, default=Settings.DEFAULTS["save_every"], help="seconds between checkpoints")
    add("--resume", action="store_true", help="go on from the checkpoint in --out, with its settings")


def _about_pictures(add, d):
    add(
        "--data",
        default=d["data"],
        help="synthetic, cifar10, or a folder with one sub-folder of pictures per class, or such "
        "folders in train/ and val/ (and test/)",
    )
    add(
        "--val-split",
        type=float,
        default=d["val_split"],
        help="share of each class kept for validation, where there is no val/",
    )
    add("--size", type=int, default=d["size"], help="side of the square, in pixels, that the network sees")
    add(
        "--fit",
        default=d["fit"],
        choices=("squeeze", "crop"),
        help="squeeze the whole picture into the square, or take its middle",
    )
    add(
        "--augment",
        default=d["augment"],
        choices=("none", "flip", "standard", "strong"),
        help="random changes of training pictures: standard: crop and mirror; strong: also colours and erasing",
    )
    add("--crop-padding", type=int, metavar="PIXELS", help="border from which a crop is taken at random")
    add("--flip", action="store_const", const=True, help="mirror half of the pictures")
    add(
        "--jitter",
        type=float,
        metavar="SHARE",
        help="change brightness, contrast and saturation by up to this share (0.3)",
    )
    add("--erase", type=float, metavar="CHANCE", help="chance that a rectangle becomes grey")
    add(
        "--strict",
        action="store_true",
        help="refuse the first file that is no picture, and every oddity, instead of counting them",
    )
    add(
        "--train-size", type=int, metavar="N", help="how many training pictures (synthetic: to draw; else some of them)"
    )
    add("--test-size", type=int, metavar="N", help="how many test or validation pictures")
    add("--root", default=d["root"], help="where cifar10 lies")
    add("--download", action="store_true", help="fetch cifar10 if it isn't there")
    add(
        "--cache",
        type=int,
        default=d["cache"],
        metavar="MB",
        help="keep decoded pictures in memory up to this size; 0: never",
    )
    add("--workers", type=int, metavar="N", help="processes that read pictures (default: as many as help)")


def _about_training(add, d):
    add("--model", default=d["model"], help="name of the network; a wrong one gives the list")
    add("--epochs", type=int, default=d["epochs"], help="passes over the training pictures")
    add("--batch-size", type=int, default=d["batch_size"], help="pictures per step")
    add("--optimizer", default=d["optimizer"], choices=tuple(OPTIMIZERS))
    usual = ", ".join(f"{name} {lr:g}" for name, (_, lr, _) in OPTIMIZERS.items())
    add("--lr", type=float, metavar="RATE", help=f"learning rate (by default {usual})")
    add("--lr-find", action="store_true", help="no training: try learning rates, tell a good one, draw lr_find.png")
    add("--momentum", type=float, default=d["momentum"], help="of sgd")
    add("--weight-decay", type=float, default=d["weight_decay"])
    add("--schedule", default=d["schedule"], choices=(*SCHEDULES, "constant"), help="of the learning rate")
    add("--class-weights", action="store_true", help="rare classes count more in the loss")
    add(
        "--label-smoothing",
        type=float,
        default=d["label_smoothing"],
        help="share of certainty given to all classes (0.1)",
    )
    add("--early-stop", type=int, metavar="PATIENCE", help="end after so many epochs without a better one")
    add("--seed", type=int, default=d["seed"], help="of initialisation, split, order and augmentation")


def command(args: Namespace) -> int:
    """Run it; returns the exit code."""
    check_model(args.model)
    return train(Settings.of(args), args.resume, args.threads, args.lr_find)


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


def train(settings: Settings, resume: bool = False, threads: int | None = None, lr_find: bool = False) -> int:
    """Train from the start, or with ``resume`` from the checkpoint in ``settings.out``. Returns the exit code:
    0 when done, 130 after Ctrl-C."""
    if threads is not None:
        if threads < 1:
            raise Refused(f"--threads must be at least 1, got {threads}")
        set_num_threads(threads)
    try:
        os.makedirs(settings.out, exist_ok=True)
    except OSError as error:
        raise Refused(f"--out {shown(settings.out)!r} can't be made: {error.strerror}") from None
    state = _previous(settings) if resume else None
    if state is not None:
        settings = _settings_of(state, settings)
    run = Run(settings)
    if lr_find:
        return find_rate(run)
    if state is not None:
        checkpoint.restore(run, state)
        print(
            "this run is finished" if run.finished else f"continuing in epoch {run.epoch + 1}, after batch {run.batch}"
        )
    _introduce(run)
    stop = _Stop()
    try:
        if state is None:
            checkpoint.save(run, run.path())
        while run.goes_on and not run.finished:
            if not _pass(run, stop):
                checkpoint.save(run, run.path())
                print(
                    f"\nstopped in epoch {run.epoch + 1} after batch {run.batch}; all of it is kept in {run.path()}\n"
                    f"go on with: rushlight train --resume --out {settings.out}",
                    file=sys.stderr,
                )
                return 130
    finally:
        stop.restore()
    if not run.finished:
        run.finished = True
        checkpoint.save(run, run.path())
    _report(run)
    return 0


def _previous(settings):
    path = os.path.join(settings.out, checkpoint.FILE)
    if not os.path.isfile(path):
        print(f"there is no checkpoint in {settings.out} yet: starting from the beginning")
        return None
    return checkpoint.read(path)


def _settings_of(state, asked):
    """The settings of a run that is to go on; options that say something else are refused."""
    was = checkpoint.settings_of(state)
    settings = Settings(**{**was, "out": asked.out, "save_every": asked.save_every})
    if different := asked.differing(settings):
        raise Refused(
            f"{', '.join(different)}: the run in {asked.out} was started otherwise, and --resume goes on as it was "
            "started; leave these options out, or start anew with another --out"
        )
    return settings


def _introduce(run):
    s, pictures = run.settings, run.pictures
    shape = (3, s.size, s.size)
    final = f" and {len(pictures.final):,} test" if pictures.final is not None else ""
    print(
        f"{pictures.title}: {len(pictures.train):,} training and {len(pictures.test):,} {pictures.held}{final} "
        f"pictures, {len(pictures.classes)} classes, {'×'.join(map(str, shape))}"
    )
    for fact in pictures.facts:
        print(fact)
    if pictures.facts:
        print("\n" + balance(run))
    print(
        f"{s.optimizer}, learning rate {s.lr:g} ({s.schedule}), batches of {s.batch_size}, {s.epochs} epochs, seed "
        f"{s.seed}, {get_num_threads()} threads"
    )
    if pictures.train.augment is not None:
        print(f"training pictures are changed at random: {pictures.train.augment}")
    print("\n" + describe(run.model, shape) + "\n", flush=True)


def balance(run: Run, most: int = 24) -> str:
    """How many pictures each class has, as a table; of many classes the largest and the smallest."""
    classes = run.pictures.classes
    train, test = (part.counts(len(classes)) for part in (run.pictures.train, run.pictures.test))
    order = sorted(range(len(classes)), key=lambda c: -train[c]) if len(classes) > most else list(range(len(classes)))
    gap = len(order) > most
    chosen = order[: most // 2] + order[-most // 2 :] if gap else order
    width = max(5, *(len(shown(classes[c])) for c in chosen))
    lines = [f"{'class':{width}}  training  {run.pictures.held}"]
    for k, c in enumerate(chosen):
        if gap and k == most // 2:
            lines.append(f"… {len(order) - most} more")
        bar = "▪" * round(24 * train[c] / train.max())
        lines.append(f"{shown(classes[c]):{width}}  {train[c]:8,}  {test[c]:{len(run.pictures.held)},}  {bar}")
    small, large = int(train.argmin()), int(train.argmax())
    if train[large] >= 3 * train[small] and not run.settings.class_weights:
        lines.append(
            f"warning: {shown(classes[large])} has {train[large] / max(train[small], 1):.0f} times as many pictures as "
            f"{shown(classes[small])}: --class-weights makes them count alike"
        )
    return "\n".join(lines) + "\n"


def _pass(run, stop):
    """The rest of an epoch, its evaluation, and its line in the history. False: stopped before its end."""
    title = f"epoch {run.epoch + 1}/{run.settings.epochs}"
    bar = Progress(title, len(run.loader), run.batch)
    started = saved = time.monotonic()
    first, waited = run.running["seen"], 0.0
    run.pictures.train.epoch = run.epoch

    def speed():
        return (run.running["seen"] - first) / max(time.monotonic() - started, 1e-9)

    batches, asked = iter(run.loader), started
    for x, y in batches:
        waited += time.monotonic() - asked
        run.step(x, y)
        if not math.isfinite(run.running["loss"]):
            raise Refused(
                f"the loss is no longer finite in epoch {run.epoch + 1}, batch {run.batch}: the learning rate "
                f"{run.lr:.3g} is too high (--lr; --lr-find tells a good one)"
            )
        bar.step(lambda: run.figures(speed))
        if stop.asked:
            bar.close()
            return False
        if time.monotonic() - saved > run.settings.save_every:
            checkpoint.save(run, run.path())
            saved = time.monotonic()
        asked = time.monotonic()
    bar.close()
    loaded = (run.running["seen"] - first) / max(waited, 1e-9)
    _finish_epoch(run, title, speed(), time.monotonic() - started, loaded)
    return True


def _finish_epoch(run, title, speed, seconds, loaded):
    loss, accuracy, _ = evaluate(run.model, run.pictures.test, len(run.pictures.classes))
    seen = max(run.running["seen"], 1)
    entry = {
        "epoch": run.epoch + 1,
        "train_loss": run.running["loss"] / seen,
        "train_accuracy": run.running["correct"] / seen,
        "test_loss": float(loss),
        "test_accuracy": float(accuracy),
        "lr": run.lr,
        "pictures_per_second": speed,
        "seconds": seconds,
        "loader_pictures_per_second": loaded,
    }
    held = run.pictures.held
    text = f"{title}  {run.figures(lambda: speed)}  |  {held} loss {loss:.4f}, accuracy {accuracy:.1%}"
    run.end_epoch(entry)
    if run.best is entry:
        text += "  best so far"
        checkpoint.save(run, run.path(checkpoint.BEST))  # first: if it ends between the two, the epoch is done again
    print(text, flush=True)
    checkpoint.save(run, run.path())
    write_text(run.path("history.json"), json.dumps(run.history, indent=1) + "\n")
    if time.monotonic() - run.drawn > 10:  # drawing takes longer than a short epoch; it is drawn at the end in any case
        write_curves(run, run.path(_CURVES))
        run.drawn = time.monotonic()


def _report(run):
    """Measure the best weights once more, and write what is to be looked at."""
    out, best, held = run.settings.out, run.best, run.pictures.held
    if os.path.isfile(run.path(checkpoint.BEST)):
        run.model.load_state_dict(checkpoint.read(run.path(checkpoint.BEST))["model"])
    files = [name for name in (checkpoint.BEST, checkpoint.FILE, "history.json") if os.path.isfile(run.path(name))]
    png = write_curves(run, run.path(_CURVES))
    if png is not None:
        files.append(_CURVES)
    results = write_report(run, run.path("report.html"), png)
    early = "" if run.epoch == run.settings.epochs else f", ended after {run.epoch} of {run.settings.epochs} epochs"
    print(f"\nbest epoch {best['epoch']}{early}")
    for part, (loss, accuracy) in results.items():
        note = " (these pictures chose the best epoch)" if part == held and len(results) > 1 else ""
        print(f"{part} accuracy {accuracy:.2%}, loss {loss:.4f}{note}")
    print(f"{out}: {', '.join([*files, 'report.html'])}", flush=True)
