"""Automatic augmentations of the picture in a sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .... import Tensor
from ...._vmap.tree import flatten, unflatten
from ..._pixels.pillow import is_picture
from ..._pixels.sizes import maximum
from ...tv_tensors import Image, wrap
from .._draws import at_most, below, pair_params
from .._policies import (
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
from . import functional as F
from ._dispatch import supports
from ._transform import Transform, fill_of, fills

if TYPE_CHECKING:
    from ..._types import Mode
    from ._transform import Fills

__all__ = ["AugMix", "AutoAugment", "RandAugment", "TrivialAugmentWide"]


class _Augmentation(Transform):
    """Base: finds the one picture of a sample, and changes it by ``augmented``."""

    def __init__(self, interpolation, fill):
        super().__init__()
        self.interpolation, self.fill, self._fill = interpolation, fill, fills(fill)

    def forward(self, *inputs: Any) -> Any:
        flat, tree = flatten(inputs if len(inputs) > 1 else inputs[0])
        chosen = self._needs_transform_list(flat)
        found = [i for i, (x, yes) in enumerate(zip(flat, chosen)) if yes and supports(x)]
        if not found:
            raise TypeError("Found no image in the sample.")
        if len(found) > 1:
            raise TypeError(
                "Auto augment transformations are only properly defined for a single image or video, but found "
                f"{len(found)}."
            )
        flat[found[0]] = self.augmented(flat[found[0]])
        return unflatten(flat, tree)

    def augmented(self, x: Any) -> Any:
        """The picture changed."""
        raise NotImplementedError(f"{type(self).__name__} must define augmented(self, x)")

    def _changer(self, picture):
        """A function that does one operation, its strength made for the size of ``picture``, its sign drawn."""
        size = F.get_size(picture)

        def changed(x, space, name, index, bins):
            magnitude = strength(space, name, index, bins, size, 1.0)
            if name in SIGNED and at_most(0.5):
                magnitude = -magnitude
            if name == "Solarize":
                magnitude *= maximum(x.dtype) if isinstance(x, Tensor) else 255.0
            return apply_operation(F, x, name, magnitude, self.interpolation, fill_of(self._fill, x))

        return changed


class AutoAugment(_Augmentation):
    """One of 25 pairs of changes, found by search on the data set that ``policy`` names, at random.

    Source: Cubuk et al. 2018, "AutoAugment: learning augmentation policies from data".
    """

    get_params = staticmethod(pair_params)

    def __init__(
        self,
        policy: AutoAugmentPolicy = AutoAugmentPolicy.IMAGENET,
        interpolation: Mode | str = "nearest",
        fill: Fills = None,
    ) -> None:
        super().__init__(interpolation, fill)
        self.policy = policy
        self._policies = policy_of(policy)

    def augmented(self, x: Any) -> Any:
        changed = self._changer(x)
        for name, p, index in self._policies[below(len(self._policies))]:
            if at_most(p):
                x = changed(x, SEARCHED, name, index, 10)
        return x


class RandAugment(_Augmentation):
    """``num_ops`` random changes, all of strength number ``magnitude`` of ``num_magnitude_bins``.

    Raises: ValueError for a negative ``num_ops``. Source: Cubuk et al. 2019, "RandAugment".

    >>> RandAugment()({"image": torch.zeros(3, 8, 8, dtype=torch.uint8), "label": 1})["image"].shape
    torch.Size([3, 8, 8])
    """

    def __init__(
        self,
        num_ops: int = 2,
        magnitude: int = 9,
        num_magnitude_bins: int = 31,
        interpolation: Mode | str = "nearest",
        fill: Fills = None,
    ) -> None:
        super().__init__(interpolation, fill)
        if not isinstance(num_ops, int) or num_ops < 0:
            raise ValueError(f"num_ops should be a non-negative integer, but got {num_ops} instead.")
        self.num_ops, self.magnitude, self.num_magnitude_bins = num_ops, magnitude, num_magnitude_bins

    def augmented(self, x: Any) -> Any:
        return rand_augmented(x, self, self._changer(x))


class TrivialAugmentWide(_Augmentation):
    """One random change of random strength.

    Source: Müller & Hutter 2021, "TrivialAugment: tuning-free yet state-of-the-art data augmentation".
    """

    def __init__(self, num_magnitude_bins: int = 31, interpolation: Mode | str = "nearest", fill: Fills = None) -> None:
        super().__init__(interpolation, fill)
        self.num_magnitude_bins = num_magnitude_bins

    def augmented(self, x: Any) -> Any:
        return trivially_augmented(x, self, self._changer(x))


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
        interpolation: Mode | str = "bilinear",
        fill: Fills = None,
    ) -> None:
        super().__init__(interpolation, fill)
        check_severity(severity)
        self.severity, self.mixture_width, self.chain_depth = severity, mixture_width, chain_depth
        self.alpha, self.all_ops = alpha, all_ops

    def augmented(self, x: Any) -> Any:
        if is_picture(x):
            return F.to_pil_image(mixture(F.pil_to_tensor(x), self, self._changer(x)))
        mixed = mixture(x, self, self._changer(x))
        return wrap(mixed, like=x) if isinstance(x, Image) else mixed
