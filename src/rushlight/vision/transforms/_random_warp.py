"""Transforms as objects: turned, sheared and distorted pictures, several crops, whitening."""

from __future__ import annotations

from collections.abc import Sequence

from ... import Tensor, cat, rand
from ...nn import Module
from . import functional as F
from ._base import angles, channel_fill, check_fill, check_pair, mode_of, size_pair
from ._draws import happens, uniform, words
from .functional import InterpolationMode

__all__ = [
    "ElasticTransform",
    "FiveCrop",
    "LinearTransformation",
    "RandomAffine",
    "RandomPerspective",
    "RandomRotation",
    "TenCrop",
    "affine_draw",
    "check_affine_ranges",
    "check_whitening",
    "displacements",
    "distorted",
    "whitened",
]


def _fill_for(img, fill):
    return channel_fill(fill, F.get_dimensions(img)[0]) if isinstance(img, Tensor) else fill


class RandomRotation(Module):
    """``functional.rotate`` by a random angle.

    Args: ``degrees``: d for -d to d, or (min, max); ``interpolation``, ``expand``, ``center``, ``fill``: as ``rotate``.
    """

    def __init__(self, degrees, interpolation=InterpolationMode.NEAREST, expand=False, center=None, fill=0):
        super().__init__()
        self.interpolation = mode_of(interpolation)
        self.degrees = angles(degrees, "degrees")
        if center is not None:
            check_pair(center, "center")
        self.center = center
        self.expand = expand
        self.fill = check_fill(fill)

    @staticmethod
    def get_params(degrees):
        """A random angle of this range."""
        return uniform(float(degrees[0]), float(degrees[1]))

    def forward(self, img):
        fill = _fill_for(img, self.fill)
        return F.rotate(img, self.get_params(self.degrees), self.interpolation, self.expand, self.center, fill)

    def __repr__(self):
        center = "" if self.center is None else f", center={self.center}"
        return (
            f"{type(self).__name__}(degrees={self.degrees}, interpolation={self.interpolation.value}, "
            f"expand={self.expand}{center}, fill={self.fill})"
        )


def check_affine_ranges(translate, scale, shear):
    """The shear's range as floats. Raises: TypeError, ValueError for ranges of RandomAffine that make no sense."""
    if translate is not None:
        check_pair(translate, "translate")
        if not all(0.0 <= t <= 1.0 for t in translate):
            raise ValueError(f"translation values should be between 0 and 1. Got {translate}")
    if scale is not None:
        check_pair(scale, "scale")
        if any(s <= 0 for s in scale):
            raise ValueError(f"scale values should be positive. Got {scale}")
    return shear if shear is None else angles(shear, "shear", (2, 4))


def affine_draw(degrees, translate, scale_ranges, shears, img_size):
    """(angle, (x, y), scale, (shear x, shear y)) of these ranges, for a picture of (width, height)."""
    angle = uniform(float(degrees[0]), float(degrees[1]))
    moves = (0, 0)
    if translate is not None:
        reach = [float(t * n) for t, n in zip(translate, img_size)]
        moves = tuple(round(uniform(-r, r)) for r in reach)
    scale = 1.0 if scale_ranges is None else uniform(*scale_ranges)
    shear = [uniform(*shears[k : k + 2]) for k in range(0, len(shears or ()), 2)]
    return angle, moves, scale, tuple(shear + [0.0] * (2 - len(shear)))


