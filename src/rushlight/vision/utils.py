"""Grids of pictures, pictures as files, and what is drawn on pictures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NoReturn

from .. import Tensor, cat, no_grad, stack, uint8
from .._base.errors import MissingName
from ._drawing import draw_bounding_boxes, draw_keypoints, draw_segmentation_masks, flow_to_image
from ._pixels.pillow import pillow

if TYPE_CHECKING:
    from typing import Any, BinaryIO

    from ._types import StrPath

__all__ = [
    "draw_bounding_boxes",
    "draw_keypoints",
    "draw_segmentation_masks",
    "flow_to_image",
    "make_grid",
    "save_image",
]


def make_grid(
    tensor: Tensor | list[Tensor],
    nrow: int = 8,
    padding: int = 2,
    normalize: bool = False,
    value_range: tuple[float, float] | None = None,
    scale_each: bool = False,
    pad_value: float = 0.0,
) -> Tensor:
    """Pictures side by side in one picture.

    Args: ``tensor``: (B, C, H, W), (C, H, W), (H, W), or a list of equal pictures; one channel becomes three;
    ``nrow``: pictures per row; ``padding``: pixels between them, of value ``pad_value``; ``normalize``: stretch the
    values to 0 … 1, from ``value_range`` (min, max) or what occurs, in all pictures together or ``scale_each``.
    Returns: (C, height, width). Raises: TypeError for anything but tensors.

    >>> make_grid(torch.zeros(3, 1, 4, 4), nrow=2).shape
    torch.Size([3, 14, 14])
    """
    if isinstance(tensor, list):
        for t in tensor:
            if not isinstance(t, Tensor):
                raise TypeError(f"tensor or list of tensors expected, got a list containing {type(t)}")
    elif not isinstance(tensor, Tensor):
        raise TypeError(f"tensor or list of tensors expected, got {type(tensor)}")
    with no_grad():
        x = _colour_batch(stack(tensor, 0) if isinstance(tensor, list) else tensor)
        if normalize is True:
            if value_range is not None and not isinstance(value_range, tuple):
                raise TypeError("value_range has to be a tuple (min, max) if specified. min and max are numbers")
            x = x.clone()
            for part in x if scale_each is True else [x]:
                _stretch(part, value_range)
        if x.size(0) == 1:
            return x.squeeze(0)
        return _tiled(x, nrow, padding, pad_value)


def _colour_batch(tensor):
    """As (B, C, H, W), grey pictures with three channels."""
    if tensor.dim() == 2:
        tensor = tensor.unsqueeze(0)
    if tensor.dim() == 3:
        tensor = tensor.unsqueeze(0)
    if tensor.dim() == 4 and tensor.size(1) == 1:
        tensor = cat((tensor, tensor, tensor), 1)
    return tensor


def _stretch(x, value_range):
    low, high = (float(x.min()), float(x.max())) if value_range is None else value_range
    x.clamp_(min=low, max=high)
    x.sub_(low).div_(max(high - low, 1e-5))


def _tiled(tensor, nrow, padding, pad_value):
    count, channels, height, width = tensor.shape
    columns = min(nrow, count)
    rows = math.ceil(count / columns)
    down, across = height + padding, width + padding
    # every picture with its border above and to the left; then rows of them; then the last border below and to the
    # right
    cells = tensor.new_full((rows * columns, channels, down, across), pad_value)
    cells[:count, :, padding:, padding:] = tensor
    cells = cells.view(rows, columns, channels, down, across).permute(2, 0, 3, 1, 4)
    grid = tensor.new_full((channels, down * rows + padding, across * columns + padding), pad_value)
    grid[:, : down * rows, : across * columns] = cells.reshape(channels, down * rows, across * columns)
    return grid


def save_image(tensor: Tensor | list[Tensor], fp: StrPath | BinaryIO, format: str | None = None, **kwargs: Any) -> None:
    """Write a picture, or a batch as a grid, into a file.

    Args: ``tensor``: as for ``make_grid``, values 0 … 1; ``fp``: a path or an open file; ``format``: Pillow's name,
    by default from the path's ending; ``kwargs``: for ``make_grid``.
    """
    with no_grad():
        grid = make_grid(tensor, **kwargs)
        pixels = grid.mul(255).add_(0.5).clamp_(0, 255).permute(1, 2, 0).to("cpu", uint8).numpy()
    pillow().fromarray(pixels).save(fp, format=format)


def __getattr__(name: str) -> NoReturn:
    raise MissingName("torchvision.utils", name, __all__)
