"""Weights that torchvision publishes: one enum per model, whose members fetch a file, or take it from torch's cache."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable
from enum import Enum
from functools import cache, partial
from typing import Any

from ..datasets.utils import download_url
from ..transforms._presets import ImageClassification
from ..transforms.functional import InterpolationMode
from ._published import PLACE, TABLE

_OTHER_SCALES = {  # mean and standard deviation, where they are not ImageNet's
    "efficientnet_v2_l-59c71312.pth": ((0.5,) * 3, (0.5,) * 3),
    "vgg16_features-amdegroot-88682ab5.pth": ((0.48235, 0.45882, 0.40784), (1 / 255,) * 3),
}


class Weights:
    """Where a file is (``url``), and how pictures are prepared for it (``transforms()``)."""

    def __init__(self, url: str, transforms: partial[ImageClassification]) -> None:
        self.url = url
        self.transforms = transforms

    def __eq__(self, other: object) -> bool:  # copies and pickles of members find theirs by it
        if not isinstance(other, Weights):
            return NotImplemented
        return self.url == other.url and self.transforms.keywords == other.transforms.keywords

    def __hash__(self) -> int:
        return hash(self.url)


class WeightsEnum(Enum):
    """The published weights of one model. ``DEFAULT`` is another name of the recommended member.

    >>> from rushlight.vision import models
    >>> models.ResNet18_Weights.DEFAULT
    ResNet18_Weights.IMAGENET1K_V1
    >>> models.ResNet18_Weights.DEFAULT.url
    'https://download.pytorch.org/models/resnet18-f37072fd.pth'
    """

    @classmethod
    def verify(cls, obj: Any) -> Any:
        """The member that ``obj`` is or names; None stays None. Raises: ValueError for an unknown name, TypeError for
        anything else."""
        if isinstance(obj, str):
            name = obj.removeprefix(cls.__name__ + ".")
            if name not in cls.__members__:
                raise ValueError(
                    f"{cls.__name__} has no weights {obj!r}; there are: {', '.join(cls.__members__)}. For a file of "
                    "your own: model.load_state_dict(torch.load(path))"
                )
            return cls[name]
        if obj is not None and not isinstance(obj, cls):
            raise TypeError(
                f"Invalid Weight class provided; expected {cls.__name__} but received {type(obj).__name__}."
            )
        return obj

    @property
    def url(self) -> str:
        return self.value.url

    @property
    def transforms(self) -> Callable[..., Any]:
        return self.value.transforms

    def get_state_dict(self, progress: bool = True, check_hash: bool = False) -> dict[str, Any]:
        """The file's state dict. It is fetched unless it lies in ``$TORCH_HOME/hub/checkpoints``
        (``~/.cache/torch/hub/checkpoints``).

        ``check_hash`` compares a fetched file's SHA-256 with the digits in its name. Raises: ValueError if it can't be
        had, RuntimeError for another sum.
        """
        from ...serialization import load

        folder = os.path.join(_torch_home(), "hub", "checkpoints")
        path = os.path.join(folder, os.path.basename(self.url))
        if not os.path.exists(path):
            try:
                with contextlib.nullcontext() if progress else contextlib.redirect_stderr(None):
                    download_url(self.url, folder)
            except RuntimeError as error:
                raise ValueError(
                    f"{self!r} could not be fetched. {error}\nOr build the model with weights=None and load a file "
                    "that you have: model.load_state_dict(torch.load(path))"
                ) from error
            if check_hash:
                _check_hash(path)
        return load(path, map_location="cpu", weights_only=True)

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self._name_}"


def _torch_home():
    caches = os.getenv("XDG_CACHE_HOME", os.path.join("~", ".cache"))
    return os.path.expanduser(os.getenv("TORCH_HOME", os.path.join(caches, "torch")))


def _check_hash(path):
    """Remove a file whose SHA-256 doesn't begin with the digits in its name, and raise RuntimeError."""
    import hashlib

    expected = re.search(r"-([a-f0-9]+)\.", os.path.basename(path))[1]
    with open(path, "rb") as f:
        found = hashlib.file_digest(f, "sha256").hexdigest()
    if not found.startswith(expected):
        os.unlink(path)
        raise RuntimeError(f'invalid hash value (expected "{expected}", got "{found}") of {path}: fetch it again')


def _value(file, crop, resize, interpolation):
    settings = {"crop_size": int(crop), "resize_size": int(resize), "interpolation": InterpolationMode(interpolation)}
    if file in _OTHER_SCALES:
        settings["mean"], settings["std"] = _OTHER_SCALES[file]
    return Weights(PLACE + file, partial(ImageClassification, **settings))


@cache
def _classes():
    """({model: enum}, {enum's name: enum})."""
    members, names = {}, {}
    for row in TABLE.split("\n")[1:-1]:
        model, name, key, *rest = row.split()
        value = _value(*rest)
        names[model] = name
        members.setdefault(name, {})[key.rstrip("*")] = value
        if key.endswith("*"):
            members[name]["DEFAULT"] = value
    made = {name: WeightsEnum(name, given, module=__name__) for name, given in members.items()}
    return {model: made[name] for model, name in names.items()}, made


def class_of_model(model: str) -> type[WeightsEnum]:
    """The enum of the model with this name."""
    return _classes()[0][model]


def class_of_name(name: str) -> type[WeightsEnum] | None:
    """The enum with this name (``"ResNet18_Weights"``), or None."""
    return _classes()[1].get(name)


def __getattr__(name):  # pickles of members name their class here
    found = class_of_name(name) if name.endswith("_Weights") else None
    if found is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return found
