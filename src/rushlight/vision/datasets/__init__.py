"""Picture data sets: SyntheticDigits needs no file; the others read, and most can fetch, the official ones."""

from __future__ import annotations

from ..._base.errors import MissingName
from . import utils
from .cifar import CIFAR10, CIFAR100
from .digits import SyntheticDigits
from .fakedata import FakeData
from .folder import DatasetFolder, ImageFolder
from .imagenet import ImageNet
from .inaturalist import INaturalist
from .mnist import EMNIST, KMNIST, MNIST, QMNIST, FashionMNIST
from .places365 import Places365
from .stl10 import STL10
from .svhn import SVHN
from .vision import VisionDataset

__all__ = [
    "CIFAR10",
    "CIFAR100",
    "EMNIST",
    "KMNIST",
    "MNIST",
    "QMNIST",
    "STL10",
    "SVHN",
    "DatasetFolder",
    "FakeData",
    "FashionMNIST",
    "INaturalist",
    "ImageFolder",
    "ImageNet",
    "Places365",
    "SyntheticDigits",
    "VisionDataset",
    "utils",
]


def __getattr__(name: str) -> object:
    raise MissingName("torchvision.datasets", name, __all__)