class RandomAffine(Module):
    """``functional.affine`` with random angle, move, scale and shear.

    Args: ``degrees``: d for -d to d, or (min, max); ``translate``: the largest moves (x, y), of the picture's width and
    height; ``scale``: (min, max); ``shear``: degrees along x, a number or (min, max), or (min x, max x, min y, max y);
    ``interpolation``, ``fill``, ``center``: as ``affine``.

    >>> import rushlight as torch
    >>> RandomAffine(10, translate=(0.1, 0.1), scale=(0.9, 1.1))(torch.rand(3, 8, 8)).shape
    torch.Size([3, 8, 8])
    """

    def __init__(
        self,
        degrees,
        translate=None,
        scale=None,
        shear=None,
        interpolation=InterpolationMode.NEAREST,
        fill=0,
        center=None,
    ):
        super().__init__()
        self.interpolation = mode_of(interpolation)
        self.degrees = angles(degrees, "degrees")
        self.translate, self.scale = translate, scale
        self.shear = check_affine_ranges(translate, scale, shear)
        self.fill = check_fill(fill)
        if center is not None:
            check_pair(center, "center")
        self.center = center

    @staticmethod
    def get_params(degrees, translate, scale_ranges, shears, img_size):
        """(angle, (x, y), scale, (shear x, shear y)) of these ranges, for a picture of (width, height)."""
        return affine_draw(degrees, translate, scale_ranges, shears, img_size)

    def forward(self, img):
        _, height, width = F.get_dimensions(img)
        drawn = self.get_params(self.degrees, self.translate, self.scale, self.shear, [width, height])
        fill = _fill_for(img, self.fill)
        return F.affine(img, *drawn, interpolation=self.interpolation, fill=fill, center=self.center)

    def __repr__(self):
        parts = [f"degrees={self.degrees}"]
        parts += [f"{n}={v}" for n in ("translate", "scale", "shear") if (v := self.__dict__[n]) is not None]
        if self.interpolation is not InterpolationMode.NEAREST:
            parts.append(f"interpolation={self.interpolation.value}")
        parts += [f"fill={self.fill}"] * (self.fill != 0)
        parts += [f"center={self.center}"] * (self.center is not None)
        return f"{type(self).__name__}({', '.join(parts)})"


