"""The automatic augmentations of both versions: what they choose from (operations, their strengths, and the policies
found by search), how they choose, and how an operation is done."""

from __future__ import annotations

import math
from enum import Enum

from ... import arange, full, linspace
from ._draws import below, dirichlet


class AutoAugmentPolicy(Enum):
    """The data set that a policy was found on."""

    IMAGENET = "imagenet"
    CIFAR10 = "cifar10"
    SVHN = "svhn"


# The largest strength of each operation, from 0; "w" and "h": times the picture's width or height. Those in SIGNED
# have a random sign. Posterize: how many bits are taken away, from the given number. None: no strength.
_PLAIN = {
    "Identity": None,
    "ShearX": 0.3,
    "ShearY": 0.3,
    "TranslateX": ("w", 150.0 / 331.0),
    "TranslateY": ("h", 150.0 / 331.0),
    "Rotate": 30.0,
    "Brightness": 0.9,
    "Color": 0.9,
    "Contrast": 0.9,
    "Sharpness": 0.9,
    "Posterize": (8, 4),
    "Solarize": 0.0,
    "AutoContrast": None,
    "Equalize": None,
}
_WIDE = {
    **_PLAIN,
    "ShearX": 0.99,
    "ShearY": 0.99,
    "TranslateX": 32.0,
    "TranslateY": 32.0,
    "Rotate": 135.0,
    "Brightness": 0.99,
    "Color": 0.99,
    "Contrast": 0.99,
    "Sharpness": 0.99,
    "Posterize": (8, 6),
}
_NARROW = {
    "ShearX": 0.3,
    "ShearY": 0.3,
    "TranslateX": ("w", 1.0 / 3.0),
    "TranslateY": ("h", 1.0 / 3.0),
    "Rotate": 30.0,
    "Posterize": (4, 4),
    "Solarize": 0.0,
    "AutoContrast": None,
    "Equalize": None,
    "Brightness": 0.9,
    "Color": 0.9,
    "Contrast": 0.9,
    "Sharpness": 0.9,
}
SEARCHED = {**_PLAIN, "Invert": None}
_COLOURS = ("Brightness", "Color", "Contrast", "Sharpness")
SIGNED = frozenset(("ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate", *_COLOURS))


def strength(space, name, index, bins, size, white=255.0):
    """The strength number ``index`` of ``bins`` of an operation, without its sign; 0 if it has none.

    ``size``: the picture's (height, width); ``white``: where Solarize begins.
    """
    top = space[name]
    if top is None:
        return 0.0
    if name == "Posterize":
        bits, taken = top
        return float((bits - (arange(bins) / ((bins - 1) / taken)).round().int())[index])
    if name == "Solarize":
        return float(linspace(white, 0.0, bins)[index])
    if isinstance(top, tuple):
        side = size[1] if top[0] == "w" else size[0]
        top = side / 3.0 if top[1] == 1.0 / 3.0 else top[1] * side
    return float(linspace(0.0, top, bins)[index])


def apply_operation(F, img, name, magnitude, interpolation, fill):
    """One operation with its signed strength, by the functions of ``F`` (transforms.functional or that of v2)."""
    geometry = {"interpolation": interpolation, "fill": fill}
    if name in ("ShearX", "ShearY"):
        angle = math.degrees(math.atan(magnitude))
        shear = [angle, 0.0] if name == "ShearX" else [0.0, angle]
        return F.affine(img, angle=0.0, translate=[0, 0], scale=1.0, shear=shear, center=[0, 0], **geometry)
    if name in ("TranslateX", "TranslateY"):
        move = [int(magnitude), 0] if name == "TranslateX" else [0, int(magnitude)]
        return F.affine(img, angle=0.0, translate=move, scale=1.0, shear=[0.0, 0.0], **geometry)
    if name == "Rotate":
        return F.rotate(img, magnitude, **geometry)
    if name in _FACTORS:
        return getattr(F, _FACTORS[name])(img, 1.0 + magnitude)
    if name == "Posterize":
        return F.posterize(img, int(magnitude))
    if name == "Solarize":
        return F.solarize(img, magnitude)
    return img if name == "Identity" else getattr(F, name.lower())(img)


_FACTORS = {
    "Brightness": "adjust_brightness",
    "Color": "adjust_saturation",
    "Contrast": "adjust_contrast",
    "Sharpness": "adjust_sharpness",
}


def rand_augmented(x, settings, changed):
    """``x`` as RandAugment with the arguments in ``settings`` changes it: by ``changed(x, space, name, number of the
    strength, how many there are)``, which knows about signs."""
    names = list(_PLAIN)
    for _ in range(settings.num_ops):
        x = changed(x, _PLAIN, names[below(len(names))], settings.magnitude, settings.num_magnitude_bins)
    return x


def trivially_augmented(x, settings, changed):
    """``x`` as TrivialAugmentWide changes it; arguments as for ``rand_augmented``."""
    return _change(x, _WIDE, settings.num_magnitude_bins, settings.num_magnitude_bins, changed)


def _change(x, space, limit, bins, changed):
    """One operation of random kind, its strength a random number below ``limit``."""
    names = list(space)
    name = names[below(len(names))]
    return changed(x, space, name, below(limit) if space[name] is not None else 0, bins)


def check_severity(severity):
    """Raises ValueError unless it is a number of a strength, 1 … 10."""
    if not 1 <= severity <= 10:
        raise ValueError(f"The severity must be between [1, 10]. Got {severity} instead.")


