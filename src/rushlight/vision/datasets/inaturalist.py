"""iNaturalist's pictures of living things."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .._pixels.pillow import pillow
from .utils import download_and_extract_archive, verify_str_arg
from .vision import VisionDataset

if TYPE_CHECKING:
    from typing import Any

    from .._types import Change, StrPath

__all__ = ["INaturalist"]

CATEGORIES_2021 = ["kingdom", "phylum", "class", "order", "family", "genus"]
_BASE = "https://ml-inat-competition-datasets.s3.amazonaws.com/"
DATASET_URLS = {
    "2017": _BASE + "2017/train_val_images.tar.gz",
    "2018": _BASE + "2018/train_val2018.tar.gz",
    "2019": _BASE + "2019/train_val2019.tar.gz",
    "2021_train": _BASE + "2021/train.tar.gz",
    "2021_train_mini": _BASE + "2021/train_mini.tar.gz",
    "2021_valid": _BASE + "2021/val.tar.gz",
}
DATASET_MD5 = {
    "2017": "7c784ea5e424efaec655bd392f87301f",
    "2018": "b1c6952ce38f31868cc50ea72d066cc3",
    "2019": "c60a6e2962c9b8ccbd458d12c8582644",
    "2021_train": "e0526d53c7f7b2e3167b2b43bb2690ed",
    "2021_train_mini": "db6ed8330e634445efc8fec83ae81442",
    "2021_valid": "f6f6e0e242e3d4c9569ba56400938afc",
}


def _opened(path):
    image = pillow().open(path)
    image.load()  # and close the file
    return image


class INaturalist(VisionDataset):
    """Pictures in ``root/version/category/``.

    Args: ``version``: '2017', '2018', '2019', '2021_train', '2021_train_mini' or '2021_valid'; ``target_type``: 'full',
    the species; of 2021 also 'kingdom', 'phylum', 'class', 'order', 'family', 'genus', of the others 'super'; or a list
    of them; ``download``: fetch the archive; ``loader``: from a path to a picture.
    Raises: RuntimeError for folders that are absent or have other names.
    """

    def __init__(
        self,
        root: StrPath,
        version: str = "2021_train",
        target_type: list[str] | str = "full",
        transform: Change | None = None,
        target_transform: Change | None = None,
        download: bool = False,
        loader: Change | None = None,
    ) -> None:
        self.version = verify_str_arg(version, "version", tuple(DATASET_URLS))
        super().__init__(os.path.join(root, version), transform=transform, target_transform=target_transform)
        os.makedirs(root, exist_ok=True)
        if download:
            self.download()
        if not self._check_exists():
            raise RuntimeError("Dataset not found or corrupted. You can use download=True to download it")
        self.all_categories: list[str] = []
        self.categories_index: dict[str, dict[str, int]] = {}
        self.categories_map: list[dict[str, int]] = []
        new = version.startswith("2021")
        kinds = ("full", *CATEGORIES_2021) if new else ("full", "super")
        wanted = target_type if isinstance(target_type, list) else [target_type]
        self.target_type = [verify_str_arg(t, "target_type", kinds) for t in wanted]
        self._read_2021() if new else self._read_older()
        self.index = [
            (i, name) for i, folder in enumerate(self.all_categories) for name in os.listdir(self._path(folder))
        ]
        self.loader = loader

    def _path(self, *parts):
        return os.path.join(self.root, *parts)

    def _read_2021(self):
        """Folders such as 00000_Animalia_Annelida_Clitellata_Haplotaxida_Lumbricidae_Lumbricus_terrestris."""
        self.all_categories = sorted(os.listdir(self.root))
        self.categories_index = {kind: {} for kind in CATEGORIES_2021}
        for i, folder in enumerate(self.all_categories):
            pieces = folder.split("_")
            if len(pieces) != 8:
                raise RuntimeError(f"Unexpected category name {folder}, wrong number of pieces")
            if pieces[0] != f"{i:05d}":
                raise RuntimeError(f"Unexpected category id {pieces[0]}, expecting {i:05d}")
            numbers = {}
            for kind, name in zip(CATEGORIES_2021, pieces[1:7], strict=True):
                known = self.categories_index[kind]
                numbers[kind] = known.setdefault(name, len(known))
            self.categories_map.append(numbers)

    def _read_older(self):
        """Folders of classes in folders of their super categories; from 2018 on their names are numbers."""
        supers = sorted(os.listdir(self.root))
        self.categories_index = {"super": {name: i for i, name in enumerate(supers)}}
        found: dict[int, tuple[str, int]] = {}
        for number, name in enumerate(supers):
            for folder in sorted(os.listdir(self._path(name))):
                if self.version != "2017" and not folder.isdecimal():
                    raise RuntimeError(f"Unexpected non-numeric dir name: {folder}")
                i = len(found) if self.version == "2017" else int(folder)
                if i in found:
                    raise RuntimeError(f"Duplicate category {folder}")
                found[i] = os.path.join(name, folder), number
        for i in range(max(found, default=-1) + 1):
            if i not in found:
                raise RuntimeError(f"Missing category {i}")
            self.all_categories.append(found[i][0])
            self.categories_map.append({"super": found[i][1]})

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        category, name = self.index[index]
        path = self._path(self.all_categories[category], name)
        image = (self.loader or _opened)(path)
        numbers = {"full": category, **self.categories_map[category]}
        target = tuple(numbers[t] for t in self.target_type)
        return self._transformed(image, target if len(target) > 1 else target[0])

    def __len__(self) -> int:
        return len(self.index)

    def category_name(self, category_type: str, category_id: int) -> str:
        """The name of a category of this type and number. Raises: ValueError for others."""
        if category_type == "full":
            return self.all_categories[category_id]
        if category_type not in self.categories_index:
            raise ValueError(f"Invalid category type '{category_type}'")
        for name, number in self.categories_index[category_type].items():
            if number == category_id:
                return name
        raise ValueError(f"Invalid category id {category_id} for {category_type}")

    def _check_exists(self):
        return os.path.exists(self.root) and bool(os.listdir(self.root))

    def download(self) -> None:
        """Fetch and unpack the archive, unless the pictures are there."""
        if self._check_exists():
            return
        base, url = os.path.dirname(self.root), DATASET_URLS[self.version]
        download_and_extract_archive(url, base, filename=f"{self.version}.tgz", md5=DATASET_MD5[self.version])
        unpacked = os.path.join(base, os.path.basename(url).removesuffix(".tar.gz"))
        if not os.path.exists(unpacked):
            raise RuntimeError(f"Unable to find downloaded files at {unpacked}")
        os.rename(unpacked, self.root)
