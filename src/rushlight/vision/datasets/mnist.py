"""MNIST and the data sets of the same format: grey pictures of 28×28 pixels."""

from __future__ import annotations

import os

import numpy as np

from ... import from_numpy
from . import utils
from .vision import PictureArray

__all__ = ["KMNIST", "MNIST", "FashionMNIST"]


class MNIST(PictureArray):
    """Handwritten digits: 60,000 for training, 10,000 for the test, 28×28, grey.

    Args: ``root``: the folder that holds ``MNIST/raw/train-images-idx3-ubyte`` and its three companions; ``train``
    (bool); ``transform``, ``target_transform``; ``download`` (bool): fetch what is missing.
    Attributes: ``data``: uint8 tensor (N, 28, 28); ``targets``: int64 tensor; ``classes``, ``class_to_idx``.
    Raises: RuntimeError if the files are missing or damaged. Source: LeCun, Cortes, Burges.
    """

    mirrors = ["https://ossci-datasets.s3.amazonaws.com/mnist/", "http://yann.lecun.com/exdb/mnist/"]
    resources = [
        ("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
        ("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"),
        ("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"),
        ("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c"),
    ]
    classes = ["0 - zero", "1 - one", "2 - two", "3 - three", "4 - four", "5 - five", "6 - six", "7 - seven",
               "8 - eight", "9 - nine"]  # fmt: skip

    def __init__(self, root, train=True, transform=None, target_transform=None, download=False):
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.train = train
        if download:
            self.download()
        if not self._check_exists():
            raise RuntimeError(
                f"Dataset not found in {self.raw_folder}. You can use download=True to download it"
            )
        part = "train" if train else "t10k"
        self.data = from_numpy(_read_idx(os.path.join(self.raw_folder, f"{part}-images-idx3-ubyte"), 3))
        labels = _read_idx(os.path.join(self.raw_folder, f"{part}-labels-idx1-ubyte"), 1)
        self.targets = from_numpy(labels.astype(np.int64))

    def _pixels(self, indices):
        return self.data.numpy()[indices]

    @property
    def raw_folder(self):
        """Where the files lie."""
        return os.path.join(self.root, type(self).__name__, "raw")

    @property
    def class_to_idx(self):
        """{name of a class: its number}"""
        return {name: i for i, name in enumerate(self.classes)}

    def _check_exists(self):
        return all(
            os.path.isfile(os.path.join(self.raw_folder, name.removesuffix(".gz")))
            for name, _ in self.resources
        )

    def download(self):
        """Fetch what is missing, from the first mirror that answers."""
        if self._check_exists():
            return
        for name, md5 in self.resources:
            urls = [mirror + name for mirror in self.mirrors]
            utils.download_and_extract_archive(
                urls[0], self.raw_folder, filename=name, md5=md5, mirrors=urls[1:]
            )

    def __len__(self):
        return len(self.data)

    def extra_repr(self):
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
    classes = [
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ]


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


def _read_idx(path, dimensions):
    """The bytes of an IDX file as an array. Format: two zeros, type 8 (unsigned byte), the number of dimensions, then
    their sizes as big-endian 32-bit numbers, then the data."""
    with open(path, "rb") as f:
        raw = f.read()
    start = 4 + 4 * dimensions
    shape = np.frombuffer(raw[4:start], ">i4").tolist()
    if raw[:4] != bytes((0, 0, 8, dimensions)) or len(raw) - start != int(np.prod(shape)):
        raise RuntimeError(
            f"{path} is not a whole IDX file of bytes with {dimensions} dimensions; delete it and fetch it again"
        )
    return np.frombuffer(bytearray(raw), np.uint8, offset=start).reshape(shape)
