"""The base of picture data sets, and of those whose pictures lie in one array."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from ... import Tensor, from_numpy
from ...utils.data import Dataset
from ...utils.data._utils.core import take_rows
from .._pixels.pillow import picture
from ..transforms._batched import batched

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .._types import Change, StrPath

__all__ = ["PictureArray", "StandardTransform", "VisionDataset"]


class VisionDataset(Dataset):
    """Base of the picture data sets: keeps ``root`` and the transforms, and prints itself.

    Args: ``root``: a folder, or None; ``transform``, ``target_transform``: functions of the picture and of its target;
    ``transforms``: one function of both instead. Raises: ValueError for both kinds.
    """

    _repr_indent = 4

    def __init__(
        self,
        root: StrPath | None = None,
        transforms: Callable[..., Any] | None = None,
        transform: Change | None = None,
        target_transform: Change | None = None,
    ) -> None:
        self.root: Any = os.path.expanduser(root) if isinstance(root, str) else root
        separate = transform is not None or target_transform is not None
        if transforms is not None and separate:
            raise ValueError("Only transforms or transform/target_transform can be passed as argument")
        self.transform = transform
        self.target_transform = target_transform
        self.transforms = StandardTransform(transform, target_transform) if separate else transforms

    def __getitem__(self, index: int) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must define __getitem__(self, index)")

    def __len__(self) -> int:
        raise NotImplementedError(f"{type(self).__name__} must define __len__(self)")

    def _transformed(self, image, target):
        if self.transform is not None:
            image = self.transform(image)
        if self.target_transform is not None:
            target = self.target_transform(target)
        return image, target

    def __repr__(self) -> str:
        body = [f"Number of datapoints: {len(self)}"]
        if self.root is not None:
            body.append(f"Root location: {self.root}")
        body += self.extra_repr().splitlines()
        if getattr(self, "transforms", None) is not None:
            body.append(repr(self.transforms))
        return "\n".join(["Dataset " + type(self).__name__, *(" " * self._repr_indent + line for line in body)])

    def extra_repr(self) -> str:
        """Further lines for the repr."""
        return ""


class StandardTransform:
    """A transform of the picture and one of the target, as one function of both."""

    def __init__(self, transform: Change | None = None, target_transform: Change | None = None) -> None:
        self.transform = transform
        self.target_transform = target_transform

    def __call__(self, input: Any, target: Any) -> tuple[Any, Any]:
        if self.transform is not None:
            input = self.transform(input)
        if self.target_transform is not None:
            target = self.target_transform(target)
        return input, target

    def __repr__(self) -> str:
        body = [type(self).__name__]
        for head, transform in (("Transform: ", self.transform), ("Target transform: ", self.target_transform)):
            if transform is not None:
                first, *rest = repr(transform).splitlines()
                body += [head + first, *(" " * len(head) + line for line in rest)]
        return "\n".join(body)


def pick(data: Any, indices: list[int]) -> np.ndarray:
    """The pictures ``indices`` (a list of ints) of an array (N, H, W, 3) or (N, H, W); fast for what lies in planes,
    too."""
    if type(data) is not np.ndarray or not data.flags.aligned:
        return data[indices]
    planes = data.transpose(0, 3, 1, 2) if data.ndim == 4 else data
    if planes.flags.c_contiguous:
        found = take_rows(planes, indices)
        found = found if found is None or data.ndim != 4 else found.transpose(0, 2, 3, 1)
    else:
        found = take_rows(data, indices)
    return data[indices] if found is None else found


class PictureArray(VisionDataset):
    """A data set with all pictures in ``data``, uint8 (N, H, W, 3) or (N, H, W), and their numbers in ``targets``; one
    that keeps them otherwise defines ``_pixels`` and ``_target``.

    A DataLoader reads whole batches from it when the transform is one of those that ``transforms._batched`` knows.
    """

    data: Any

    def _pixels(self, indices):
        """The pictures at ``indices`` (a list of ints): uint8 (N, H, W, 3) or (N, H, W)."""
        return pick(self.data, indices)

    def _target(self, index):
        """The class of a picture, an int."""
        return int(self.targets[index])

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image = self._pixels([index])[0]
        return self._transformed(picture(image, "RGB" if image.ndim == 3 else "L"), self._target(index))

    def __read_batch__(self, indices: list[int]) -> list[Tensor] | None:
        """The collated batch at ``indices``, or None if it must be read sample by sample."""
        if self.target_transform is not None or type(self).__getitem__ is not PictureArray.__getitem__:
            return None
        convert = batched(self.transform)
        if convert is None:
            return None
        pixels = self._pixels(indices)
        if type(pixels) is not np.ndarray or pixels.dtype != np.uint8:  # somebody put other data there
            return None
        return [convert(pixels), from_numpy(np.array([self._target(i) for i in indices], np.int64))]