def mixture(x, settings, changed):
    """A tensor mixed with chains of changes of it, as AugMix says; arguments as for ``rand_augmented``."""
    space = {name: top for name, top in _NARROW.items() if settings.all_ops or name not in _COLOURS}
    batch = x.reshape(*[1] * max(4 - x.ndim, 0), *x.shape)
    n, ones = batch.size(0), [1] * (batch.ndim - 1)
    share = dirichlet(full((n, 2), float(settings.alpha)))
    weights = dirichlet(full((n, settings.mixture_width), float(settings.alpha))) * share[:, 1:]
    mixed = share[:, 0].view(n, *ones) * batch
    for i in range(settings.mixture_width):
        y = batch
        for _ in range(settings.chain_depth if settings.chain_depth > 0 else 1 + below(3)):
            y = _change(y, space, settings.severity, 10, changed)
        mixed.add_(weights[:, i].view(n, *ones) * y)
    return mixed.view(x.shape).to(x.dtype)


def policy_of(policy):
    """The 25 pairs of (operation, probability, number of its strength) of a policy. Raises: ValueError for others.

    Source: Cubuk et al. 2018, "AutoAugment: learning augmentation policies from data", tables 7 to 9.
    """
    found = _POLICIES.get(policy)
    if found is None:
        raise ValueError(f"The provided policy {policy} is not recognized. It should be a member of AutoAugmentPolicy")
    pairs = [line.split(", ") for line in found.strip().splitlines()]
    return [tuple(_step(step) for step in pair) for pair in pairs]


def _step(text):
    name, probability, *index = text.split()
    return name, float(probability), int(index[0]) if index else None


_POLICIES = {
    AutoAugmentPolicy.IMAGENET: """
        Posterize 0.4 8, Rotate 0.6 9
        Solarize 0.6 5, AutoContrast 0.6
        Equalize 0.8, Equalize 0.6
        Posterize 0.6 7, Posterize 0.6 6
        Equalize 0.4, Solarize 0.2 4
        Equalize 0.4, Rotate 0.8 8
        Solarize 0.6 3, Equalize 0.6
        Posterize 0.8 5, Equalize 1.0
        Rotate 0.2 3, Solarize 0.6 8
        Equalize 0.6, Posterize 0.4 6
        Rotate 0.8 8, Color 0.4 0
        Rotate 0.4 9, Equalize 0.6
        Equalize 0.0, Equalize 0.8
        Invert 0.6, Equalize 1.0
        Color 0.6 4, Contrast 1.0 8
        Rotate 0.8 8, Color 1.0 2
        Color 0.8 8, Solarize 0.8 7
        Sharpness 0.4 7, Invert 0.6
        ShearX 0.6 5, Equalize 1.0
        Color 0.4 0, Equalize 0.6
        Equalize 0.4, Solarize 0.2 4
        Solarize 0.6 5, AutoContrast 0.6
        Invert 0.6, Equalize 1.0
        Color 0.6 4, Contrast 1.0 8
        Equalize 0.8, Equalize 0.6
    """,
    AutoAugmentPolicy.CIFAR10: """
        Invert 0.1, Contrast 0.2 6
        Rotate 0.7 2, TranslateX 0.3 9
        Sharpness 0.8 1, Sharpness 0.9 3
        ShearY 0.5 8, TranslateY 0.7 9
        AutoContrast 0.5, Equalize 0.9
        ShearY 0.2 7, Posterize 0.3 7
        Color 0.4 3, Brightness 0.6 7
        Sharpness 0.3 9, Brightness 0.7 9
        Equalize 0.6, Equalize 0.5
        Contrast 0.6 7, Sharpness 0.6 5
        Color 0.7 7, TranslateX 0.5 8
        Equalize 0.3, AutoContrast 0.4
        TranslateY 0.4 3, Sharpness 0.2 6
        Brightness 0.9 6, Color 0.2 8
        Solarize 0.5 2, Invert 0.0
        Equalize 0.2, AutoContrast 0.6
        Equalize 0.2, Equalize 0.6
        Color 0.9 9, Equalize 0.6
        AutoContrast 0.8, Solarize 0.2 8
        Brightness 0.1 3, Color 0.7 0
        Solarize 0.4 5, AutoContrast 0.9
        TranslateY 0.9 9, TranslateY 0.7 9
        AutoContrast 0.9, Solarize 0.8 3
        Equalize 0.8, Invert 0.1
        TranslateY 0.7 9, AutoContrast 0.9
    """,
    AutoAugmentPolicy.SVHN: """
        ShearX 0.9 4, Invert 0.2
        ShearY 0.9 8, Invert 0.7
        Equalize 0.6, Solarize 0.6 6
        Invert 0.9, Equalize 0.6
        Equalize 0.6, Rotate 0.9 3
        ShearX 0.9 4, AutoContrast 0.8
        ShearY 0.9 8, Invert 0.4
        ShearY 0.9 5, Solarize 0.2 6
        Invert 0.9, AutoContrast 0.8
        Equalize 0.6, Rotate 0.9 3
        ShearX 0.9 4, Solarize 0.3 3
        ShearY 0.8 8, Invert 0.7
        Equalize 0.9, TranslateY 0.6 6
        Invert 0.9, Equalize 0.6
        Contrast 0.3 3, Rotate 0.8 4
        Invert 0.8, TranslateY 0.0 2
        ShearY 0.7 6, Solarize 0.4 8
        Invert 0.6, Rotate 0.8 4
        ShearY 0.3 7, TranslateX 0.9 3
        ShearX 0.1 6, Invert 0.6
        Solarize 0.7 2, TranslateY 0.6 7
        ShearY 0.8 4, Invert 0.8
        ShearX 0.7 9, TranslateY 0.8 3
        ShearY 0.8 5, AutoContrast 0.7
        ShearX 0.7 2, Invert 0.1
    """,
}
