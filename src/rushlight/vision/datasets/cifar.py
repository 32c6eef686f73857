"""CIFAR-10 and CIFAR-100: photographs of 32×32 pixels."""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING

import numpy as np

from . import utils
from .vision import PictureArray

if TYPE_CHECKING:
    from .._types import Change, StrPath

__all__ = ["CIFAR10", "CIFAR100"]


class CIFAR10(PictureArray):
    """Photographs of 32×32 pixels in ten classes: 50,000 for training, 10,000 for the test.

    Args: ``root``: the folder that holds ``cifar-10-batches-py``; ``train`` (bool); ``transform``,
    ``target_transform``; ``download`` (bool): fetch the archive (170 MB) if the files are missing: from several places,
    continuing where an interrupted download stopped, checked before it is unpacked.
    Attributes: ``data``: uint8 (N, 32, 32, 3); ``targets``: list of ints; ``classes``; ``class_to_idx``.
    Raises: RuntimeError if the files are missing or damaged. Source: Krizhevsky 2009, "Learning multiple layers of
    features from tiny images".
    """

    base_folder = "cifar-10-batches-py"
    url = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
    mirrors = ["https://dataset.bj.bcebos.com/cifar/cifar-10-python.tar.gz"]
    filename = "cifar-10-python.tar.gz"
    tgz_md5 = "c58f30108f718f92721af3b95e74349a"
    train_list = [
        ["data_batch_1", "c99cafc152244af753f735de768cd75f"],
        ["data_batch_2", "d4bba439e000b95fd0a9bffe97cbabec"],
        ["data_batch_3", "54ebc095f3ab1f0389bbae665268c751"],
        ["data_batch_4", "634d18415352ddfa80567beed471001a"],
        ["data_batch_5", "482c414d41f54cd18b22e5b47cb7c3cb"],
    ]
    test_list = [["test_batch", "40351d587109b95175f43aff81a1287e"]]
    meta = {"filename": "batches.meta", "key": "label_names", "md5": "5ff9c542aee3614f3951f8cda6e48888"}

    def __init__(
        self,
        root: StrPath,
        train: bool = True,
        transform: Change | None = None,
        target_transform: Change | None = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.train = train
        if download:
            self.download()
        if not self._check_integrity():
            raise RuntimeError(
                f"Dataset not found or corrupted: {os.path.join(self.root, self.base_folder)} must hold "
                f"{', '.join(self._names())}. You can use download=True to download it"
            )
        self.classes = self._load_meta()
        self.class_to_idx = {name: i for i, name in enumerate(self.classes)}
        parts = [self._load(name) for name, _ in (self.train_list if train else self.test_list)]
        rows = np.concatenate([data for data, _ in parts])
        self.data = rows.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        self.targets = [label for _, labels in parts for label in labels]

    def _names(self):
        return [*(name for name, _ in self.train_list + self.test_list), self.meta["filename"]]

    def _path(self, name):
        return os.path.join(self.root, self.base_folder, name)

    def _read(self, name):
        """The dict in one of the files, with its keys as text."""
        path = self._path(name)
        try:
            with open(path, "rb") as f:
                entry = _BatchUnpickler(f, encoding="latin1").load()
            return {k.decode() if isinstance(k, bytes) else k: v for k, v in entry.items()}
        except (pickle.UnpicklingError, EOFError, AttributeError, ValueError, TypeError, IndexError, KeyError) as error:
            raise RuntimeError(
                f"Dataset not found or corrupted: {path} is not a batch of {type(self).__name__} ({error}). "
                "Delete it and use download=True to download it"
            ) from None

    def _load(self, name):
        entry = self._read(name)
        data = entry.get("data")
        labels = entry.get("labels", entry.get("fine_labels"))
        if not (
            isinstance(data, np.ndarray)
            and data.dtype == np.uint8
            and data.ndim == 2
            and data.shape[1] == 3072
            and isinstance(labels, list)
            and len(labels) == len(data)
            and all(type(v) is int and 0 <= v < len(self.classes) for v in labels)
        ):
            raise RuntimeError(
                f"Dataset not found or corrupted: {self._path(name)} should hold rows of 3072 bytes and as many labels "
                f"below {len(self.classes)}. Delete it and use download=True to download it"
            )
        return data, labels

    def _load_meta(self):
        names = self._read(self.meta["filename"]).get(self.meta["key"])
        if not isinstance(names, list) or not names:
            raise RuntimeError("Dataset metadata file not found or corrupted. You can use download=True to download it")
        return [name.decode() if isinstance(name, bytes) else name for name in names]

    def _check_integrity(self):
        """Whether all files are there. What is in them is checked when they are read, so that files in the same format
        from elsewhere may be used; the sums of ``train_list`` are those of the official ones, checked after a
        download."""
        return all(os.path.isfile(self._path(name)) for name in self._names())

    def download(self) -> None:
        """Fetch and unpack the archive, unless the files are there."""
        if self._check_integrity():
            return
        utils.download_and_extract_archive(
            self.url, self.root, filename=self.filename, md5=self.tgz_md5, mirrors=self.mirrors
        )
        sums = [*self.train_list, *self.test_list, [self.meta["filename"], self.meta["md5"]]]
        for name, md5 in sums:
            if not utils.check_integrity(self._path(name), md5):
                raise RuntimeError(f"File not found or corrupted: {self._path(name)}")

    def extra_repr(self) -> str:
        return f"Split: {'Train' if self.train is True else 'Test'}"


class CIFAR100(CIFAR10):
    """Photographs of 32×32 pixels in a hundred classes; otherwise as CIFAR10."""

    base_folder = "cifar-100-python"
    url = "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz"
    mirrors = ["https://dataset.bj.bcebos.com/cifar/cifar-100-python.tar.gz"]
    filename = "cifar-100-python.tar.gz"
    tgz_md5 = "eb9058c3a382ffc7106e4002c42a8d85"
    train_list = [["train", "16019d7e3df5f24257cddd939b257f8d"]]
    test_list = [["test", "f0ef6b0ae62326f3e7ffdfab6717acfc"]]
    meta = {"filename": "meta", "key": "fine_label_names", "md5": "7973b15100ade9c7d40fb424638fde48"}


def _encode(text, encoding):
    """Bytes, as Python 3 writes them in the old protocols. No other codec: some can blow up to any size."""
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"unexpected encoding {encoding!r}")
    return text.encode("latin1")


class _BatchUnpickler(pickle.Unpickler):
    """Reads plain containers and NumPy arrays; anything else in the file is refused, not run."""

    def find_class(self, module, name):
        if (module, name) == ("_codecs", "encode"):
            return _encode
        if module in ("numpy", "numpy.core.multiarray", "numpy._core.multiarray", "numpy._core.numeric"):
            if name == "_reconstruct":
                return np.empty(0).__reduce__()[0]
            if name in ("ndarray", "dtype") and module == "numpy":
                return getattr(np, name)
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a file of pictures")
