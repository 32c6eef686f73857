"""How pixels between pixels are computed: the names for it, and Pillow's numbers of them."""

from __future__ import annotations

from enum import Enum


class InterpolationMode(Enum):
    """How pixels between pixels are computed; box, hamming and lanczos are for Pillow pictures only."""

    NEAREST = "nearest"
    NEAREST_EXACT = "nearest-exact"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"
    BOX = "box"
    HAMMING = "hamming"
    LANCZOS = "lanczos"


pil_modes_mapping = {
    InterpolationMode.NEAREST: 0,
    InterpolationMode.BILINEAR: 2,
    InterpolationMode.BICUBIC: 3,
    InterpolationMode.NEAREST_EXACT: 0,
    InterpolationMode.BOX: 4,
    InterpolationMode.HAMMING: 5,
    InterpolationMode.LANCZOS: 1,
}


def from_int(i: int) -> InterpolationMode:
    """The mode that Pillow numbers ``i``."""
    return {v: k for k, v in pil_modes_mapping.items() if k is not InterpolationMode.NEAREST_EXACT}[i]


def mode_of(interpolation):
    """An InterpolationMode, also from Pillow's number of it; anything else stays."""
    return from_int(interpolation) if isinstance(interpolation, int) else interpolation


def chosen(interpolation, second=False):
    """The mode meant by one of its members or Pillow's number of it; ``second``: or its value, as in transforms.v2.

    Raises: TypeError (``second``: ValueError) for anything else.
    """
    interpolation = mode_of(interpolation)
    if second and isinstance(interpolation, str):
        return InterpolationMode(interpolation)
    if not isinstance(interpolation, InterpolationMode):
        raise (ValueError if second else TypeError)(
            "Argument interpolation should be a InterpolationMode or a corresponding Pillow integer constant, "
            f"got {interpolation!r}"
        )
    return interpolation
