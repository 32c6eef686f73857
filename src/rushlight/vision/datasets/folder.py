"""Data sets of files in one folder per class."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .._pixels.pillow import pillow
from .vision import VisionDataset

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from PIL.Image import Image

    from .._types import Change, StrPath

__all__ = [
    "IMG_EXTENSIONS",
    "DatasetFolder",
    "ImageFolder",
    "default_loader",
    "find_classes",
    "make_dataset",
    "pil_loader",
]

IMG_EXTENSIONS = (".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp")


def has_file_allowed_extension(filename: str, extensions: str | Sequence[str]) -> bool:
    """Whether ``filename`` ends with one of ``extensions`` (a string or a sequence of them), in any case."""
    return filename.lower().endswith(extensions if isinstance(extensions, str) else tuple(extensions))


def is_image_file(filename: str) -> bool:
    """Whether ``filename`` ends like that of a picture."""
    return has_file_allowed_extension(filename, IMG_EXTENSIONS)


def find_classes(directory: StrPath) -> tuple[list[str], dict[str, int]]:
    """(sorted names of the sub-folders, {name: number}). Raises: FileNotFoundError if there are none."""
    with os.scandir(directory) as entries:
        classes = sorted(entry.name for entry in entries if entry.is_dir())
    if not classes:
        raise FileNotFoundError(
            f"Couldn't find any class folder in {directory}. Expected one folder per class, with the files inside: "
            f"{os.path.join(os.fspath(directory), 'cat', '1.png')}"
        )
    return classes, {name: i for i, name in enumerate(classes)}


def make_dataset(
    directory: StrPath,
    class_to_idx: dict[str, int] | None = None,
    extensions: str | Sequence[str] | None = None,
    is_valid_file: Callable[[str], bool] | None = None,
    allow_empty: bool = False,
) -> list[tuple[str, int]]:
    """[(path, class number)] of all files of the classes, sorted by class, folder and name; sub-folders too.

    Raises: ValueError unless exactly one of ``extensions`` and ``is_valid_file`` is given; FileNotFoundError for a
    class without files, unless ``allow_empty``.
    """
    directory = os.path.expanduser(directory)
    if class_to_idx is None:
        _, class_to_idx = find_classes(directory)
    elif not class_to_idx:
        raise ValueError("'class_to_index' must have at least one entry to collect any samples.")
    if (extensions is None) == (is_valid_file is None):
        raise ValueError("Both extensions and is_valid_file cannot be None or not None at the same time")
    if is_valid_file is None:

        def is_valid_file(path):
            return has_file_allowed_extension(path, extensions)

    samples: list[tuple[str, int]] = []
    empty = []
    for name in sorted(class_to_idx):
        before = len(samples)
        for folder, _, files in sorted(os.walk(os.path.join(directory, name), followlinks=True)):
            paths = (os.path.join(folder, file) for file in sorted(files))
            samples += [(path, class_to_idx[name]) for path in paths if is_valid_file(path)]
        if len(samples) == before:
            empty.append(name)
    if empty and not allow_empty:
        message = f"Found no valid file for the classes {', '.join(empty)}. "
        if extensions is not None:
            message += (
                f"Supported extensions are: {extensions if isinstance(extensions, str) else ', '.join(extensions)}"
            )
        raise FileNotFoundError(message)
    return samples


class DatasetFolder(VisionDataset):
    """Files in one folder per class: ``root/class/…/file``.

    Args: ``loader``: from a path to a sample; ``extensions``: which files, or ``is_valid_file``: a function of the path
    that says so; ``transform``, ``target_transform``; ``allow_empty`` (bool): accept folders without such files.
    Attributes: ``classes``, ``class_to_idx``, ``samples``: [(path, class number)], ``targets``.
    Raises: FileNotFoundError without class folders or files.
    """

    def __init__(
        self,
        root: StrPath,
        loader: Change,
        extensions: str | Sequence[str] | None = None,
        transform: Change | None = None,
        target_transform: Change | None = None,
        is_valid_file: Callable[[str], bool] | None = None,
        allow_empty: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.classes, self.class_to_idx = self.find_classes(self.root)
        self.samples = self.make_dataset(
            self.root,
            class_to_idx=self.class_to_idx,
            extensions=extensions,
            is_valid_file=is_valid_file,
            allow_empty=allow_empty,
        )
        self.loader = loader
        self.extensions = extensions
        self.targets = [target for _, target in self.samples]

    @staticmethod
    def make_dataset(
        directory: StrPath,
        class_to_idx: dict[str, int],
        extensions: str | Sequence[str] | None = None,
        is_valid_file: Callable[[str], bool] | None = None,
        allow_empty: bool = False,
    ) -> list[tuple[str, int]]:
        """As the function ``make_dataset``; may be overridden. Raises: ValueError without ``class_to_idx``."""
        if class_to_idx is None:
            raise ValueError("The class_to_idx parameter cannot be None.")
        return make_dataset(directory, class_to_idx, extensions, is_valid_file, allow_empty)

    def find_classes(self, directory: StrPath) -> tuple[list[str], dict[str, int]]:
        """As the function ``find_classes``; may be overridden."""
        return find_classes(directory)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        path, target = self.samples[index]
        return self._transformed(self.loader(path), target)

    def __len__(self) -> int:
        return len(self.samples)


def pil_loader(path: StrPath) -> Image:
    """The picture in a file, as RGB."""
    with open(path, "rb") as f, pillow().open(f) as image:
        return image.convert("RGB")


default_loader = pil_loader


class ImageFolder(DatasetFolder):
    """Pictures in one folder per class: ``root/dog/xxx.png``, ``root/cat/123.jpg``.

    Args: as DatasetFolder, with ``loader`` reading RGB pictures. Attributes: also ``imgs``, the same as ``samples``.
    """

    def __init__(
        self,
        root: StrPath,
        transform: Change | None = None,
        target_transform: Change | None = None,
        loader: Change = default_loader,
        is_valid_file: Callable[[str], bool] | None = None,
        allow_empty: bool = False,
    ) -> None:
        super().__init__(
            root,
            loader,
            IMG_EXTENSIONS if is_valid_file is None else None,
            transform,
            target_transform,
            is_valid_file,
            allow_empty,
        )
        self.imgs = self.samples
