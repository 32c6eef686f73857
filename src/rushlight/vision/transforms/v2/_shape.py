"""Sizes, crops, borders and warps, of samples."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from .... import rand
from ..._pixels.sizes import sides
from ..._pixels.warps import perspective_coefficients
from .. import transforms as first
from .._base import angles, check_pair, size_pair
from .._draws import below, uniform
from .._random_warp import affine_draw, check_affine_ranges, displacements, distorted
from . import functional as F
from ._transform import RandomApplyTransform, Transform, fill_of, fills, query_size

__all__ = [
    "CenterCrop",
    "ElasticTransform",
    "FiveCrop",
    "Pad",
    "RandomAffine",
    "RandomCrop",
    "RandomHorizontalFlip",
    "RandomPerspective",
    "RandomResize",
    "RandomResizedCrop",
    "RandomRotation",
    "RandomShortestSize",
    "RandomVerticalFlip",
    "RandomZoomOut",
    "Resize",
    "ScaleJitter",
    "TenCrop",
    "numbers",
]


class RandomHorizontalFlip(RandomApplyTransform):
    """Mirrored left to right with probability ``p``."""

    def transform(self, inpt, params):
        return self._call(F.horizontal_flip, inpt)


class RandomVerticalFlip(RandomApplyTransform):
    """Upside down with probability ``p``."""

    def transform(self, inpt, params):
        return self._call(F.vertical_flip, inpt)


class Resize(Transform):
    """``functional.resize``: to (height, width), an int for the shorter side, or None and ``max_size`` for the
    longer."""

    def __init__(self, size, interpolation="bilinear", max_size=None, antialias=True):
        super().__init__()
        if isinstance(size, int):
            size = [size]
        elif isinstance(size, Sequence) and len(size) in (1, 2):
            size = list(size)
        elif size is not None:
            raise ValueError(
                f"size can be an integer, a sequence of one or two integers, or None, but got {size} instead."
            )
        elif not isinstance(max_size, int):
            raise ValueError(f"max_size must be an integer when size is None, but got {max_size} instead.")
        self.size, self.interpolation, self.max_size, self.antialias = (size, interpolation, max_size, antialias)

    def transform(self, inpt, params):
        return self._call(
            F.resize,
            inpt,
            self.size,
            interpolation=self.interpolation,
            max_size=self.max_size,
            antialias=self.antialias,
        )


class CenterCrop(Transform):
    """``functional.center_crop``: the middle, (height, width) or an int for a square."""

    def __init__(self, size):
        super().__init__()
        self.size = size_pair(size)

    def transform(self, inpt, params):
        return self._call(F.center_crop, inpt, output_size=self.size)


class RandomResizedCrop(Transform):
    """A part of random area and shape, resized to ``size``.

    Args: ``size``: (height, width) or an int; ``scale``: range of the part's area, of the whole; ``ratio``: range of
    width / height; ``interpolation``, ``antialias``: as ``functional.resize``.

    >>> import rushlight as torch
    >>> RandomResizedCrop(4)((torch.rand(3, 8, 8), 1))[0].shape
    torch.Size([3, 4, 4])
    """

    get_params = staticmethod(first.RandomResizedCrop.get_params)

    def __init__(self, size, scale=(0.08, 1.0), ratio=(3.0 / 4.0, 4.0 / 3.0), interpolation="bilinear", antialias=True):
        super().__init__()
        self.size = size_pair(size)
        for name, pair in (("Scale", scale), ("Ratio", ratio)):
            if not isinstance(pair, Sequence) or len(pair) != 2:
                raise TypeError(f"{name} should be a sequence of two floats. Got {pair!r}")
        if scale[0] > scale[1] or ratio[0] > ratio[1]:
            warnings.warn("Scale and ratio should be of kind (min, max)", stacklevel=2)
        self.scale, self.ratio, self.interpolation, self.antialias = scale, ratio, interpolation, antialias

    def make_params(self, flat_inputs):
        part = first.RandomResizedCrop.draw(*query_size(flat_inputs), self.scale, self.ratio)
        return dict(zip(("top", "left", "height", "width"), part))

    def transform(self, inpt, params):
        return self._call(
            F.resized_crop, inpt, **params, size=self.size, interpolation=self.interpolation, antialias=self.antialias
        )


class FiveCrop(Transform):
    """``functional.five_crop``: the four corners and the middle, as a tuple."""

    def __init__(self, size):
        super().__init__()
        self.size = size_pair(size)

    def transform(self, inpt, params):
        return self._call(F.five_crop, inpt, self.size)


class TenCrop(Transform):
    """``functional.ten_crop``: the four corners and the middle, and those of the mirror image, as a tuple."""

    def __init__(self, size, vertical_flip=False):
        super().__init__()
        self.size = size_pair(size)
        self.vertical_flip = vertical_flip

    def transform(self, inpt, params):
        return self._call(F.ten_crop, inpt, self.size, vertical_flip=self.vertical_flip)


def _check_padding(padding):
    if not isinstance(padding, int) and not (
        isinstance(padding, (tuple, list)) and len(padding) in (1, 2, 4) and all(isinstance(p, int) for p in padding)
    ):
        raise ValueError(f"Padding must be an int or a 1, 2, or 4 element of tuple or list, got {padding}.")


def _check_padding_mode(mode):
    if mode not in ("constant", "edge", "reflect", "symmetric"):
        raise ValueError(f"Padding mode should be either constant, edge, reflect or symmetric. Got {mode!r}")


class Pad(Transform):
    """``functional.pad``: a border. ``fill``: a colour, or a dict of colours by type."""

    def __init__(self, padding, fill=0, padding_mode="constant"):
        super().__init__()
        _check_padding(padding)
        _check_padding_mode(padding_mode)
        self.padding = padding if isinstance(padding, int) else list(padding)
        self.fill, self._fill, self.padding_mode = fill, fills(fill), padding_mode

    def transform(self, inpt, params):
        fill = fill_of(self._fill, inpt)
        return self._call(F.pad, inpt, padding=self.padding, fill=fill, padding_mode=self.padding_mode)


class RandomZoomOut(RandomApplyTransform):
    """A random border around the picture, with probability ``p``.

    Args: ``fill``; ``side_range``: the new size, of the old one.
    """

    def __init__(self, fill=0, side_range=(1.0, 4.0), p=0.5):
        super().__init__(p=p)
        self.fill, self._fill = fill, fills(fill)
        check_pair(side_range, "side_range")
        self.side_range = side_range
        if side_range[0] < 1.0 or side_range[0] > side_range[1]:
            raise ValueError(f"Invalid side range provided {side_range}.")

    def make_params(self, flat_inputs):
        height, width = query_size(flat_inputs)
        low, high = self.side_range
        grown = low + rand(1) * (high - low)
        room_w, room_h = int(width * grown) - width, int(height * grown) - height
        share = rand(2)
        left, top = int(room_w * share[0]), int(room_h * share[1])
        return {"padding": [left, top, room_w - left, room_h - top]}

    def transform(self, inpt, params):
        return self._call(F.pad, inpt, **params, fill=fill_of(self._fill, inpt))


class RandomCrop(Transform):
    """A part of size ``size`` from a random place, after adding a border.

    Args: ``size``: (height, width) or an int; ``padding``, ``fill``, ``padding_mode``: as ``functional.pad``;
    ``pad_if_needed`` (bool): enlarge smaller pictures. Raises: ValueError for a picture smaller than ``size``.
    """

    get_params = staticmethod(first.RandomCrop.get_params)

    def __init__(self, size, padding=None, pad_if_needed=False, fill=0, padding_mode="constant"):
        super().__init__()
        self.size = size_pair(size)
        if pad_if_needed or padding is not None:
            if padding is not None:
                _check_padding(padding)
            _check_padding_mode(padding_mode)
        self.padding = list(sides(padding)) if padding else None  # left, right, top, bottom
        self.pad_if_needed = pad_if_needed
        self.fill, self._fill, self.padding_mode = fill, fills(fill), padding_mode

    def make_params(self, flat_inputs):
        left, right, top, bottom = self.padding or (0, 0, 0, 0)
        height, width = query_size(flat_inputs)
        height, width = height + top + bottom, width + left + right
        if self.pad_if_needed:
            down, across = max(self.size[0] - height, 0), max(self.size[1] - width, 0)
            left, right, top, bottom = left + across, right + across, top + down, bottom + down
            height, width = height + 2 * down, width + 2 * across
        if height < self.size[0] or width < self.size[1]:
            padded = "" if self.padding is None else "padded "
            raise ValueError(
                f"Required crop size {tuple(self.size)} is larger than {padded}input image size {(height, width)}."
            )
        place = [below(n - m + 1) if n > m else 0 for n, m in zip((height, width), self.size)]
        part = None if (height, width) == tuple(self.size) else (*place, *self.size)
        return {"padding": [left, top, right, bottom], "part": part}

    def transform(self, inpt, params):
        if any(params["padding"]):
            fill = fill_of(self._fill, inpt)
            inpt = self._call(F.pad, inpt, padding=params["padding"], fill=fill, padding_mode=self.padding_mode)
        return inpt if params["part"] is None else self._call(F.crop, inpt, *params["part"])


class RandomRotation(Transform):
    """``functional.rotate`` by a random angle. ``degrees``: d for -d to d, or (min, max)."""

    get_params = staticmethod(first.RandomRotation.get_params)

    def __init__(self, degrees, interpolation="nearest", expand=False, center=None, fill=0):
        super().__init__()
        self.degrees = angles(degrees, "degrees")
        self.interpolation, self.expand = interpolation, expand
        self.fill, self._fill = fill, fills(fill)
        if center is not None:
            check_pair(center, "center")
        self.center = center

    def make_params(self, flat_inputs):
        return {"angle": uniform(*self.degrees)}

    def transform(self, inpt, params):
        return self._call(
            F.rotate,
            inpt,
            **params,
            interpolation=self.interpolation,
            expand=self.expand,
            center=self.center,
            fill=fill_of(self._fill, inpt),
        )


class RandomAffine(Transform):
    """``functional.affine`` with random angle, move, scale and shear.

    Args: ``degrees``: d for -d to d, or (min, max); ``translate``: the largest moves (x, y), of the picture's width and
    height; ``scale``: (min, max); ``shear``: degrees along x, a number or (min, max), or (min x, max x, min y, max y).
    """

    get_params = staticmethod(first.RandomAffine.get_params)

    def __init__(self, degrees, translate=None, scale=None, shear=None, interpolation="nearest", fill=0, center=None):
        super().__init__()
        self.degrees = angles(degrees, "degrees")
        shear = check_affine_ranges(translate, scale, shear)
        self.translate, self.scale, self.shear, self.interpolation = translate, scale, shear, interpolation
        self.fill, self._fill = fill, fills(fill)
        if center is not None:
            check_pair(center, "center")
        self.center = center

    def make_params(self, flat_inputs):
        size = query_size(flat_inputs)[::-1]
        drawn = affine_draw(self.degrees, self.translate, self.scale, self.shear, size)
        return dict(zip(("angle", "translate", "scale", "shear"), drawn))

    def transform(self, inpt, params):
        return self._call(
            F.affine,
            inpt,
            **params,
            interpolation=self.interpolation,
            fill=fill_of(self._fill, inpt),
            center=self.center,
        )


class RandomPerspective(RandomApplyTransform):
    """``functional.perspective`` to random corners, with probability ``p``.

    Args: ``distortion_scale``: how far the corners move, 0 not at all, 1 up to the middle.
    """

    get_params = staticmethod(first.RandomPerspective.get_params)

    def __init__(self, distortion_scale=0.5, p=0.5, interpolation="bilinear", fill=0):
        super().__init__(p=p)
        if not 0 <= distortion_scale <= 1:
            raise ValueError(f"Argument distortion_scale value should be between 0 and 1. Got {distortion_scale}")
        self.distortion_scale, self.interpolation = distortion_scale, interpolation
        self.fill, self._fill = fill, fills(fill)

    def make_params(self, flat_inputs):
        height, width = query_size(flat_inputs)
        return {"coefficients": perspective_coefficients(*distorted(width, height, self.distortion_scale))}

    def transform(self, inpt, params):
        return self._call(
            F.perspective, inpt, None, None, fill=fill_of(self._fill, inpt), interpolation=self.interpolation, **params
        )


def numbers(value, name):
    """A pair of floats from a number or a sequence of one or two. Raises: TypeError, ValueError."""
    if not isinstance(value, (int, float, Sequence)):
        raise TypeError(f"{name} should be a number or a sequence of numbers. Got {type(value)}")
    value = [value] if isinstance(value, (int, float)) else value
    if len(value) not in (1, 2):
        raise ValueError(f"If {name} is a sequence its length should be 1 or 2. Got {len(value)}")
    for v in value:
        if not isinstance(v, (int, float)):
            raise ValueError(f"{name} should be a sequence of numbers. Got {type(v)}")
    return [float(value[0]), float(value[-1])]


class ElasticTransform(Transform):
    """``functional.elastic`` by random displacements: noise blurred by ``sigma``, times ``alpha`` pixels."""

    get_params = staticmethod(first.ElasticTransform.get_params)

    def __init__(self, alpha=50.0, sigma=5.0, interpolation="bilinear", fill=0):
        super().__init__()
        self.alpha, self.sigma = numbers(alpha, "alpha"), numbers(sigma, "sigma")
        self.interpolation = interpolation
        self.fill, self._fill = fill, fills(fill)

    def make_params(self, flat_inputs):
        return {"displacement": displacements(self.alpha, self.sigma, query_size(flat_inputs))}

    def transform(self, inpt, params):
        fill = fill_of(self._fill, inpt)
        return self._call(F.elastic, inpt, **params, fill=fill, interpolation=self.interpolation)


class _RandomSize(Transform):
    """Base of what resizes to the ``size`` in its params."""

    def transform(self, inpt, params):
        return self._call(F.resize, inpt, params["size"], interpolation=self.interpolation, antialias=self.antialias)


class ScaleJitter(_RandomSize):
    """Resized to fit ``target_size`` times a random number of ``scale_range``; the shape stays."""

    def __init__(self, target_size, scale_range=(0.1, 2.0), interpolation="bilinear", antialias=True):
        super().__init__()
        self.target_size, self.scale_range = target_size, scale_range
        self.interpolation, self.antialias = interpolation, antialias

    def make_params(self, flat_inputs):
        height, width = query_size(flat_inputs)
        low, high = self.scale_range
        scale = low + rand(1) * (high - low)
        r = min(self.target_size[1] / height, self.target_size[0] / width) * scale
        return {"size": (int(height * r), int(width * r))}


class RandomShortestSize(_RandomSize):
    """Resized to a shorter side of one of ``min_size``, at random; the longer one not above ``max_size``."""

    def __init__(self, min_size, max_size=None, interpolation="bilinear", antialias=True):
        super().__init__()
        self.min_size = [min_size] if isinstance(min_size, int) else list(min_size)
        self.max_size, self.interpolation, self.antialias = max_size, interpolation, antialias

    def make_params(self, flat_inputs):
        height, width = query_size(flat_inputs)
        r = self.min_size[below(len(self.min_size))] / min(height, width)
        if self.max_size is not None:
            r = min(r, self.max_size / max(height, width))
        return {"size": (int(height * r), int(width * r))}


class RandomResize(_RandomSize):
    """Resized to a shorter side from ``min_size`` to below ``max_size``, at random."""

    def __init__(self, min_size, max_size, interpolation="bilinear", antialias=True):
        super().__init__()
        self.min_size, self.max_size = min_size, max_size
        self.interpolation, self.antialias = interpolation, antialias

    def make_params(self, flat_inputs):
        return {"size": [self.min_size + below(self.max_size - self.min_size)]}
