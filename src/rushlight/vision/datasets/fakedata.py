"""FakeData: random pictures, to try a program without data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import Generator, int64, randint, randn
from ..transforms import functional as F
from .vision import VisionDataset

if TYPE_CHECKING:
    from typing import Any

    from .._types import Change

__all__ = ["FakeData"]


class FakeData(VisionDataset):
    """``size`` pictures of noise, each always the same; the same ones as torchvision's.

    Args: ``image_size``: (C, H, W); ``num_classes``; ``transform``, ``target_transform``; ``random_offset``: added to
    the index to make the seed of a picture. Raises: IndexError beyond ``size``.

    Example::

        >>> FakeData(size=2, num_classes=10)[0][1] in range(10)
        True
    """

    def __init__(
        self,
        size: int = 1000,
        image_size: tuple[int, ...] = (3, 224, 224),
        num_classes: int = 10,
        transform: Change | None = None,
        target_transform: Change | None = None,
        random_offset: int = 0,
    ) -> None:
        super().__init__(transform=transform, target_transform=target_transform)
        self.size = size
        self.num_classes = num_classes
        self.image_size = image_size
        self.random_offset = random_offset

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        if index >= len(self):
            raise IndexError(f"{type(self).__name__} index out of range: {index} of {len(self)}")
        generator = Generator().manual_seed(index + self.random_offset)
        image = F.to_pil_image(randn(*self.image_size, generator=generator))
        target = randint(0, self.num_classes, size=(1,), generator=generator, dtype=int64)[0]
        image, target = self._transformed(image, target)
        return image, target.item() if hasattr(target, "item") else target

    def __len__(self) -> int:
        return self.size
