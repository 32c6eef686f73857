"""Pictures and volumes read at the places of a grid, and grids of affine maps.

Composed of index and arithmetic operations, so gradients of gradients by input and grid follow.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from ..._base import dtypes
from ..._face.autocast import WIDE
from ..._face.public import public
from ..elementwise.where import where
from ..shapes.cat_stack import stack
from ..tensors.arange_linspace import arange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..._face.types import Tensor

_BEHAVIOUR = (
    "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. Please specify "
    "align_corners=True if the old behavior is desired."
)


def _warn(text):
    import warnings

    warnings.warn(text, stacklevel=3)


def _check(input, grid, mode, padding_mode):
    if mode not in ("bilinear", "nearest", "bicubic"):
        raise ValueError(
            f"nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '{mode}'"
        )
    if padding_mode not in ("zeros", "border", "reflection"):
        raise ValueError(
            "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', but got: "
            f"'{padding_mode}'"
        )
    if input.dtype != grid.dtype:
        raise RuntimeError(
            f"grid_sampler(): expected input and grid to have same dtype, but input has {input.dtype} and grid has "
            f"{grid.dtype}"
        )
    if input.dtype.category != 2:
        raise NotImplementedError(f"\"grid_sampler\" not implemented for '{input.dtype.cpp}'; convert with .float()")
    if input.ndim not in (4, 5) or grid.ndim != input.ndim:
        raise RuntimeError(
            "grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, but got input with sizes "
            f"{list(input.shape)} and grid with sizes {list(grid.shape)}"
        )
    if input.shape[0] != grid.shape[0] or grid.shape[-1] != input.ndim - 2:
        raise RuntimeError(
            "grid_sampler(): expected grid and input to have same batch size, and the grid's last dimension to be "
            f"{input.ndim - 2}, but got input with sizes {list(input.shape)} and grid with sizes {list(grid.shape)}"
        )
    if 0 in input.shape[2:]:
        raise RuntimeError(
            "grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes "
            f"{list(input.shape)}"
        )
    if mode == "bicubic" and input.ndim != 4:
        raise RuntimeError("grid_sampler(): bicubic interpolation only supports 4D input")


def _reflected(x, n, align_corners):
    """Coordinates folded back at the outermost elements' centers, or at their edges."""
    low, span = (0.0, n - 1) if align_corners else (-0.5, n)
    if span == 0:
        return x * 0
    x = (x - low).abs()
    turns = (x / span).detach().floor()
    rest = x - turns * span
    return where(turns % 2 == 0, rest + low, span - rest + low)


def _bounded(x, n, padding_mode, align_corners):
    """A coordinate as the padding mode has it."""
    if padding_mode == "zeros":
        return x
    if padding_mode == "reflection":
        x = _reflected(x, n, align_corners)
    # clamp's gradient is 1 at the bounds; here it is 0 there
    return where((x > 0) & (x < n - 1), x, x.detach().clamp(0, n - 1))


def _read(rows, sizes, places):
    """What stands at whole coordinates (each (N, points)); zeros outside. rows (N, C, elements)."""
    at, inside = 0, None
    for n, p in zip(sizes, places, strict=True):
        here = (p >= 0) & (p <= n - 1)
        inside = here if inside is None else inside & here
        at = at * n + where(here, p, 0.0).to(dtypes.int64)
    if rows.shape[0] == 1:  # the same places in all planes
        found = rows.index_select(2, at[0])
    else:
        found = rows.gather(2, at.unsqueeze(1).expand(rows.shape[0], rows.shape[1], at.shape[1]))
    return where(inside.unsqueeze(1), found, 0.0)


def _keys(t, a=-0.75):
    """Weights of the four taps around a point at distance t from the second (Keys, 1981)."""

    def near(x):
        return ((a + 2) * x - (a + 3)) * x * x + 1

    def far(x):
        return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a

    return far(t + 1), near(t), near(1 - t), far(2 - t)


def _weighted(rows, sizes, taps):
    """The sum over all combinations of taps, a list of (coordinate, weight) per axis."""
    total = 0
    for chosen in product(*taps):
        weight = chosen[0][1]
        for _, w in chosen[1:]:
            weight = weight * w
        total = total + _read(rows, sizes, [p for p, _ in chosen]) * weight.unsqueeze(1)
    return total


