"""Interpolation to another size or by a factor, under all its names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._core import apply
from ..._face.public import public
from .adaptive_pool import adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d
from .resample import Resample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..._face.types import Ints, Tensor

_NEEDS = {"linear": 3, "bilinear": 4, "bicubic": 4, "lanczos": 4, "trilinear": 5}
_KINDS = {"linear": "linear", "bilinear": "linear", "trilinear": "linear", "bicubic": "cubic", "lanczos": "lanczos"}
_AREA = {3: adaptive_avg_pool1d, 4: adaptive_avg_pool2d, 5: adaptive_avg_pool3d}


def _per_axis(what, value, axes, input):
    if not isinstance(value, (tuple, list)):
        return (value,) * axes
    if len(value) != axes:
        raise ValueError(
            f"Input and {what} must have the same number of spatial dimensions, but got input with spatial dimensions "
            f"of {list(input.shape[2:])} and {what} of {value}. Give one number per dimension after (N, C)"
        )
    return tuple(value)


def _sizes(input, size, scale_factor, recompute):
    """The output's sizes, and the factors that decide where samples lie (None: the sizes decide)."""
    axes = input.ndim - 2
    if size is not None and scale_factor is not None:
        raise ValueError(f"only one of size or scale_factor should be defined, got {size} and {scale_factor}")
    if size is None and scale_factor is None:
        raise ValueError("either size or scale_factor should be defined")
    if size is not None:
        if recompute:
            raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
        sizes = _per_axis("output size", size, axes, input)
        if not all(hasattr(n, "__index__") for n in sizes):
            raise TypeError(
                f"expected size to be one of int or Tuple[int], but got size with types {[type(n) for n in sizes]}"
            )
        return tuple(int(n) for n in sizes), (None,) * axes
    factors = tuple(float(f) for f in _per_axis("scale_factor", scale_factor, axes, input))
    sizes = tuple(int(n * f) for n, f in zip(input.shape[2:], factors, strict=True))
    return sizes, (None,) * axes if recompute else factors


def _check_mode(input, mode, align_corners, antialias):
    if antialias and not (mode in ("bilinear", "bicubic", "lanczos") and input.ndim == 4):
        raise ValueError(
            "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input"
        )
    if mode == "lanczos" and (align_corners or not antialias):
        raise ValueError("Lanczos mode requires antialias=True and does not support align_corners=True")
    if input.ndim in (3, 4, 5) and (mode in ("nearest", "nearest-exact", "area") or _NEEDS.get(mode) == input.ndim):
        return
    if input.ndim in (3, 4, 5) and mode in ("linear", "bilinear", "trilinear"):
        raise NotImplementedError(f"Got {input.ndim}D input, but {mode} mode needs {_NEEDS[mode]}D input")
    raise NotImplementedError(
        f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {input.ndim}D) for the modes: nearest | linear "
        f"| bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got {mode})"
    )


@public("functional")
def interpolate(
    input: Tensor,
    size: Ints | None = None,
    scale_factor: float | Sequence[float] | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """The input in another size.

    input          (N, C, L), (N, C, H, W) or (N, C, D, H, W), floating or uint8; result (N, C, *sizes)
    size           the result's sizes: a number, or one per dimension; or scale_factor: what to multiply them with
    mode           'nearest', 'nearest-exact', 'area' (means), 'linear' (3-d), 'bilinear', 'bicubic', 'lanczos' (4-d),
                   'trilinear' (5-d)
    align_corners  corner elements lie on corner elements; else the corners of their cells do
    recompute_scale_factor  distances follow from the sizes even where a factor is given
    antialias      'bilinear', 'bicubic', 'lanczos': the kernel widens when the picture shrinks

    Raises ValueError for options that exclude each other, NotImplementedError for a mode that the dimensions don't
    have.

    >>> torch.nn.functional.interpolate(torch.tensor([[[1.0, 3.0]]]), 4, mode="linear")
    tensor([[[1.0000, 1.5000, 2.5000, 3.0000]]])
    """
    if mode in ("nearest", "area", "nearest-exact") and align_corners is not None:
        raise ValueError(
            "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear"
        )
    recompute = bool(recompute_scale_factor) or (mode == "area" and size is None)
    sizes, factors = _sizes(input, size, scale_factor, recompute)
    _check_mode(input, mode, align_corners, antialias)
    if mode == "area":
        return _AREA[input.ndim](input, sizes)
    before = tuple(input.shape[2:])
    if min((*before, *sizes), default=1) <= 0 or (input.shape[1] == 0):
        raise RuntimeError(
            f"Input and output sizes should be greater than 0, but got input {list(input.shape)} output {list(sizes)}"
        )
    kind = _KINDS.get(mode, mode) + ("-aa" if antialias else "")
    options = tuple((f, bool(align_corners)) for f in factors)
    return apply(Resample.of(kind, before, sizes, options), input)


def _warn(name):
    import warnings

    warnings.warn(f"`nn.functional.{name}` is deprecated. Use `nn.functional.interpolate` instead.", stacklevel=3)


@public("functional")
def upsample(
    input: Tensor,
    size: Ints | None = None,
    scale_factor: float | Sequence[float] | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> Tensor:
    """`interpolate`, under its older name; warns."""
    _warn("upsample")
    return interpolate(input, size, scale_factor, mode, align_corners)


@public("functional")
def upsample_nearest(
    input: Tensor, size: Ints | None = None, scale_factor: float | Sequence[float] | None = None
) -> Tensor:
    """`interpolate` with the mode 'nearest', under an older name; warns."""
    _warn("upsample_nearest")
    return interpolate(input, size, scale_factor)


@public("functional")
def upsample_bilinear(
    input: Tensor, size: Ints | None = None, scale_factor: float | Sequence[float] | None = None
) -> Tensor:
    """`interpolate` with the mode 'bilinear' and aligned corners, under an older name; warns."""
    _warn("upsample_bilinear")
    return interpolate(input, size, scale_factor, "bilinear", True)
