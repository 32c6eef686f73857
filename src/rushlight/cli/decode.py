"""Reading all files of a data set once: which are pictures, what they hold, and their pixels if there is room for
them."""

from __future__ import annotations

import hashlib
import os
import time
import warnings
from typing import TYPE_CHECKING

import numpy as np

from ..utils.data import DataLoader, Dataset
from .pictures import Unusable, quiet, read
from .progress import Progress
from .settings import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .scan import Findings


_CHUNK = 64  # files per task
_FEW = 2000  # so many files are read sooner than processes start


class _Chunks(Dataset):
    """Tasks for worker processes: the files of a chunk, read."""

    def __init__(self, paths, size, fit, keep):
        self.paths, self.size, self.fit, self.keep = paths, size, fit, keep

    def __len__(self):
        return -(-len(self.paths) // _CHUNK)

    def __getitem__(self, k):
        found, pixels = [], []
        with quiet():
            for path in self.paths[k * _CHUNK : (k + 1) * _CHUNK]:
                try:
                    a, notes, digest, sides = read(path, self.size, self.fit)
                except Unusable as error:
                    found.append((error.kind, str(error), None))
                    continue
                found.append((tuple(notes), digest, sides))
                if self.keep:
                    pixels.append(a)
        return found, np.stack(pixels) if pixels else None


class Decoded:
    """What reading gave. ``good``: numbers of the files that are pictures; ``pixels``: uint8 (good, size, size, 3), or
    None where they would not fit; ``digests`` of the good files; ``sides``: their median (width, height); ``rate``:
    files per second."""

    def __init__(self, good: np.ndarray, pixels: np.ndarray | None, digests: Any, sides: Any, rate: float) -> None:
        self.good, self.pixels, self.digests, self.sides, self.rate = good, pixels, digests, sides, rate

    def fingerprint(self, names: Sequence[str]) -> str:
        """Hexadecimal digest of the good files' names and contents."""
        sums = hashlib.sha256()
        for i, digest in zip(self.good.tolist(), self.digests, strict=True):
            sums.update(names[i].encode("utf-8", "surrogateescape") + b"\0" + digest)
        return sums.hexdigest()


def workers_for(asked: int | None, files: int) -> int:
    """How many processes read ``files`` files: as asked, at most one per core; by default none for few files."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(asked, cores) if asked is not None else 0 if files < _FEW or cores == 1 else min(4, cores)


def decode(paths: Sequence[str], findings: Findings, size: int, fit: str, workers: int, megabytes: float) -> Decoded:
    """Read the files ``paths``; faults and notes go to ``findings``. Returns Decoded; pixels are kept if they take no
    more than ``megabytes``."""
    keep = len(paths) * size * size * 3 <= megabytes * 2**20
    loader = DataLoader(_Chunks(paths, size, fit, keep), batch_size=None, num_workers=workers, collate_fn=_as_it_is)
    pixels = np.empty((len(paths), size, size, 3), np.uint8) if keep else None
    good: list[int] = []
    digests: list[bytes] = []
    sides: list[tuple[int, int]] = []
    bar, started, at = Progress("reading pictures", len(loader), unit="chunk"), time.monotonic(), 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", DeprecationWarning
            )  # of fork, when there are threads: the loader sees to that
            for found, block in loader:
                if pixels is not None and block is not None:
                    pixels[len(good) : len(good) + len(block)] = block
                for notes, text, shape in found:
                    if shape is None:
                        findings.fault(notes, paths[at], text)
                    else:
                        for note in notes:
                            findings.note(note, paths[at])
                        good.append(at)
                        digests.append(text)
                        sides.append(shape)
                    at += 1
                bar.step(lambda n=at: f"{n:,} files")
    except MemoryError:
        raise Refused(
            "there is not enough memory for the pictures: --cache 0 keeps none, --size makes them smaller"
        ) from None
    finally:
        bar.close()
    rate = at / max(time.monotonic() - started, 1e-9)
    middle = tuple(np.median(np.array(sides), 0).astype(int).tolist()) if sides else (0, 0)
    return Decoded(np.array(good, np.intp), pixels if pixels is None else pixels[: len(good)], digests, middle, rate)


def _as_it_is(item):
    return item
