"""The pictures to train on: data sets by name, or a folder."""

from __future__ import annotations

import os

from .._ops.generator import Generator
from ..utils.data import Subset, random_split
from ..vision import datasets, transforms
from .settings import Refused

__all__ = ["Pictures", "load_pictures", "transform"]

MEAN = STD = (0.5, 0.5, 0.5)


class Pictures:
    """``train`` and ``test`` data sets of (picture, class number), and the names of the classes."""

    def __init__(self, train, test, classes, title):
        self.train, self.test, self.classes, self.title = train, test, list(classes), title


def transform(resize=False):
    """From a picture to the network's input: 32×32, numbers from -1 to 1."""
    steps = [transforms.ToTensor(), transforms.Normalize(MEAN, STD)]
    return transforms.Compose([transforms.Resize((32, 32)), *steps] if resize else steps)


def load_pictures(settings):
    """The data sets that the settings name. Raises Refused if they are not there."""
    if settings.data == "synthetic":
        train = datasets.SyntheticDigits(True, transform(), size=settings.train_size)
        test = datasets.SyntheticDigits(False, transform(), size=settings.test_size)
        return Pictures(train, test, train.classes, "SyntheticDigits")
    if settings.data == "cifar10":
        return _cifar10(settings)
    return _folder(settings)


def _cifar10(settings):
    try:
        train, test = (
            datasets.CIFAR10(settings.root, part, transform(), download=settings.download)
            for part in (True, False)
        )
    except RuntimeError as error:
        raise Refused(
            f"{error} (looked in {settings.root!r}; --root names another place, --download fetches it)"
        ) from None
    return Pictures(
        _first(train, settings.train_size), _first(test, settings.test_size), train.classes, "CIFAR-10"
    )


def _folder(settings):
    if not os.path.isdir(settings.data):
        raise Refused(f"--data must be synthetic, cifar10 or a folder; there is no folder {settings.data!r}")
    parts = [os.path.join(settings.data, part) for part in ("train", "test")]
    try:
        if all(map(os.path.isdir, parts)):
            train, test = (datasets.ImageFolder(part, transform(True)) for part in parts)
            classes = train.classes
            if test.classes != classes:
                raise Refused(
                    f"the folders train and test in {settings.data!r} hold different classes: {classes} and {test.classes}"
                )
        else:
            whole = datasets.ImageFolder(settings.data, transform(True))
            classes = whole.classes
            n = max(1, len(whole) // 5)
            train, test = random_split(whole, [len(whole) - n, n], generator=Generator().manual_seed(0))
    except FileNotFoundError as error:
        raise Refused(f"{error}; --data wants a folder with one sub-folder of pictures per class") from None
    if not len(train):
        raise Refused(f"{settings.data!r} holds too few pictures to train and to test")
    return Pictures(
        _first(train, settings.train_size),
        _first(test, settings.test_size),
        classes,
        os.path.basename(settings.data),
    )


def _first(dataset, n):
    return dataset if n is None or n >= len(dataset) else Subset(dataset, range(n))
