"""Automatic augmentations: several changes of colour and shape, of random kind and strength."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import Tensor
from ...nn import Module
from .._pixels.checks import channel_fill
from .._pixels.modes import InterpolationMode
from . import functional as F
from ._draws import below, pair_params
from ._policies import (
    SEARCHED,
    SIGNED,
    AutoAugmentPolicy,
    apply_operation,
    check_severity,
    mixture,
    policy_of,
    rand_augmented,
    strength,
    trivially_augmented,
)

if TYPE_CHECKING:
    from .._types import Fill, Picture

__all__ = ["AugMix", "AutoAugment", "AutoAugmentPolicy", "RandAugment", "TrivialAugmentWide"]


class _Augmentation(Module):
    """Base: keeps ``interpolation`` and ``fill``, and prints what it was made with."""

    def __init__(self, interpolation, fill, **settings):
        super().__init__()
        self._settings = [*settings, "interpolation", "fill"]
        for name, value in settings.items():
            self.__dict__[name] = value
        self.interpolation = interpolation
        self.fill = fill

    def _apply(self, img, name, magnitude):
        fill = channel_fill(self.fill, F.get_dimensions(img)[0]) if isinstance(img, Tensor) else self.fill
        return apply_operation(F, img, name, magnitude, self.interpolation, fill)

    def _changer(self, img):
        """A function that does one operation, its strength made for the size of ``img``, its sign drawn."""
        size = F.get_dimensions(img)[1:]

        def changed(x, space, name, index, bins):
            magnitude = strength(space, name, index, bins, size)
            return self._apply(x, name, -magnitude if name in SIGNED and below(2) else magnitude)

        return changed

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{n}={getattr(self, n)}' for n in self._settings)})"


class AutoAugment(_Augmentation):
    """One of 25 pairs of changes, found by search on the data set that ``policy`` names, at random.

    Args: ``policy``: an AutoAugmentPolicy; ``interpolation``; ``fill``: colour of what comes from outside.
    Source: Cubuk et al. 2018, "AutoAugment: learning augmentation policies from data".

    >>> AutoAugment(AutoAugmentPolicy.CIFAR10)(torch.zeros(3, 8, 8, dtype=torch.uint8)).shape
    torch.Size([3, 8, 8])
    """

    get_params = staticmethod(pair_params)

    def __init__(
        self,
        policy: AutoAugmentPolicy = AutoAugmentPolicy.IMAGENET,
        interpolation: InterpolationMode = InterpolationMode.NEAREST,
        fill: Fill = None,
    ) -> None:
        super().__init__(interpolation, fill, policy=policy)
        self._settings.remove("interpolation")
        self.policies = policy_of(policy)

    def forward(self, img: Picture) -> Picture:
        pair, chances, signs = self.get_params(len(self.policies))
        size = F.get_dimensions(img)[1:]
        for i, (name, p, index) in enumerate(self.policies[pair]):
            if chances[i] <= p:
                magnitude = strength(SEARCHED, name, index, 10, size)
                img = self._apply(img, name, -magnitude if name in SIGNED and signs[i] == 0 else magnitude)
        return img


class RandAugment(_Augmentation):
    """``num_ops`` random changes, all of strength number ``magnitude`` of ``num_magnitude_bins``.

    Source: Cubuk et al. 2019, "RandAugment: practical automated data augmentation with a reduced search space".
    """

    def __init__(
        self,
        num_ops: int = 2,
        magnitude: int = 9,
        num_magnitude_bins: int = 31,
        interpolation: InterpolationMode = InterpolationMode.NEAREST,
        fill: Fill = None,
    ) -> None:
        settings = {"num_ops": num_ops, "magnitude": magnitude, "num_magnitude_bins": num_magnitude_bins}
        super().__init__(interpolation, fill, **settings)

    def forward(self, img: Picture) -> Picture:
        return rand_augmented(img, self, self._changer(img))


class TrivialAugmentWide(_Augmentation):
    """One random change of random strength.

    Source: Müller & Hutter 2021, "TrivialAugment: tuning-free yet state-of-the-art data augmentation".
    """

    def __init__(
        self,
        num_magnitude_bins: int = 31,
        interpolation: InterpolationMode = InterpolationMode.NEAREST,
        fill: Fill = None,
    ) -> None:
        super().__init__(interpolation, fill, num_magnitude_bins=num_magnitude_bins)

    def forward(self, img: Picture) -> Picture:
        return trivially_augmented(img, self, self._changer(img))


class AugMix(_Augmentation):
    """A picture mixed, with random weights, with ``mixture_width`` chains of ``chain_depth`` random changes of it.

    Args: ``severity``: the largest number of a strength, 1 … 10; ``chain_depth``: -1 for 1 to 3 at random; ``alpha``:
    of the weights' Dirichlet distribution; ``all_ops``: also brightness, contrast, saturation, sharpness.
    Raises: ValueError for another ``severity``. Source: Hendrycks et al. 2019, "AugMix: a simple data processing
    method".
    """

    def __init__(
        self,
        severity: int = 3,
        mixture_width: int = 3,
        chain_depth: int = -1,
        alpha: float = 1.0,
        all_ops: bool = True,
        interpolation: InterpolationMode = InterpolationMode.BILINEAR,
        fill: Fill = None,
    ) -> None:
        check_severity(severity)
        settings = {"severity": severity, "mixture_width": mixture_width, "chain_depth": chain_depth}
        super().__init__(interpolation, fill, **settings, alpha=alpha, all_ops=all_ops)

    def forward(self, orig_img: Picture) -> Picture:
        x = orig_img if isinstance(orig_img, Tensor) else F.pil_to_tensor(orig_img)
        mixed = mixture(x, self, self._changer(x))
        return mixed if isinstance(orig_img, Tensor) else F.to_pil_image(mixed)
