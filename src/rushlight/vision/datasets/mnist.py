"""MNIST and the data sets of the same format: grey pictures of 28×28 pixels."""

from __future__ import annotations

import os
import string
import warnings
from typing import TYPE_CHECKING

import numpy as np

from ... import Tensor, from_numpy
from . import utils
from .vision import PictureArray

if TYPE_CHECKING:
    from typing import Any

    from .._types import Change, StrPath

__all__ = ["EMNIST", "KMNIST", "MNIST", "QMNIST", "FashionMNIST"]


def _former(old: str, new: str) -> property:
    """A name that was given up: an attribute that warns."""

    def get(self: Any) -> Any:
        warnings.warn(f"{old} has been renamed {new}", stacklevel=2)
        return getattr(self, new)

    return property(get, doc=f"Former name of ``{new}``.")


class MNIST(PictureArray):
    """Handwritten digits: 60,000 for training, 10,000 for the test, 28×28, grey.

    Args: ``root``: the folder that holds ``MNIST/raw/train-images-idx3-ubyte`` and its three companions; ``train``
    (bool); ``transform``, ``target_transform``; ``download`` (bool): fetch what is missing.
    Attributes: ``data``: uint8 tensor (N, 28, 28); ``targets``: int64 tensor; ``classes``, ``class_to_idx``.
    Raises: RuntimeError if the files are missing or damaged. Source: LeCun, Cortes, Burges.
    """

    training_file, test_file = "training.pt", "test.pt"
    mirrors = ["https://ossci-datasets.s3.amazonaws.com/mnist/", "http://yann.lecun.com/exdb/mnist/"]
    resources = [
        ("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
        ("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"),
        ("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"),
        ("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c"),
    ]
    classes = [
        "0 - zero",
        "1 - one",
        "2 - two",
        "3 - three",
        "4 - four",
        "5 - five",
        "6 - six",
        "7 - seven",
        "8 - eight",
        "9 - nine",
    ]

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
        if not self._check_exists():
            raise RuntimeError(f"Dataset not found in {self.raw_folder}. You can use download=True to download it")
        images, labels = self._files()
        self.data = from_numpy(_read_idx(images, 3))
        self.targets = from_numpy(_read_idx(labels, self._label_dimensions).astype(np.int64))

    _label_dimensions = 1

    def _files(self):
        """The paths of the pictures and of the labels."""
        part = "train" if self.train else "t10k"
        names = f"{part}-images-idx3-ubyte", f"{part}-labels-idx1-ubyte"
        return [os.path.join(self.raw_folder, name) for name in names]

    def _pixels(self, indices):
        return self.data.numpy()[indices]

    @property
    def raw_folder(self) -> str:
        """Where the files lie."""
        return os.path.join(self.root, type(self).__name__, "raw")

    @property
    def class_to_idx(self) -> dict[str, int]:
        """{name of a class: its number}"""
        return {name: i for i, name in enumerate(self.classes)}

    @property
    def processed_folder(self) -> str:
        """Where versions before torchvision 0.8 put tensors."""
        return os.path.join(self.root, type(self).__name__, "processed")

    train_labels = _former("train_labels", "targets")
    test_labels = _former("test_labels", "targets")
    train_data = _former("train_data", "data")
    test_data = _former("test_data", "data")

    def _check_exists(self):
        return all(
            os.path.isfile(os.path.join(self.raw_folder, name.removesuffix(".gz"))) for name, _ in self.resources
        )

    def download(self) -> None:
        """Fetch what is missing, from the first mirror that answers."""
        if self._check_exists():
            return
        for name, md5 in self.resources:
            urls = [mirror + name for mirror in self.mirrors]
            utils.download_and_extract_archive(urls[0], self.raw_folder, filename=name, md5=md5, mirrors=urls[1:])

    def extra_repr(self) -> str:
        return f"Split: {'Train' if self.train is True else 'Test'}"


class FashionMNIST(MNIST):
    """Pictures of clothes in the format of MNIST. Source: Xiao, Rasul, Vollgraf 2017."""

    mirrors = ["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"]
    resources = [
        ("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        ("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
        ("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
        ("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"),
    ]
    classes = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]


class KMNIST(MNIST):
    """Cursive Japanese characters in the format of MNIST. Source: Clanuwat et al. 2018."""

    mirrors = ["http://codh.rois.ac.jp/kmnist/dataset/kmnist/"]
    resources = [
        ("train-images-idx3-ubyte.gz", "bdb82020997e1d708af4cf47b453dcf7"),
        ("train-labels-idx1-ubyte.gz", "e144d726b3acfaa3e44228e80efcd344"),
        ("t10k-images-idx3-ubyte.gz", "5c965bf0a639b31b8f53240b1b52f4d7"),
        ("t10k-labels-idx1-ubyte.gz", "7320c461ea6c1c855c0b718fb2a4b134"),
    ]
    classes = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"]


class EMNIST(MNIST):
    """Handwritten letters and digits in the format of MNIST.

    Args: ``split``: ``"byclass"``, ``"bymerge"``, ``"balanced"``, ``"letters"``, ``"digits"`` or ``"mnist"``; the
    others as MNIST. Raises: also ValueError for another ``split``. Source: Cohen et al. 2017, "EMNIST: an extension of
    MNIST to handwritten letters".
    """

    url = "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip"
    md5 = "58c8d27c78d21e728a6bc7b3cc06412e"
    splits = ("byclass", "bymerge", "balanced", "letters", "digits", "mnist")
    _merged = "cijklmopsuvwxyz"  # small letters that look like their capitals
    classes_split_dict = {
        "byclass": sorted(string.digits + string.ascii_letters),
        "bymerge": sorted({*string.digits, *string.ascii_letters} - {*_merged}),
        "balanced": sorted({*string.digits, *string.ascii_letters} - {*_merged}),
        "letters": ["N/A", *string.ascii_lowercase],
        "digits": list(string.digits),
        "mnist": list(string.digits),
    }

    def __init__(self, root: StrPath, split: str, **kwargs: Any) -> None:
        self.split = utils.verify_str_arg(split, "split", self.splits)
        super().__init__(root, **kwargs)
        self.classes = self.classes_split_dict[split]

    def _files(self):
        prefix = os.path.join(self.raw_folder, f"emnist-{self.split}-{'train' if self.train else 'test'}")
        return [prefix + "-images-idx3-ubyte", prefix + "-labels-idx1-ubyte"]

    @property
    def processed_folder(self) -> str:
        """Where versions before torchvision 0.8 put tensors."""
        return os.path.join(self.root, type(self).__name__, "processed")

    train_labels = _former("train_labels", "targets")
    test_labels = _former("test_labels", "targets")
    train_data = _former("train_data", "data")
    test_data = _former("test_data", "data")

    def _check_exists(self):
        return all(os.path.isfile(path) for path in self._files())

    def download(self) -> None:
        """Fetch the archive of all splits (560 MB), unless the files are there."""
        import shutil

        if self._check_exists():
            return
        utils.download_and_extract_archive(self.url, self.raw_folder, md5=self.md5)
        packed = os.path.join(self.raw_folder, "gzip")
        for path in utils.list_files(packed, ".gz", prefix=True):
            utils.extract_archive(path, self.raw_folder)
        shutil.rmtree(packed)


class QMNIST(MNIST):
    """MNIST restored from the original scans, with 60,000 pictures for the test.

    Args: ``what``: ``"train"``, ``"test"``, ``"test10k"`` (those in MNIST), ``"test50k"`` (the others) or ``"nist"``
    (all scans), by default by ``train``; ``compat``: targets are the digits, else rows of 8 numbers (digit, series,
    writer,
    ...); the others as MNIST. Raises: also ValueError for another ``what``. Source: Yadav & Bottou 2019, "Cold case:
    the lost MNIST digits".
    """

    _base = "https://raw.githubusercontent.com/facebookresearch/qmnist/master/"
    subsets = {"train": "train", "test": "test", "test10k": "test", "test50k": "test", "nist": "nist"}
    resources: dict = {  # type: ignore[assignment]
        "train": [
            (_base + "qmnist-train-images-idx3-ubyte.gz", "ed72d4157d28c017586c42bc6afe6370"),
            (_base + "qmnist-train-labels-idx2-int.gz", "0058f8dd561b90ffdd0f734c6a30e5e4"),
        ],
        "test": [
            (_base + "qmnist-test-images-idx3-ubyte.gz", "1394631089c404de565df7b7aeaf9412"),
            (_base + "qmnist-test-labels-idx2-int.gz", "5b5b05890a5e13444e108efe57b788aa"),
        ],
        "nist": [
            (_base + "xnist-images-idx3-ubyte.xz", "7f124b3b8ab81486c9d8c2749c17f834"),
            (_base + "xnist-labels-idx2-int.xz", "5ed0e788978e45d4a8bd4b7caec3d79d"),
        ],
    }
    _label_dimensions = 2

    def __init__(
        self, root: StrPath, what: str | None = None, compat: bool = True, train: bool = True, **kwargs: Any
    ) -> None:
        what = ("train" if train else "test") if what is None else what
        self.what = utils.verify_str_arg(what, "what", tuple(self.subsets))
        self.compat = compat
        super().__init__(root, train, **kwargs)
        part = {"test10k": slice(10000), "test50k": slice(10000, None)}.get(what)
        if part is not None:
            self.data, self.targets = self.data[part].clone(), self.targets[part].clone()

    def _files(self):
        urls = [url for url, _ in self.resources[self.subsets[self.what]]]
        names = [os.path.splitext(url.rpartition("/")[2])[0] for url in urls]
        return [os.path.join(self.raw_folder, name) for name in names]

    @property
    def processed_folder(self) -> str:
        """Where versions before torchvision 0.8 put tensors."""
        return os.path.join(self.root, type(self).__name__, "processed")

    train_labels = _former("train_labels", "targets")
    test_labels = _former("test_labels", "targets")
    train_data = _former("train_data", "data")
    test_data = _former("test_data", "data")

    def _check_exists(self):
        return all(os.path.isfile(path) for path in self._files())

    def _target(self, index):
        return int(self.targets[index, 0]) if self.compat else self.targets[index]

    def __read_batch__(self, indices: list[int]) -> list[Tensor] | None:
        return super().__read_batch__(indices) if self.compat else None

    def download(self) -> None:
        """Fetch what is missing."""
        if self._check_exists():
            return
        for url, md5 in self.resources[self.subsets[self.what]]:
            utils.download_and_extract_archive(url, self.raw_folder, md5=md5)

    def extra_repr(self) -> str:
        return f"Split: {self.what}"


_TYPES = {8: ">u1", 12: ">i4"}


def _read_idx(path, dimensions):
    """The numbers of an IDX file as an array. Format: two zeros, the type (8: unsigned byte, 12: 32-bit integer), the
    number of dimensions, then their sizes as big-endian 32-bit numbers, then the data."""
    with open(path, "rb") as f:
        raw = f.read()
    start = 4 + 4 * dimensions
    shape = np.frombuffer(raw[4:start], ">i4").tolist()
    kind = np.dtype(_TYPES.get(raw[2] if len(raw) > start else 0, "V8"))
    whole = raw[:2] == b"\0\0" and raw[3:4] == bytes((dimensions,))
    if not whole or kind.kind == "V" or len(raw) - start != int(np.prod(shape)) * kind.itemsize:
        raise RuntimeError(
            f"{path} is not a whole IDX file of bytes with {dimensions} dimensions; delete it and fetch it again"
        )
    return np.frombuffer(bytearray(raw), kind, offset=start).reshape(shape)