def distorted(width, height, distortion_scale):
    """The corners of a picture, and a random point near each: two lists of four [x, y], from top left clockwise."""
    right, down = int(distortion_scale * (width // 2)) + 1, int(distortion_scale * (height // 2)) + 1
    near = []
    drawn = iter(words(1, 8)[0])
    for x, y in ((0, 0), (width - right, 0), (width - right, height - down), (0, height - down)):
        near.append([x + next(drawn) % right, y + next(drawn) % down])
    corners = [[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]]
    return corners, near


class RandomPerspective(Module):
    """``functional.perspective`` to random corners, with probability ``p``.

    Args: ``distortion_scale``: how far the corners move, 0 not at all, 1 up to the middle; ``interpolation``, ``fill``.
    """

    def __init__(self, distortion_scale=0.5, p=0.5, interpolation=InterpolationMode.BILINEAR, fill=0):
        super().__init__()
        self.p = p
        self.interpolation = mode_of(interpolation)
        self.distortion_scale = distortion_scale
        self.fill = check_fill(fill)

    @staticmethod
    def get_params(width, height, distortion_scale):
        """(the corners, where they come to lie): two lists of four [x, y]."""
        return distorted(width, height, distortion_scale)

    def forward(self, img):
        _, height, width = F.get_dimensions(img)
        fill = _fill_for(img, self.fill)
        if not happens(self.p):
            return img
        start, end = self.get_params(width, height, self.distortion_scale)
        return F.perspective(img, start, end, self.interpolation, fill)

    def __repr__(self):
        return f"{type(self).__name__}(p={self.p})"


def displacements(alpha, sigma, size):
    """Random displacements (1, H, W, 2): noise blurred by ``sigma``, times ``alpha`` pixels; both (x, y)."""
    planes = []
    for a, s, n in zip(alpha, sigma, size[::-1]):
        noise = rand(1, 1, *size) * 2 - 1
        if s > 0.0:
            k = int(8 * s + 1) | 1  # odd
            noise = F.gaussian_blur(noise, [k, k], list(sigma))
        planes.append(noise * a / n)
    return cat(planes, 1).permute(0, 2, 3, 1)


def _pair_of_floats(value, name):
    if not isinstance(value, (float, Sequence)):
        raise TypeError(f"{name} should be float or a sequence of floats. Got {type(value)}")
    if isinstance(value, float):
        return [value, value]
    if len(value) != 2:
        raise ValueError(f"If {name} is a sequence its length should be 2. Got {len(value)}")
    for v in value:
        if not isinstance(v, float):
            raise TypeError(f"{name} should be a sequence of floats. Got {type(v)}")
    return value


class ElasticTransform(Module):
    """``functional.elastic_transform`` by random displacements, as seen through water.

    Args: ``alpha``: their size in pixels; ``sigma``: their smoothness; floats or (x, y). Source: Simard et al. 2003,
    "Best practices for convolutional neural networks applied to visual document analysis".
    """

    def __init__(self, alpha=50.0, sigma=5.0, interpolation=InterpolationMode.BILINEAR, fill=0):
        super().__init__()
        self.alpha = _pair_of_floats(alpha, "alpha")
        self.sigma = _pair_of_floats(sigma, "sigma")
        self.interpolation = mode_of(interpolation)
        if not isinstance(fill, (int, float, list, tuple)):
            raise TypeError(f"fill should be int or float or a list or tuple of them. Got {type(fill)}")
        self.fill = channel_fill(fill, 1)

    @staticmethod
    def get_params(alpha, sigma, size):
        """Random displacements (1, H, W, 2) for a picture of ``size`` (height, width)."""
        return displacements(alpha, sigma, size)

    def forward(self, tensor):
        _, height, width = F.get_dimensions(tensor)
        moved = self.get_params(self.alpha, self.sigma, [height, width])
        return F.elastic_transform(tensor, moved, self.interpolation, self.fill)

    def __repr__(self):
        return (
            f"{type(self).__name__}(alpha={self.alpha}, sigma={self.sigma}, interpolation={self.interpolation}, "
            f"fill={self.fill})"
        )


class FiveCrop(Module):
    """``functional.five_crop``: the four corners and the middle, as a tuple."""

    def __init__(self, size):
        super().__init__()
        self.size = size_pair(size)

    def forward(self, img):
        return F.five_crop(img, self.size)

    def __repr__(self):
        return f"{type(self).__name__}(size={self.size})"


class TenCrop(Module):
    """``functional.ten_crop``: the four corners and the middle, and those of the mirror image, as a tuple."""

    def __init__(self, size, vertical_flip=False):
        super().__init__()
        self.size = size_pair(size)
        self.vertical_flip = vertical_flip

    def forward(self, img):
        return F.ten_crop(img, self.size, self.vertical_flip)

    def __repr__(self):
        return f"{type(self).__name__}(size={self.size}, vertical_flip={self.vertical_flip})"


def check_whitening(matrix, mean):
    """Raises ValueError unless ``matrix`` (D, D) and ``mean`` (D,) belong together."""
    if matrix.size(0) != matrix.size(1):
        raise ValueError(f"transformation_matrix should be square. Got {tuple(matrix.size())} rectangular matrix.")
    if mean.size(0) != matrix.size(0):
        raise ValueError(
            f"mean_vector should have the same length {mean.size(0)} as any one of the dimensions of the "
            f"transformation_matrix [{tuple(matrix.size())}]"
        )
    if matrix.device != mean.device:
        raise ValueError(f"Input tensors should be on the same device. Got {matrix.device} and {mean.device}")
    if matrix.dtype != mean.dtype:
        raise ValueError(f"Input tensors should have the same dtype. Got {matrix.dtype} and {mean.dtype}")


def whitened(x, matrix, mean):
    """Every picture of ``x`` (..., C, H, W) as a row, minus ``mean``, times ``matrix``."""
    n = x.shape[-3:].numel()
    if n != matrix.shape[0]:
        raise ValueError(
            "Input tensor and transformation matrix have incompatible shape."
            f"[{' x '.join(str(s) for s in x.shape[-3:])}] != {matrix.shape[0]}"
        )
    if x.device.type != mean.device.type:
        raise ValueError(
            "Input tensor should be on the same device as transformation matrix and mean vector. "
            f"Got {x.device} vs {mean.device}"
        )
    flat = x.reshape(-1, n) - mean
    return flat.mm(matrix.to(flat.dtype)).reshape(x.shape)


class LinearTransformation(Module):
    """Tensors (..., C, H, W) as rows, minus ``mean_vector`` (D,), times ``transformation_matrix`` (D, D); D = C H W.

    For whitening. Raises: ValueError for shapes that don't fit.
    """

    def __init__(self, transformation_matrix, mean_vector):
        super().__init__()
        check_whitening(transformation_matrix, mean_vector)
        self.transformation_matrix = transformation_matrix
        self.mean_vector = mean_vector

    def forward(self, tensor):
        return whitened(tensor, self.transformation_matrix, self.mean_vector)

    def __repr__(self):
        return (
            f"{type(self).__name__}(transformation_matrix={self.transformation_matrix.tolist()}, "
            f"mean_vector={self.mean_vector.tolist()})"
        )
