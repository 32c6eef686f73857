"""The pictures to train on: data sets by name, or a folder."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import numpy as np

from .. import from_numpy
from ..utils.data import Dataset
from ..vision import datasets
from .augment import Augment, to_input
from .decode import decode, workers_for
from .pictures import Unusable, fitted, need_pillow, quiet, read
from .scan import Findings, parts_of
from .settings import Refused, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from .._tensor.tensor import Tensor
    from .settings import Settings


LEFT_OUT = "left_out.tsv"


class PictureSet(Dataset):
    """Pictures with class numbers; ``take(rows)`` gives their pixels, uint8 (n, size, size, 3).

    Samples are (float32 (3, size, size) from -1 to 1, int64); ``augment`` changes them, anew in every ``epoch``.
    ``names``: the files' paths, or None.
    """

    def __init__(
        self,
        take: Callable[[np.ndarray], np.ndarray],
        rows: np.ndarray,
        labels: np.ndarray,
        names: Sequence[str] | None = None,
        augment: Augment | None = None,
    ) -> None:
        self.take, self.rows, self.labels, self.names = (
            take,
            np.asarray(rows, np.intp),
            np.asarray(labels, np.int64),
            names,
        )
        self.augment, self.epoch = augment, 0

    def __len__(self) -> int:
        return len(self.rows)

    def __read_batch__(self, indices: Any) -> list[Tensor]:
        indices = np.asarray(indices, np.intp)
        pixels = self.take(self.rows[indices])
        x = to_input(pixels) if self.augment is None else self.augment(pixels, indices, self.epoch)
        return [from_numpy(x), from_numpy(self.labels[indices])]

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        if not -len(self) <= index < len(self):
            raise IndexError(f"there are {len(self)} pictures, no number {index}")
        x, y = self.__read_batch__([index % len(self)])
        return x[0], y[0]

    def counts(self, classes: int) -> np.ndarray:
        """How many pictures each class has."""
        return np.bincount(self.labels, minlength=classes)

    def without_augmentation(self) -> PictureSet:
        """The same pictures, unchanged."""
        return PictureSet(self.take, self.rows, self.labels, self.names)


class Pictures:
    """Data sets and the names of the classes. ``test`` is measured after each epoch (``held``: "test" or "validation"),
    ``final`` (or None) only at the end. ``fingerprint``: what the pictures are, to notice a change; ``loaders``:
    processes for a loader."""

    def __init__(
        self,
        train: PictureSet,
        test: PictureSet,
        classes: Sequence[str],
        title: str,
        held: str = "test",
        final: PictureSet | None = None,
        fingerprint: str = "",
        loaders: int = 0,
        facts: Sequence[Any] = (),
    ) -> None:
        self.train, self.test, self.classes, self.title = train, test, list(classes), title
        self.held, self.final, self.fingerprint, self.loaders, self.facts = (
            held,
            final,
            fingerprint,
            loaders,
            list(facts),
        )


def load_pictures(settings: Settings) -> Pictures:
    """The data sets that the settings name. Raises Refused if they are not there."""
    if settings.data == "synthetic":
        parts: list[Any] = [
            datasets.SyntheticDigits(True, size=settings.train_size),
            datasets.SyntheticDigits(False, size=settings.test_size),
        ]
        return _by_name(settings, parts, "SyntheticDigits")
    if settings.data == "cifar10":
        try:
            parts = [datasets.CIFAR10(settings.root, part, download=settings.download) for part in (True, False)]
        except (RuntimeError, OSError) as error:
            text = f"{error} (looked in {settings.root!r}; --root names another place, --download fetches it)"
            raise Refused(text) from None
        return _by_name(settings, parts, "CIFAR-10")
    return _folder(settings)


class _Sized:
    """Pixels of a data set of our own, at another size."""

    def __init__(self, dataset, size):
        self.dataset, self.size = dataset, size

    def __call__(self, rows):
        pixels = self.dataset._pixels(rows.tolist())
        if pixels.shape[1] == self.size:
            return pixels
        pictures = map(need_pillow().fromarray, pixels)
        return np.stack([np.asarray(fitted(p, self.size, "squeeze")) for p in pictures])


def _by_name(settings, parts, title):
    sets = []
    for part, limit in zip(parts, (settings.train_size, settings.test_size), strict=True):
        n = len(part) if limit is None else min(limit, len(part))
        sets.append(PictureSet(_Sized(part, settings.size), range(n), part.targets[:n]))
    sets[0].augment = Augment.of(settings)
    return Pictures(*sets, parts[0].classes, title)


class _Kept:
    """Pixels that lie in memory."""

    def __init__(self, pixels):
        self.pixels = pixels

    def __call__(self, rows):
        return self.pixels[rows]


class _Files:
    """Pixels read from files whenever they are needed. A file that changed since it was first read is refused."""

    def __init__(self, paths, size, fit):
        self.paths, self.size, self.fit = paths, size, fit

    def __call__(self, rows):
        out = np.empty((len(rows), self.size, self.size, 3), np.uint8)
        with quiet():
            for a, row in zip(out, rows, strict=True):
                try:
                    a[:] = read(self.paths[row], self.size, self.fit)[0]
                except Unusable as error:
                    raise Refused(
                        f"{shown(self.paths[row])} could be read at the beginning, but no longer: {error}"
                    ) from None
        return out


def _folder(settings):
    need_pillow()
    findings = Findings(settings.strict, settings.data)
    parts = parts_of(settings.data, findings)
    classes = list(parts["train"])
    listed = [
        (path, c, part)
        for part, found in parts.items()
        for c, name in enumerate(classes)
        for path in found.get(name, ())
    ]
    paths = [path for path, _, _ in listed]
    workers = settings.workers = workers_for(settings.workers, len(paths))
    read_all = decode(paths, findings, settings.size, settings.fit, workers, settings.cache)
    labels = np.array([listed[i][1] for i in read_all.good], np.int64)
    part = np.array([("train", "val", "test").index(listed[i][2]) for i in read_all.good], np.intp)
    good = [paths[i] for i in read_all.good]
    classes, labels = _classes_with_pictures(classes, labels, part, settings, findings)
    _warn_of_copies(read_all.digests, labels, part, classes, good, findings)
    findings.show()
    if findings.write(os.path.join(settings.out, LEFT_OUT)):
        print(f"all that was left out: {os.path.join(settings.out, LEFT_OUT)}", file=sys.stderr)
    take = _Kept(read_all.pixels) if read_all.pixels is not None else _Files(good, settings.size, settings.fit)
    rng = np.random.default_rng([settings.seed, 20])

    def some(rows, limit):
        return rows if limit is None or limit >= len(rows) else np.sort(rng.permutation(rows)[:limit])

    rows = {name: np.flatnonzero(part == k) for k, name in enumerate(("train", "val", "test"))}
    held, final = ("validation", rows["test"]) if len(rows["val"]) else ("test", ())
    chosen = rows["val"] if len(rows["val"]) else rows["test"]
    if not len(chosen):
        held = "validation"
        rows["train"], chosen = _split(rows["train"], labels, settings.val_split, rng)
    sets = []
    for some_rows, limit in ((rows["train"], settings.train_size), (chosen, settings.test_size), (final, None)):
        some_rows = some(np.asarray(some_rows, np.intp), limit)
        sets.append(PictureSet(take, some_rows, labels[some_rows], [good[i] for i in some_rows]))
    sets[0].augment = Augment.of(settings)
    names = [os.path.relpath(path, settings.data) for path in paths]
    facts = [
        f"{len(paths):,} files read at {read_all.rate:,.0f}/s; {'×'.join(map(str, read_all.sides))} pixels in the "
        f"middle, used as {settings.size}×{settings.size}; "
        + ("kept in memory" if read_all.pixels is not None else "read anew in every epoch")
    ]
    title = shown(os.path.basename(os.path.abspath(settings.data)))
    return Pictures(
        sets[0],
        sets[1],
        classes,
        title,
        held,
        sets[2] if len(sets[2]) else None,
        read_all.fingerprint(names),
        0 if read_all.pixels is not None else workers,
        facts,
    )


def _classes_with_pictures(classes, labels, part, settings, findings):
    """Leave out classes without training pictures. Raises Refused if fewer than two are left."""
    counts = np.bincount(labels[part == 0], minlength=len(classes))
    empty = [shown(name) for name, n in zip(classes, counts, strict=True) if not n]
    if len(classes) - len(empty) < 2:
        what = f"only the class {shown(classes[int(counts.argmax())])}" if counts.any() else "no class"
        raise Refused(
            f"{shown(settings.data)!r} has {what} with pictures: there must be two classes at least"
            + "".join("\n  " + line for line in findings.lines())
        )
    if empty:
        findings.warn(
            f"{len(empty)} of {len(classes)} classes have no (training) pictures and are left out: {', '.join(empty)}"
        )
        if len(set(labels[counts[labels] == 0])):
            raise Refused(f"there are test pictures of classes without training pictures: {', '.join(empty)}")
    number = np.cumsum(counts > 0) - 1
    return [name for name, n in zip(classes, counts, strict=True) if n], number[labels]


def _warn_of_copies(digests, labels, part, classes, paths, findings):
    first: dict = {}
    copies, across, torn = 0, [], []
    for i, digest in enumerate(digests):
        k = first.setdefault(digest, i)
        if k == i:
            continue
        copies += 1
        if labels[k] != labels[i]:
            torn.append((k, i))
        elif part[k] != part[i]:
            across.append((k, i))
    if copies:
        findings.note("copies of another file", paths[next(i for i, d in enumerate(digests) if first[d] != i)])
        findings.notes["copies of another file"] *= copies
    if torn:
        k, i = torn[0]
        names = f"{shown(classes[labels[k]])} and {shown(classes[labels[i]])}"
        findings.warn(
            f"{len(torn):,} pictures lie in two classes, the first in {names}: {shown(paths[k])}, {shown(paths[i])}"
        )
    if across:
        k, i = across[0]
        findings.warn(
            f"{len(across):,} pictures are both for training and for the test, as {shown(paths[k])}, {shown(paths[i])}"
        )


def _split(rows, labels, share, rng):
    """(training rows, validation rows): of each class about ``share``, at least one unless the class has only one
    picture."""
    held = []
    for c in range(int(labels.max()) + 1):
        mine = rng.permutation(rows[labels[rows] == c])
        n = min(max(1, round(len(mine) * share)), len(mine) - 1)
        held.append(mine[:n])
    chosen = np.sort(np.concatenate(held))
    if not len(chosen):
        raise Refused("every class has only one picture: too few to train and to test")
    return np.setdiff1d(rows, chosen), chosen
