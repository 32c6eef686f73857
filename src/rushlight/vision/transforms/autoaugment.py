"""Automatic augmentations: several changes of colour and shape, of random kind and strength."""

from __future__ import annotations

from ... import Tensor, full, rand, randint
from ...nn import Module
from . import functional as F
from ._base import channel_fill
from ._draws import below, dirichlet
from ._policies import NARROW, PLAIN, SIGNED, WIDE, AutoAugmentPolicy, apply_operation, policy_of, strength, without
from .functional import InterpolationMode

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

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{n}={getattr(self, n)}' for n in self._settings)})"


def _size(img):
    return F.get_dimensions(img)[1:]


def _signed(name, magnitude):
    return -magnitude if name in SIGNED and below(2) else magnitude


class AutoAugment(_Augmentation):
    """One of 25 pairs of changes, found by search on the data set that ``policy`` names, at random.

    Args: ``policy``: an AutoAugmentPolicy; ``interpolation``; ``fill``: colour of what comes from outside.
    Source: Cubuk et al. 2018, "AutoAugment: learning augmentation policies from data".

    >>> import rushlight as torch
    >>> AutoAugment(AutoAugmentPolicy.CIFAR10)(torch.zeros(3, 8, 8, dtype=torch.uint8)).shape
    torch.Size([3, 8, 8])
    """

    def __init__(self, policy=AutoAugmentPolicy.IMAGENET, interpolation=InterpolationMode.NEAREST, fill=None):
        super().__init__(interpolation, fill, policy=policy)
        self._settings.remove("interpolation")
        self.policies = policy_of(policy)

    @staticmethod
    def get_params(transform_num):
        """(number of a pair, two random numbers that decide whether, two that decide which way)."""
        return int(randint(transform_num, (1,)).item()), rand(2), randint(2, (2,))

    def forward(self, img):
        pair, chances, signs = self.get_params(len(self.policies))
        size = _size(img)
        for i, (name, p, index) in enumerate(self.policies[pair]):
            if chances[i] <= p:
                magnitude = strength(_SEARCHED, name, index, 10, size)
                img = self._apply(img, name, -magnitude if name in SIGNED and signs[i] == 0 else magnitude)
        return img


_SEARCHED = {**PLAIN, "Invert": None}


class RandAugment(_Augmentation):
    """``num_ops`` random changes, all of strength number ``magnitude`` of ``num_magnitude_bins``.

    Source: Cubuk et al. 2019, "RandAugment: practical automated data augmentation with a reduced search space".
    """

    def __init__(
        self, num_ops=2, magnitude=9, num_magnitude_bins=31, interpolation=InterpolationMode.NEAREST, fill=None
    ):
        super().__init__(
            interpolation, fill, num_ops=num_ops, magnitude=magnitude, num_magnitude_bins=num_magnitude_bins
        )

    def forward(self, img):
        size, names = _size(img), list(PLAIN)
        for _ in range(self.num_ops):
            name = names[below(len(names))]
            magnitude = strength(PLAIN, name, self.magnitude, self.num_magnitude_bins, size)
            img = self._apply(img, name, _signed(name, magnitude))
        return img


class TrivialAugmentWide(_Augmentation):
    """One random change of random strength.

    Source: Müller & Hutter 2021, "TrivialAugment: tuning-free yet state-of-the-art data augmentation".
    """

    def __init__(self, num_magnitude_bins=31, interpolation=InterpolationMode.NEAREST, fill=None):
        super().__init__(interpolation, fill, num_magnitude_bins=num_magnitude_bins)

    def forward(self, img):
        names = list(WIDE)
        name = names[below(len(names))]
        index = below(self.num_magnitude_bins) if WIDE[name] is not None else 0
        magnitude = strength(WIDE, name, index, self.num_magnitude_bins, _size(img))
        return self._apply(img, name, _signed(name, magnitude))


class AugMix(_Augmentation):
    """A picture mixed, with random weights, with ``mixture_width`` chains of ``chain_depth`` random changes of it.

    Args: ``severity``: the largest number of a strength, 1 … 10; ``chain_depth``: -1 for 1 to 3 at random; ``alpha``:
    of the weights' Dirichlet distribution; ``all_ops``: also brightness, contrast, saturation, sharpness.
    Raises: ValueError for another ``severity``. Source: Hendrycks et al. 2019, "AugMix: a simple data processing
    method".
    """

    def __init__(
        self,
        severity=3,
        mixture_width=3,
        chain_depth=-1,
        alpha=1.0,
        all_ops=True,
        interpolation=InterpolationMode.BILINEAR,
        fill=None,
    ):
        if not 1 <= severity <= 10:
            raise ValueError(f"The severity must be between [1, 10]. Got {severity} instead.")
        super().__init__(
            interpolation,
            fill,
            severity=severity,
            mixture_width=mixture_width,
            chain_depth=chain_depth,
            alpha=alpha,
            all_ops=all_ops,
        )

    def forward(self, orig_img):
        x = orig_img if isinstance(orig_img, Tensor) else F.pil_to_tensor(orig_img)
        size, space = _size(x), NARROW if self.all_ops else without(NARROW)
        mixed = mixture(x, self, lambda y: self._changed(y, list(space), space, size))
        return mixed if isinstance(orig_img, Tensor) else F.to_pil_image(mixed)

    def _changed(self, x, names, space, size):
        name = names[below(len(names))]
        index = below(self.severity) if space[name] is not None else 0
        return self._apply(x, name, _signed(name, strength(space, name, index, 10, size)))


def mixture(x, settings, changed):
    """``x`` mixed with chains of ``changed(x)``, as AugMix says; ``settings`` has its arguments."""
    batch = x.reshape(*[1] * max(4 - x.ndim, 0), *x.shape)
    n, ones = batch.size(0), [1] * (batch.ndim - 1)
    share = dirichlet(full((n, 2), float(settings.alpha)))
    weights = dirichlet(full((n, settings.mixture_width), float(settings.alpha))) * share[:, 1:]
    mixed = share[:, 0].view(n, *ones) * batch
    for i in range(settings.mixture_width):
        y = batch
        for _ in range(settings.chain_depth if settings.chain_depth > 0 else 1 + below(3)):
            y = changed(y)
        mixed.add_(weights[:, i].view(n, *ones) * y)
    return mixed.view(x.shape).to(x.dtype)