@public("functional", autocast=WIDE, known_as="grid_sampler")
def grid_sample(
    input: Tensor, grid: Tensor, mode: str = "bilinear", padding_mode: str = "zeros", align_corners: bool | None = None
) -> Tensor:
    """The input read at the grid's places.

    input         (N, C, H, W) or (N, C, D, H, W), floating
    grid          (N, Ho, Wo, 2) or (N, Do, Ho, Wo, 3): places (x, y[, z]), -1 and 1 being the input's ends; result (N,
                  C, *out)
    mode          'bilinear' (trilinear for volumes), 'nearest', 'bicubic' (pictures)
    padding_mode  what lies outside: 'zeros', the 'border', or the 'reflection'
    align_corners -1 and 1 are the centers of the outermost elements; else their outer edges

    Raises ValueError or RuntimeError for options and shapes that don't fit.

    >>> torch.nn.functional.grid_sample(torch.tensor([[[[1.0, 3.0]]]]), torch.zeros(1, 1, 1, 2), align_corners=True)
    tensor([[[[2.]]]])
    """
    _check(input, grid, mode, padding_mode)
    if align_corners is None:
        _warn(_BEHAVIOUR)
        align_corners = False
    sizes, out = input.shape[2:], grid.shape[1:-1]
    rows = input.reshape(*input.shape[:2], -1) if input.shape[1] else input.new_zeros((input.shape[0], 0, 1))
    points = (
        grid.reshape(grid.shape[0], -1, grid.shape[-1])
        if grid.numel()
        else grid.new_zeros((grid.shape[0], 0, len(sizes)))
    )
    taps = []
    for axis, n in enumerate(sizes):
        x = points[..., len(sizes) - 1 - axis]
        x = (x + 1) / 2 * (n - 1) if align_corners else ((x + 1) * n - 1) / 2
        if mode == "bicubic":
            low = x.detach().floor()
            places = [_bounded(low + k, n, padding_mode, align_corners) for k in (-1, 0, 1, 2)]
            taps.append(list(zip(places, _keys(x - low), strict=True)))
            continue
        x = _bounded(x, n, padding_mode, align_corners)
        if mode == "nearest":
            taps.append([(x.detach().round(), x.masked_fill(x.new_ones(x.shape).bool(), 1))])
        else:
            low = x.detach().floor()
            taps.append([(low, low + 1 - x), (low + 1, x - low)])
    return _weighted(rows, sizes, taps).reshape(*input.shape[:2], *out)


@public("functional")
def affine_grid(theta: Tensor, size: Sequence[int], align_corners: bool | None = None) -> Tensor:
    """A grid for `grid_sample`: where affine maps bring the places of a picture or volume.

    theta (N, 2, 3) with size (N, C, H, W), or (N, 3, 4) with (N, C, D, H, W); result (N, H, W, 2) or (N, D, H, W, 3).
    ``align_corners`` as in `grid_sample`. Raises ValueError for shapes and dtypes that don't fit, NotImplementedError
    for other sizes.

    >>> torch.nn.functional.affine_grid(torch.eye(2, 3).unsqueeze(0), (1, 1, 1, 2), align_corners=False)
    tensor([[[[-0.5000,  0.0000],
              [ 0.5000,  0.0000]]]])
    """
    if align_corners is None:
        _warn(_BEHAVIOUR)
        align_corners = False
    if theta.dtype.category != 2:
        raise ValueError(f"Expected theta to have floating point type, but got {theta.dtype}")
    k = len(size) - 2
    if k not in (2, 3):
        raise NotImplementedError(
            "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size "
            f"{size}."
        )
    if theta.ndim != 3 or tuple(theta.shape[1:]) != (k, k + 1):
        raise ValueError(
            f"Expected a batch of {k}D affine matrices of shape Nx{k}x{k + 1} for size {size}. Got {theta.shape}."
        )
    if align_corners and min(size[2:]) == 1:
        _warn("Since version 1.3.0, affine_grid behavior has changed for unit-size grids when align_corners=True.")
    elif min(size) <= 0:
        raise ValueError(f"Expected non-zero, positive output size. Got {size}")
    shape, axes = tuple(size[2:]), []
    for axis in reversed(range(k)):
        n = shape[axis]
        i = arange(n, dtype=theta.dtype)
        x = i * (2 / max(n - 1, 1)) - int(n > 1) if align_corners else (2 * i + 1) / n - 1
        axes.append(x.view(*[-1 if j == axis else 1 for j in range(k)]).expand(shape))
    places = stack([*axes, theta.new_ones(shape)], -1).reshape(1, -1, k + 1)
    return (places @ theta.transpose(1, 2)).reshape(theta.shape[0], *shape, k)


_MODES = ("bilinear", "nearest", "bicubic")


_PADDINGS = ("zeros", "border", "reflection")


@public("torch", autocast=WIDE)
def grid_sampler(
    input: Tensor, grid: Tensor, interpolation_mode: int, padding_mode: int, align_corners: bool
) -> Tensor:
    """`nn.functional.grid_sample` with numbers for the modes: 0 'bilinear', 1 'nearest', 2 'bicubic'; 0 'zeros', 1
    'border', 2 'reflection'."""
    return grid_sample(input, grid, _MODES[interpolation_mode], _PADDINGS[padding_mode], bool(align_corners))


@public("torch", autocast=WIDE)
def grid_sampler_2d(
    input: Tensor, grid: Tensor, interpolation_mode: int, padding_mode: int, align_corners: bool
) -> Tensor:
    """`grid_sampler` of pictures."""
    return grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners)


@public("torch", autocast=WIDE)
def grid_sampler_3d(
    input: Tensor, grid: Tensor, interpolation_mode: int, padding_mode: int, align_corners: bool
) -> Tensor:
    """`grid_sampler` of volumes."""
    return grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners)


@public("torch")
def affine_grid_generator(theta: Tensor, size: Sequence[int], align_corners: bool) -> Tensor:
    """`nn.functional.affine_grid`."""
    return affine_grid(theta, size, bool(align_corners))
