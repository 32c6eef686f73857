"""Random changes of training pictures, a whole batch at once.

What happens to a picture depends on (seed, epoch, picture number) alone, not on who loads it: any number of workers,
and a run that was killed and resumed, see the same pictures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    from .settings import Settings


_LEVELS = {  # share of the side to pad before cropping, flip, colour jitter, chance of erasing
    "none": (0, False, 0.0, 0.0),
    "flip": (0, True, 0.0, 0.0),
    "standard": (1 / 8, True, 0.0, 0.0),
    "strong": (1 / 8, True, 0.3, 0.25),
}
_GOLDEN = 0x9E3779B97F4A7C15
_GREY = np.array([0.299, 0.587, 0.114], np.float32)[:, None, None]  # luma, ITU-R BT.601


def _uniform(seed, epoch, numbers, count):
    """Random numbers 0 … 1, float64 (pictures, count), from a hash of all arguments (the mixer of SplitMix64)."""
    with np.errstate(over="ignore"):
        start = np.uint64((seed * 0xD1342543DE82EF95 + (epoch + 1) * 0x2545F4914F6CDD1D) & (2**64 - 1))
        x = (
            np.asarray(numbers, np.uint64)[:, None] * np.uint64(count) + np.arange(count, dtype=np.uint64)
        ) * np.uint64(_GOLDEN)
        for _ in range(2):
            x = x + start
            x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            x = x ^ (x >> np.uint64(31))
    return (x >> np.uint64(11)).astype(np.float64) * 2.0**-53


def to_input(pixels: np.ndarray) -> np.ndarray:
    """A network's input from pixels: uint8 (N, H, W, 3) to float32 (N, 3, H, W), from -1 to 1."""
    n, h, w, c = pixels.shape
    x = np.empty((n, c, h, w), np.float32)
    np.multiply(pixels.transpose(0, 3, 1, 2), np.float32(1 / 127.5), out=x)
    x -= 1
    return x


class Augment:
    """Crops from a padded picture, mirrors, changes colours, erases rectangles.

    ``crop_padding``: pixels of black border before the crop; ``flip``: mirror half of the pictures; ``jitter``:
    brightness, contrast and saturation times 1 ± ``jitter``; ``erase``: the chance that a rectangle of 2 to 30 %
    becomes grey (Zhong et al. 2017).
    """

    def __init__(
        self, crop_padding: int = 0, flip: bool = False, jitter: float = 0.0, erase: float = 0.0, seed: int = 0
    ) -> None:
        self.crop_padding, self.flip, self.jitter, self.erase, self.seed = (crop_padding, flip, jitter, erase, seed)

    @classmethod
    def of(cls, settings: Settings) -> Augment | None:
        """As ``--augment`` and the single options say; None if nothing is to be done."""
        share, flip, jitter, erase = _LEVELS[settings.augment]
        usual = (round(share * settings.size), flip, jitter, erase)
        asked = (settings.crop_padding, settings.flip, settings.jitter, settings.erase)
        chosen: list[Any] = [u if a is None else a for u, a in zip(usual, asked, strict=True)]
        crop_padding, flip, jitter, erase = chosen
        return cls(crop_padding, flip, jitter, erase, settings.seed) if any(chosen) else None

    def __str__(self) -> str:
        parts: list[Any] = [
            self.crop_padding and f"crop from a border of {self.crop_padding} pixels",
            self.flip and "mirror",
            self.jitter and f"colours ±{self.jitter:.0%}",
            self.erase and f"erase ({self.erase:.0%})",
        ]
        return ", ".join(filter(None, parts))

    def __call__(self, pixels: np.ndarray, numbers: np.ndarray, epoch: int) -> np.ndarray:
        """The input of the network from pixels uint8 (N, H, W, 3) of the pictures ``numbers``: float32 (N, 3, H, W)."""
        u = _uniform(self.seed, epoch, numbers, 10)
        x = to_input(self._moved(pixels, u[:, :3].tolist()))
        if self.jitter:
            self._recolour(x, u[:, 3:6])
        if self.erase:
            self._erase(x, u[:, 6:])
        return x

    def _moved(self, pixels, u):
        p = self.crop_padding
        if not (p or self.flip):
            return pixels
        n, h, w, c = pixels.shape
        wide, moved = pixels, np.empty_like(pixels)
        if p:
            wide = np.zeros((n, h + 2 * p, w + 2 * p, c), np.uint8)
            wide[:, p : p + h, p : p + w] = pixels
        for picture, out, (a, b, side) in zip(wide, moved, u, strict=True):
            top, left = int(a * (2 * p + 1)), int(b * (2 * p + 1))
            part = picture[top : top + h, left : left + w]
            out[:] = part[:, ::-1] if self.flip and side < 0.5 else part
        return moved

    def _recolour(self, x, u):
        bright, contrast, colour = (1 + self.jitter * (2 * u.T - 1)).astype(np.float32)[:, :, None, None, None]
        x += 1  # from here black is 0
        x *= bright
        mean = (x * _GREY).sum(1, keepdims=True).mean((2, 3), keepdims=True)
        x *= contrast
        x += mean * (1 - contrast)
        grey = (x * _GREY).sum(1, keepdims=True)
        x *= colour
        x += grey * (1 - colour)
        np.clip(x, 0, 2, out=x)
        x -= 1

    def _erase(self, x, u):
        h, w = x.shape[2:]
        # rows of u: whether, area, shape, place (one number for both directions: its digits beyond the first serve the
        # second)
        for i in np.flatnonzero(u[:, 0] < self.erase).tolist():
            area, ratio = (0.02 + 0.28 * u[i, 1]) * h * w, 0.3 * (1 / 0.09) ** u[i, 2]
            eh, ew = (min(h, max(1, round((area * ratio) ** 0.5))), min(w, max(1, round((area / ratio) ** 0.5))))
            place = u[i, 3] * (h - eh + 1)
            top, left = int(place), int(place % 1 * (w - ew + 1))
            x[i, :, top : top + eh, left : left + ew] = 0
