"""Boxes, masks and key points drawn on pictures, and optical flow in colours. The names stand in ``utils``."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING

import numpy as np

from .. import Tensor, cat, finfo, float32, from_numpy, no_grad, ones, tensor, uint8
from .. import bool as bool_
from ._pixels.pillow import pillow

if TYPE_CHECKING:
    from typing import TypeAlias

    Colour: TypeAlias = "str | tuple[int, int, int]"
    Colours: TypeAlias = "list[Colour] | Colour | None"

__all__ = ["draw_bounding_boxes", "draw_keypoints", "draw_segmentation_masks", "flow_to_image"]


def _check_picture(image, channels, what):
    if not isinstance(image, Tensor):
        raise TypeError(f"The image must be a tensor, got {type(image)}")
    if image.dtype is not uint8 and not image.is_floating_point():
        raise ValueError(f"The image dtype must be uint8 or float, got {image.dtype}")
    if image.dim() != 3:
        raise ValueError("Pass individual images, not batches")
    if image.shape[0] not in channels:
        raise ValueError(what)


def _colours(colours, n, floating=False):
    """``n`` colours (red, green, blue): those given, names or numbers, or a palette."""
    if colours is None:
        found = [tuple((i * part) % 255 for part in (2**25 - 1, 2**15 - 1, 2**21 - 1)) for i in range(n)]
    elif isinstance(colours, list):
        if len(colours) < n:
            raise ValueError(
                f"Number of colors must be equal or larger than the number of objects, but got {len(colours)} < {n}."
            )
        found = colours
    elif not isinstance(colours, (tuple, str)):
        raise ValueError(f"colors must be a tuple or a string, or a list thereof, but got {colours}.")
    elif isinstance(colours, tuple) and len(colours) != 3:
        raise ValueError(f"If passed as tuple, colors should be an RGB triplet, but got {colours}.")
    else:
        found = [colours] * n
    found = [pillow("ImageColor").getrgb(c) if isinstance(c, str) else tuple(int(v) for v in c) for c in found]
    return [tuple(v / 255 for v in c) for c in found] if floating else found


def _to_pillow(image):
    """A picture (C, H, W) as a Pillow one in colours; floats 0 … 1 become bytes."""
    if image.shape[0] == 1:
        image = image.repeat(3, 1, 1)
    if image.is_floating_point():
        image = image.mul(255 + 1 - 1e-3).to(uint8)
    return pillow().fromarray(np.ascontiguousarray(image.permute(1, 2, 0).cpu().numpy()))


def _from_pillow(picture, dtype):
    pixels = from_numpy(np.array(picture).transpose(2, 0, 1).copy())
    return pixels.to(dtype).div_(255) if dtype.is_floating_point else pixels


@no_grad()
def draw_bounding_boxes(
    image: Tensor,
    boxes: Tensor,
    labels: list[str] | None = None,
    colors: Colours = None,
    fill: bool | None = False,
    width: int = 1,
    font: str | None = None,
    font_size: int | None = None,
    label_colors: Colours = None,
    label_background_colors: Colours = None,
    fill_labels: bool = False,
) -> Tensor:
    """A picture with boxes drawn on it.

    image (C, H, W), C 1 or 3, uint8 or floats 0 … 1; boxes (N, 4): left, top, right, bottom, or (N, 8): four corners;
    labels: a text for each; colors: one or a list, names or (red, green, blue), else a palette; fill: colour their
    insides lightly; width: of the lines; font, font_size: a TrueType file; label_colors; label_background_colors, with
    ``fill_labels``. Returns a picture in colours of the same dtype. Raises ValueError for other shapes and dtypes.

    >>> black = torch.zeros(3, 8, 8, dtype=torch.uint8)
    >>> picture = draw_bounding_boxes(black, torch.tensor([[1, 1, 5, 5]]), colors="red")
    >>> picture[0, 1, 1]
    tensor(255, dtype=torch.uint8)
    """
    _check_picture(image, (1, 3), "Only grayscale and RGB images are supported")
    if boxes.shape[-1] == 4 and ((boxes[:, 0] > boxes[:, 2]).any() or (boxes[:, 1] > boxes[:, 3]).any()):
        raise ValueError(
            "Boxes need to be in (xmin, ymin, xmax, ymax) format. Use torchvision.ops.box_convert to convert them"
        )
    n = boxes.shape[0]
    if not n:
        warnings.warn("boxes doesn't contain any box. No box was drawn", stacklevel=2)
        return image
    if labels is not None and len(labels) != n:
        raise ValueError(
            f"Number of boxes ({n}) and labels ({len(labels)}) mismatch. Please specify labels for each box."
        )
    if font is None and font_size is not None:
        warnings.warn("Argument 'font_size' will be ignored since 'font' is not set.", stacklevel=2)
    fonts = pillow("ImageFont")
    letters = fonts.load_default() if font is None else fonts.truetype(font=font, size=font_size or 10)
    own = _colours(colors, n)
    texts = _colours(label_colors or "black", n) if label_colors or fill_labels else own
    behind = _colours(label_background_colors, n) if fill_labels and label_background_colors else own
    picture = _to_pillow(image)
    draw = pillow("ImageDraw").Draw(picture, "RGBA" if fill else None)
    for i, box in enumerate(boxes.long().tolist()):
        inside = (*own[i], 100) if fill else None
        if len(box) > 4:
            _polygon(draw, box, own[i], inside, width)
        else:
            draw.rectangle(box, width=width, outline=own[i], fill=inside)
        if labels is not None and labels[i] is not None:
            at = (box[0] + width + 1, box[1] + width + 1)
            if fill_labels:
                left, top, right, bottom = draw.textbbox(at, labels[i], font=letters)
                draw.rectangle((left - 1, top - 1, right + 1, bottom + 1), fill=behind[i])
            draw.text(at, labels[i], fill=texts[i], font=letters)
    return _from_pillow(picture, image.dtype)


def _polygon(draw, corners, outline, inside, width):
    """A turned box, its first side dashed."""
    points = list(zip(corners[::2], corners[1::2], strict=True))
    (x, y), (u, v) = points[:2]
    length, angle = math.hypot(u - x, v - y), math.atan2(v - y, u - x)
    for start in range(0, math.ceil(length), 10):
        ends = [(x + math.cos(angle) * d, y + math.sin(angle) * d) for d in (start, min(start + 5, length))]
        draw.line(ends, outline, width)
    for i in range(1, len(points)):
        draw.line((points[i], points[(i + 1) % len(points)]), outline, width)
    draw.polygon(points, fill=inside, outline=None, width=0)


@no_grad()
def draw_segmentation_masks(image: Tensor, masks: Tensor, alpha: float = 0.8, colors: Colours = None) -> Tensor:
    """A picture with what masks show in colours.

    image (3, H, W), uint8 or floats 0 … 1; masks (N, H, W) or (H, W), bool; alpha: how strong, 0 … 1; colors: as for
    ``draw_bounding_boxes``. Where masks overlap it becomes dark. Raises ValueError for other shapes and dtypes.

    >>> mask = torch.tensor([[True, False]])
    >>> draw_segmentation_masks(torch.zeros(3, 1, 2, dtype=torch.uint8), mask, alpha=1, colors="blue")[2]
    tensor([[255,   0]], dtype=torch.uint8)
    """
    _check_picture(image, (3,), "Pass an RGB image. Other Image formats are not supported")
    masks = masks[None] if masks.ndim == 2 else masks
    if masks.ndim != 3:
        raise ValueError("masks must be of shape (H, W) or (batch_size, H, W)")
    if masks.dtype is not bool_:
        raise ValueError(f"The masks must be of dtype bool. Got {masks.dtype}")
    if masks.shape[-2:] != image.shape[-2:]:
        raise ValueError("The image and the masks must have the same height and width")
    if not masks.shape[0]:
        warnings.warn("masks doesn't contain any mask. No mask was drawn", stacklevel=2)
        return image
    drawn = image.detach().clone()
    for mask, colour in zip(masks, _colours(colors, len(masks), image.is_floating_point()), strict=False):
        drawn[:, mask] = tensor(colour, dtype=image.dtype)[:, None]
    drawn[:, masks.sum(0) > 1] = 0
    return (image * (1 - alpha) + drawn * alpha).to(image.dtype)


@no_grad()
def draw_keypoints(
    image: Tensor,
    keypoints: Tensor,
    connectivity: list[tuple[int, int]] | None = None,
    colors: Colour | None = None,
    radius: int = 2,
    width: int = 3,
    visibility: Tensor | None = None,
) -> Tensor:
    """A picture with points drawn on it, and lines between them.

    image (3, H, W), uint8 or floats 0 … 1; keypoints (N, K, 2): x and y of the K points of N things; connectivity:
    pairs of points to join; colors: of the points; radius: of the points; width: of the lines; visibility (N, K): which
    points to draw, and lines between such. Raises ValueError for other shapes and dtypes.

    >>> points = torch.tensor([[[2, 2]]])
    >>> draw_keypoints(torch.zeros(3, 5, 5, dtype=torch.uint8), points, colors="red", radius=1)[0].count_nonzero() > 0
    tensor(True)
    """
    _check_picture(image, (3,), "Pass an RGB image. Other Image formats are not supported")
    if keypoints.ndim != 3:
        raise ValueError("keypoints must be of shape (num_instances, K, 2)")
    seen = ones(keypoints.shape[:-1], dtype=bool_) if visibility is None else visibility
    seen = seen.squeeze(-1) if seen.ndim == 3 else seen
    if seen.ndim != 2:
        raise ValueError(f"visibility must be of shape (num_instances, K). Got ndim={seen.ndim}")
    if seen.shape != keypoints.shape[:-1]:
        raise ValueError(
            "keypoints and visibility must have the same dimensionality for num_instances and K. Got "
            f"visibility.shape={seen.shape} and keypoints.shape={keypoints.shape}"
        )
    picture = _to_pillow(image)
    draw = pillow("ImageDraw").Draw(picture)
    for points, shown in zip(keypoints.long().tolist(), seen.bool().tolist(), strict=True):
        for (x, y), visible in zip(points, shown, strict=True):
            if visible:
                draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=colors, outline=None, width=0)
        for a, b in connectivity or ():
            if shown[a] and shown[b]:
                draw.line((tuple(points[a]), tuple(points[b])), width=width)
    return _from_pillow(picture, image.dtype)


# From one colour of the wheel to the next, in so many steps: Baker et al., A Database and Evaluation Methodology for
# Optical Flow, 2007
_WHEEL = ((15, (1, 0, 0), 1, 1), (6, (1, 1, 0), 0, -1), (4, (0, 1, 0), 2, 1), (11, (0, 1, 1), 1, -1))
_WHEEL += ((13, (0, 0, 1), 0, 1), (6, (1, 0, 1), 2, -1))


def _wheel():
    """The colours (55, 3) of directions."""
    parts = []
    for steps, begin, channel, sign in _WHEEL:
        part = np.repeat(np.array([begin], np.float32) * 255, steps, 0)
        ramp = np.floor(np.float32(255) * np.arange(steps, dtype=np.float32) / np.float32(steps))
        part[:, channel] = ramp if sign > 0 else 255 - ramp
        parts.append(part)
    return cat([from_numpy(p) for p in parts])


@no_grad()
def flow_to_image(flow: Tensor) -> Tensor:
    """Optical flow as pictures: the colour says where to, its strength how far, relative to the farthest.

    flow (N, 2, H, W) or (2, H, W), float32; result (N, 3, H, W) or (3, H, W), uint8. Raises ValueError for others.

    >>> flow_to_image(torch.zeros(2, 1, 1)).flatten()
    tensor([255, 255, 255], dtype=torch.uint8)
    """
    if flow.dtype is not float32:
        raise ValueError(f"Flow should be of dtype torch.float, got {flow.dtype}.")
    whole = flow[None] if flow.ndim == 3 else flow
    if whole.ndim != 4 or whole.shape[1] != 2:
        raise ValueError(f"Input flow should have shape (2, H, W) or (N, 2, H, W), got {flow.shape}.")
    whole = whole / (whole.pow(2).sum(1).sqrt().max() + finfo(flow.dtype).eps)
    wheel = _wheel()
    size = whole.pow(2).sum(1).sqrt()
    at = ((-whole[:, 1]).atan2(-whole[:, 0]) / math.pi + 1) / 2 * (len(wheel) - 1)
    lower = at.floor().long()
    part = (at - lower)[..., None]
    colours = (1 - part) * (wheel[lower] / 255) + part * (wheel[(lower + 1) % len(wheel)] / 255)
    picture = (255 * (1 - size[..., None] * (1 - colours))).floor().to(uint8).permute(0, 3, 1, 2).contiguous()
    return picture[0] if flow.ndim == 3 else picture
