"""SVHN: house numbers seen from the street."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from . import utils
from ._matlab import read_mat
from .vision import PictureArray, pick

if TYPE_CHECKING:
    from .._types import Change, StrPath

__all__ = ["SVHN"]


class SVHN(PictureArray):
    """Digits of house numbers, photographs of 32×32 pixels: 73,257 for training, 26,032 for the test, 531,131 extra
    ones.

    Args: ``root``: the folder that holds ``train_32x32.mat``, ``test_32x32.mat`` or ``extra_32x32.mat``; ``split``:
    ``"train"``, ``"test"`` or ``"extra"``; ``transform``, ``target_transform``; ``download`` (bool): fetch the file if
    it is missing. Attributes: ``data``: uint8 (N, 3, 32, 32); ``labels``: int64 array, 0 … 9.
    Raises: RuntimeError if the file is missing or damaged. Source: Netzer et al. 2011, "Reading digits in natural
    images with unsupervised feature learning".
    """

    split_list = {
        "train": [
            "http://ufldl.stanford.edu/housenumbers/train_32x32.mat",
            "train_32x32.mat",
            "e26dedcc434d2e4c54c9b2d4a06d8373",
        ],
        "test": [
            "http://ufldl.stanford.edu/housenumbers/test_32x32.mat",
            "test_32x32.mat",
            "eb5a983be6a315427106f1b164d9cef3",
        ],
        "extra": [
            "http://ufldl.stanford.edu/housenumbers/extra_32x32.mat",
            "extra_32x32.mat",
            "a93ce644f1a588dc4d68dda5feec44a7",
        ],
    }

    def __init__(
        self,
        root: StrPath,
        split: str = "train",
        transform: Change | None = None,
        target_transform: Change | None = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.split = utils.verify_str_arg(split, "split", tuple(self.split_list))
        self.url, self.filename, self.file_md5 = self.split_list[split]
        if download:
            self.download()
        if not self._check_integrity():
            raise RuntimeError(
                f"Dataset not found or corrupted: {os.path.join(self.root, self.filename)} is missing. "
                "You can use download=True to download it"
            )
        self.data, self.labels = self._load(os.path.join(self.root, self.filename))

    @staticmethod
    def _load(path):
        found = read_mat(path)
        x, y = found.get("X"), found.get("y")
        if (
            x is None
            or y is None
            or x.dtype != np.uint8
            or x.ndim != 4
            or x.shape[:3] != (32, 32, 3)
            or y.size != x.shape[3]
        ):
            raise RuntimeError(
                f"Dataset not found or corrupted: {path} should hold X, bytes (32, 32, 3, N), and N numbers y. "
                "Delete it and use download=True to download it"
            )
        labels = y.reshape(-1).astype(np.int64)
        labels[labels == 10] = 0  # the files call zero 10
        return x.transpose(3, 2, 0, 1), labels

    def _pixels(self, indices):
        return pick(self.data.transpose(0, 2, 3, 1), indices)

    def _target(self, index):
        return int(self.labels[index])

    def _check_integrity(self):
        """Whether the file is there. What is in it is checked when it is read; its sum after a download."""
        return os.path.isfile(os.path.join(self.root, self.filename))

    def download(self) -> None:
        """Fetch the file, unless it is there."""
        utils.download_url(self.url, self.root, self.filename, self.file_md5)

    def extra_repr(self) -> str:
        return f"Split: {self.split}"
