"""STL-10: photographs of 96×96 pixels, most of them without a label."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from . import utils
from .vision import PictureArray, pick

if TYPE_CHECKING:
    from .._types import Change, StrPath

__all__ = ["STL10"]


class STL10(PictureArray):
    """Photographs of 96×96 pixels in ten classes: 5,000 for training, 8,000 for the test, 100,000 without a label.

    Args: ``root``: the folder that holds ``stl10_binary``; ``split``: ``"train"``, ``"test"``, ``"unlabeled"`` or
    ``"train+unlabeled"``; ``folds``: None, or one of ten given choices of 1,000 training pictures; ``transform``,
    ``target_transform``; ``download`` (bool): fetch the archive (2.6 GB) if the files are missing.
    Attributes: ``data``: uint8 (N, 3, 96, 96); ``labels``: array, -1 for none; ``classes``.
    Raises: RuntimeError if the files are missing or damaged, ValueError for other ``split`` or ``folds``.
    Source: Coates, Lee, Ng 2011, "An analysis of single-layer networks in unsupervised feature learning".
    """

    base_folder = "stl10_binary"
    url = "http://ai.stanford.edu/~acoates/stl10/stl10_binary.tar.gz"
    filename = "stl10_binary.tar.gz"
    tgz_md5 = "91f7769df0f17e558f3565bffb0c7dfb"
    class_names_file = "class_names.txt"
    folds_list_file = "fold_indices.txt"
    train_list = [
        ["train_X.bin", "918c2871b30a85fa023e0c44e0bee87f"],
        ["train_y.bin", "5a34089d4802c674881badbb80307741"],
        ["unlabeled_X.bin", "5242ba1fed5e4be9e1e742405eb56ca4"],
    ]
    test_list = [["test_X.bin", "7f263ba9f9e0b06b93213547f721ac82"], ["test_y.bin", "36f9794fa4beb8a2c72628de14fa638e"]]
    splits = ("train", "train+unlabeled", "unlabeled", "test")

    def __init__(
        self,
        root: StrPath,
        split: str = "train",
        folds: int | None = None,
        transform: Change | None = None,
        target_transform: Change | None = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.split = utils.verify_str_arg(split, "split", self.splits)
        if folds is not None and not isinstance(folds, int):
            raise ValueError(f"Expected type None or int for argument folds, but got type {type(folds)}.")
        if folds is not None and folds not in range(10):
            raise ValueError(f"Value for argument folds should be in the range [0, 10), but got {folds}.")
        self.folds = folds
        if download:
            self.download()
        if not self._check_integrity():
            raise RuntimeError(
                f"Dataset not found or corrupted: {self._path('')} must hold {', '.join(self._names())}. "
                "You can use download=True to download it"
            )
        self.data, self.labels = self._load()
        names = self._path(self.class_names_file)
        if os.path.isfile(names):
            with open(names) as f:
                self.classes = f.read().splitlines()

    def _names(self):
        return [name for name, _ in self.train_list + self.test_list]

    def _path(self, name):
        return os.path.join(self.root, self.base_folder, name)

    def _load(self):
        parts = []
        if self.split == "test":
            parts.append((self._pictures("test_X.bin"), self._labels("test_y.bin")))
        if self.split.startswith("train"):
            parts.append(self._fold(self._pictures("train_X.bin"), self._labels("train_y.bin")))
        if self.split.endswith("unlabeled"):
            pictures = self._pictures("unlabeled_X.bin")
            parts.append((pictures, np.full(len(pictures), -1, np.int64)))
        pictures, labels = (p[0] if len(p) == 1 else np.concatenate(p) for p in zip(*parts, strict=True))
        if len(pictures) != len(labels):
            raise RuntimeError(
                f"Dataset not found or corrupted: {len(pictures)} pictures, but {len(labels)} labels in "
                f"{self._path('')}"
            )
        return pictures, labels

    def _pictures(self, name):
        """Each plane is stored column by column."""
        raw = np.fromfile(self._path(name), np.uint8)
        if raw.size % (3 * 96 * 96):
            raise RuntimeError(
                f"Dataset not found or corrupted: {self._path(name)} ends in the middle of a picture. "
                "Delete it and use download=True to download it"
            )
        return raw.reshape(-1, 3, 96, 96).transpose(0, 1, 3, 2)

    def _labels(self, name):
        return np.fromfile(self._path(name), np.uint8) - 1

    def _fold(self, pictures, labels):
        if self.folds is None:
            return pictures, labels
        with open(self._path(self.folds_list_file)) as f:
            chosen = [int(i) for i in f.read().splitlines()[self.folds].split()]
        return pictures[chosen], labels[chosen]

    def _pixels(self, indices):
        return pick(self.data.transpose(0, 2, 3, 1), indices)

    def _target(self, index):
        return int(self.labels[index])

    def _check_integrity(self):
        """Whether all files are there. What is in them is checked when they are read; their sums after a download."""
        return all(os.path.isfile(self._path(name)) for name in self._names())

    def download(self) -> None:
        """Fetch and unpack the archive, unless the files are there."""
        if self._check_integrity():
            return
        utils.download_and_extract_archive(self.url, self.root, filename=self.filename, md5=self.tgz_md5)
        for name, md5 in self.train_list + self.test_list:
            if not utils.check_integrity(self._path(name), md5):
                raise RuntimeError(f"File not found or corrupted: {self._path(name)}")

    def extra_repr(self) -> str:
        return f"Split: {self.split}"
