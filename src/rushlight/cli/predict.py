"""``rushlight predict``: what pictures show, by a trained network."""

from __future__ import annotations

import csv
import io
import os
import sys
from typing import TYPE_CHECKING

import numpy as np

from .. import from_numpy
from .._base.atomic import write_text
from ..autograd import no_grad
from . import checkpoint
from .augment import to_input
from .pictures import Unusable, need_pillow, quiet, read
from .run import build
from .scan import Findings, files_below
from .settings import Refused, Settings, shown

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from ..nn.modules.module import Module


_BATCH = 128


def arguments(p: ArgumentParser) -> None:
    """Add this command's arguments to its parser."""
    p.add_argument("checkpoint", help="best.pt or checkpoint.pt of a training run")
    p.add_argument("pictures", nargs="+", metavar="PICTURE", help="files, or folders (with all that is below them)")
    p.add_argument("--top", type=int, default=5, help="how many classes to show")
    p.add_argument("--csv", metavar="FILE", help="also write a table: file, class1, probability1, class2, …")
    p.add_argument("--strict", action="store_true", help="refuse the first file that is no picture")


def command(args: Namespace) -> int:
    """Run it; returns the exit code."""
    return predict(args.checkpoint, args.pictures, args.top, args.csv, args.strict)


def load(path: str) -> tuple[Module, list[str], Settings]:
    """(network in eval mode, names of the classes, settings) of a checkpoint. Raises Refused."""
    state = checkpoint.read(path)
    settings = Settings(**checkpoint.settings_of(state))
    model = build(settings.model, len(state["classes"]))
    try:
        model.load_state_dict(state["model"])
    except RuntimeError as error:
        raise Refused(
            f"{path!r} does not fit the network {settings.model!r} of this release: {str(error).splitlines()[0]}"
        ) from None
    return model.eval(), state["classes"], settings


def predict(path: str, pictures: Sequence[str], top: int = 5, table: str | None = None, strict: bool = False) -> int:
    """Print the ``top`` classes with their probabilities for each picture, and how many are right where folders are
    named like classes. Returns the exit code: 1 if a file that was named could not be used."""
    if top < 1:
        raise Refused(f"--top must be at least 1, got {top}")
    if table is not None and not os.path.isdir(os.path.dirname(os.path.abspath(table))):
        raise Refused(f"--csv {shown(table)}: there is no folder {shown(os.path.dirname(table))!r}")
    need_pillow()
    model, classes, settings = load(path)
    findings, named, paths = Findings(strict), set(), []
    for name in pictures:
        if os.path.isdir(name):
            paths += files_below(name, findings)
        else:
            named.add(name)
            paths.append(name)
    rows, right, labelled = [], 0, 0
    number = {name: c for c, name in enumerate(classes)}
    for name, p in _probabilities(model, paths, settings, findings):
        best = np.argsort(-p, kind="stable")[:top].tolist()
        print(f"{shown(name)}: " + ", ".join(f"{shown(classes[c])} {p[c]:.1%}" for c in best))
        label = next(
            (number[part] for part in reversed(os.path.dirname(os.path.abspath(name)).split(os.sep)) if part in number),
            None,
        )
        if label is not None and name not in named:
            labelled += 1
            right += best[0] == label
        rows.append([name, *(v for c in best for v in (classes[c], f"{p[c]:.6f}"))])
    findings.show(most=None)
    if table is not None:
        _write(table, rows, min(top, len(classes)))
    if labelled:
        print(f"\n{right:,} of {labelled:,} pictures in folders named like classes are right: {right / labelled:.1%}")
    if not rows:
        print("no pictures", file=sys.stderr)
    lost = {p for found in findings.faults.values() for p, _ in found}
    return int(bool(lost & named) or not rows)


def _probabilities(model, paths, settings, findings):
    """(path, probabilities of the classes) of each file that is a picture."""
    for start in range(0, len(paths), _BATCH):
        names, pixels = [], []
        with quiet():
            for path in paths[start : start + _BATCH]:
                try:
                    pixels.append(read(path, settings.size, settings.fit)[0])
                    names.append(path)
                except Unusable as error:
                    findings.fault(error.kind, path, str(error))
        if names:
            with no_grad():
                p = model(from_numpy(to_input(np.stack(pixels)))).softmax(1).numpy()
            yield from zip(names, p, strict=True)


def _write(path, rows, top):
    memory = io.StringIO()
    writer = csv.writer(memory, lineterminator="\n")
    writer.writerow(["file", *(f"{what}{k}" for k in range(1, top + 1) for what in ("class", "probability"))])
    writer.writerows([[shown(v) if not v.isprintable() else v for v in row] for row in rows])
    try:
        write_text(path, memory.getvalue())
    except OSError as error:
        raise Refused(f"--csv {shown(path)} can't be written: {error.strerror or error}") from None
