"""ImageNet's pictures of 2012: they must be fetched by hand, and are unpacked and read here."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import TYPE_CHECKING

from ...serialization import load, save
from .folder import ImageFolder
from .utils import check_integrity, extract_archive, verify_str_arg

if TYPE_CHECKING:
    from typing import Any

    from .._types import StrPath

__all__ = ["ImageNet"]

ARCHIVE_META = {
    "train": ("ILSVRC2012_img_train.tar", "1d675b47d978889d74fa0da5fadfb00e"),
    "val": ("ILSVRC2012_img_val.tar", "29b22e2961454d5413ddabcf34fc5622"),
    "devkit": ("ILSVRC2012_devkit_t12.tar.gz", "fa75699e90414af021442c21a62c3abf"),
}
META_FILE = "meta.bin"


class ImageNet(ImageFolder):
    """ImageNet 2012: ``ILSVRC2012_devkit_t12.tar.gz`` and the archive of the split, put into ``root``, are unpacked at
    first use; after that (or if ``root`` has ``meta.bin`` and the folder of the split) it just reads.

    Args: ``split``: 'train' or 'val'; others as for ImageFolder. Attributes: also ``wnids``, ``wnid_to_idx``;
    ``classes`` are tuples of words. Raises: RuntimeError for archives that are absent or damaged.
    """

    def __init__(self, root: StrPath, split: str = "train", **kwargs: Any) -> None:
        self.root = root = os.path.expanduser(root)
        self.split = verify_str_arg(split, "split", ("train", "val"))
        self.parse_archives()
        words = load_meta_file(root)[0]
        super().__init__(self.split_folder, **kwargs)
        self.root = root
        self.wnids, self.wnid_to_idx = self.classes, self.class_to_idx
        self.classes: Any = [words[wnid] for wnid in self.wnids]  # of each its names
        self.class_to_idx = {word: i for i, several in enumerate(self.classes) for word in several}

    def parse_archives(self) -> None:
        """Unpack what is not unpacked yet."""
        if not check_integrity(os.path.join(self.root, META_FILE)):
            parse_devkit_archive(self.root)
        if not os.path.isdir(self.split_folder):
            (parse_train_archive if self.split == "train" else parse_val_archive)(self.root)

    @property
    def split_folder(self) -> str:
        """The folder of the pictures."""
        return os.path.join(self.root, self.split)

    def extra_repr(self) -> str:
        return f"Split: {self.split}"


def load_meta_file(root: StrPath, file: str | None = None) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """(words of each class by its WordNet id, the ids of the validation pictures). Raises: RuntimeError without it."""
    path = os.path.join(root, file or META_FILE)
    if not check_integrity(path):
        raise RuntimeError(
            f"The meta file {file or META_FILE} is not present in the root directory or is corrupted. This file is "
            "automatically created by the ImageNet dataset."
        )
    return load(path, weights_only=True)


def _archive(root, kind, file):
    name, md5 = ARCHIVE_META[kind]
    path = os.path.join(root, file or name)
    if not check_integrity(path, md5):
        raise RuntimeError(
            f"The archive {file or name} is not present in the root directory or is corrupted. You need to download it "
            f"externally and place it in {root}."
        )
    return path


def parse_devkit_archive(root: StrPath, file: str | None = None) -> None:
    """Read the names of the classes from the development kit, and keep them in ``meta.bin``. Needs SciPy."""
    archive = _archive(root, "devkit", file)
    import scipy.io

    with tempfile.TemporaryDirectory() as folder:
        extract_archive(archive, folder)
        data = os.path.join(folder, "ILSVRC2012_devkit_t12", "data")
        synsets = scipy.io.loadmat(os.path.join(data, "meta.mat"), squeeze_me=True)["synsets"]
        leaves = [(s[0], s[1], tuple(s[2].split(", "))) for s in synsets if s[4] == 0]
        ids = {number: wnid for number, wnid, _ in leaves}
        with open(os.path.join(data, "ILSVRC2012_validation_ground_truth.txt")) as f:
            numbers = [int(line) for line in f]
    words = {wnid: several for _, wnid, several in leaves}
    save((words, [ids[n] for n in numbers]), os.path.join(root, META_FILE))


def parse_train_archive(root: StrPath, file: str | None = None, folder: str = "train") -> None:
    """Unpack the training pictures: an archive of archives, one per class."""
    to = os.path.join(root, folder)
    extract_archive(_archive(root, "train", file), to)
    for name in os.listdir(to):
        path = os.path.join(to, name)
        extract_archive(path, os.path.splitext(path)[0], remove_finished=True)


def parse_val_archive(
    root: StrPath, file: str | None = None, wnids: list[str] | None = None, folder: str = "val"
) -> None:
    """Unpack the validation pictures into folders of their classes, ``wnids`` in the order of the pictures."""
    wnids = load_meta_file(root)[1] if wnids is None else wnids
    to = os.path.join(root, folder)
    extract_archive(_archive(root, "val", file), to)
    pictures = sorted(os.listdir(to))
    for wnid in set(wnids):
        os.mkdir(os.path.join(to, wnid))
    for wnid, name in zip(wnids, pictures, strict=False):
        shutil.move(os.path.join(to, name), os.path.join(to, wnid, name))
