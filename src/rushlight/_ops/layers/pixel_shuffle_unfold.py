"""Elements moved between channels and pictures: pixel shuffles, channel shuffle, windows as columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._arrays.layouts import is_channels_last
from ..._base.formats import channels_last
from ..._core import Op, apply
from ..._face.public import public
from ..common.pointwise import refuse

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor


@public("functional torch", python="")
def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """Channels to pixels: (..., C r², H, W) becomes (..., C, H r, W r), r being ``upscale_factor``.

    Raises RuntimeError if r² doesn't divide the channels. Shi et al., arXiv:1609.05158.

    >>> torch.pixel_shuffle(torch.arange(4.).view(4, 1, 1), 2)
    tensor([[[0., 1.],
             [2., 3.]]])
    """
    r = upscale_factor
    if input.ndim < 3:
        raise RuntimeError(
            f"pixel_shuffle expects input to have at least 3 dimensions, but got input with {input.ndim} dimension(s)"
        )
    if r <= 0:
        raise RuntimeError(f"pixel_shuffle expects a positive upscale_factor, but got {r}")
    *lead, c, h, w = input.shape
    if c % (r * r):
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, "
            f"but input.size(-3)={c} is not divisible by {r * r}"
        )
    k = len(lead)
    x = input.reshape(*lead, c // (r * r), r, r, h, w)
    x = x.permute(*range(k), k, k + 3, k + 1, k + 4, k + 2)
    return x.reshape(*lead, c // (r * r), h * r, w * r)


@public("functional torch", python="")
def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """Pixels to channels, the inverse of `pixel_shuffle`: (..., C, H r, W r) becomes (..., C r², H, W).

    Raises RuntimeError if r doesn't divide height and width.

    >>> torch.pixel_unshuffle(torch.arange(4.).view(1, 2, 2), 2).flatten()
    tensor([0., 1., 2., 3.])
    """
    r = downscale_factor
    if input.ndim < 3:
        raise RuntimeError(
            f"pixel_unshuffle expects input to have at least 3 dimensions, but got input with {input.ndim} dimension(s)"
        )
    if r <= 0:
        raise RuntimeError(f"pixel_unshuffle expects a positive downscale_factor, but got {r}")
    *lead, c, h, w = input.shape
    for what, n in (("height", h), ("width", w)):
        if n % r:
            raise RuntimeError(
                f"pixel_unshuffle expects {what} to be divisible by downscale_factor, but {n} is not divisible by {r}"
            )
    k = len(lead)
    x = input.reshape(*lead, c, h // r, r, w // r, r)
    x = x.permute(*range(k), k, k + 2, k + 4, k + 1, k + 3)
    return _in_format_of(input, x.reshape(*lead, c * r * r, h // r, w // r))


@public("functional torch", python="")
def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """The channels of (N, C, ...) dealt out anew: of each of ``groups`` groups the first, then of each the second, ...

    Raises RuntimeError if the groups don't divide the channels. Zhang et al., arXiv:1707.01083.

    >>> torch.channel_shuffle(torch.arange(4.).view(1, 4, 1), 2).flatten()
    tensor([0., 2., 1., 3.])
    """
    if input.ndim <= 2:
        raise RuntimeError(f"channel_shuffle expects input with > 2 dims, but got input with sizes {list(input.shape)}")
    c = input.shape[1]
    if groups <= 0:
        raise RuntimeError(f"Number of groups to divide channels in must be positive. Value of groups:{groups}")
    if c % groups:
        raise RuntimeError(f"Number of channels must be divisible by groups. Got {c} channels and {groups} groups.")
    x = input.reshape(input.shape[0], groups, c // groups, *input.shape[2:])
    return _in_format_of(input, x.transpose(1, 2).reshape(input.shape))


def _in_format_of(x, y):
    return y.contiguous(memory_format=channels_last) if y.ndim == 4 and is_channels_last(x._array) else y


@public("functional torch", python="")
def native_channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """`channel_shuffle`, as PyTorch's CPU kernel of it is called.

    >>> torch.native_channel_shuffle(torch.arange(4.0).view(1, 4, 1), 2).flatten()
    tensor([0., 2., 1., 3.])
    """
    return channel_shuffle(input, groups)


# Windows as columns ---------------------------------------------------------------------------------------------------


class Columns(Op):
    """The windows of a picture (N, C, *size) as columns (N, C kh kw, windows)."""

    __slots__ = ("size", "kernel_size", "dilation", "padding", "stride")
    name = "Im2Col"
    saves = ((),)

    def counts(self):
        """How many windows there are along each axis."""
        both = zip(self.size, self.kernel_size, self.dilation, self.padding, self.stride, strict=True)
        return tuple((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, d, p, s in both)

    def infer(self, x):
        refuse((x,), "im2col_out_cpu", (1,))
        oh, ow = self.counts()
        if min(oh, ow) < 1:
            raise RuntimeError(
                f"Given input with spatial size {self.size}, kernel_size={self.kernel_size}, dilation={self.dilation}, "
                f"padding={self.padding}, calculated shape of the array of sliding blocks as ({oh}, {ow}), but its "
                "components must be at least one."
            )
        kh, kw = self.kernel_size
        return x.like((x.shape[0], x.shape[1] * kh * kw, oh * ow))

    def taps(self, block, columns):
        """Pairs of views: per place in the window, of the padded picture and of the columns (N, C, kh, kw, oh, ow)."""
        (kh, kw), (dh, dw), (sh, sw), (oh, ow) = self.kernel_size, self.dilation, self.stride, self.counts()
        for i in range(kh):
            for j in range(kw):
                y, x = i * dh, j * dw
                picture = block[:, :, y : y + sh * (oh - 1) + 1 : sh, x : x + sw * (ow - 1) + 1 : sw]
                yield picture, columns[:, :, i, j]

    def forward(self, xp, x):
        (ph, pw), (oh, ow) = self.padding, self.counts()
        n, c = x.shape[:2]
        x = xp.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        y = xp.empty((n, c, *self.kernel_size, oh, ow), x.dtype)
        for picture, column in self.taps(x, y):
            column[...] = picture
        return y.reshape(n, c * self.kernel_size[0] * self.kernel_size[1], oh * ow)

    def vjp(self, need, grads, saved, specs):
        return (apply(Picture.of(*self._key()), grads[0]),)


class Picture(Columns):
    """Columns added up where their windows stand in the picture: the adjoint of Columns."""

    name = "Col2Im"

    def infer(self, x):
        refuse((x,), "col2im_out_cpu", (1,))
        kh, kw = self.kernel_size
        oh, ow = self.counts()
        if x.shape[1] % (kh * kw):
            raise RuntimeError(
                "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
                f"input.size(1)={x.shape[1]} and kernel_size={self.kernel_size}."
            )
        if min(oh, ow) < 1 or x.shape[2] != oh * ow:
            raise RuntimeError(
                f"Given output_size={self.size}, kernel_size={self.kernel_size}, dilation={self.dilation}, "
                f"padding={self.padding}, stride={self.stride}, expected size of input's dimension 2 to match the "
                f"calculated number of sliding blocks {oh} * {ow} = {oh * ow}, but got input.size(2)={x.shape[2]}."
            )
        return x.like((x.shape[0], x.shape[1] // (kh * kw), *self.size))

    def forward(self, xp, x):
        (ph, pw), (h, w), (kh, kw), (oh, ow) = self.padding, self.size, self.kernel_size, self.counts()
        n, c = x.shape[0], x.shape[1] // (kh * kw)
        y = xp.zeros((n, c, h + 2 * ph, w + 2 * pw), x.dtype)
        for picture, column in self.taps(y, x.reshape(n, c, kh, kw, oh, ow)):
            picture += column
        return xp.ascontiguousarray(y[:, :, ph : ph + h, pw : pw + w])

    def vjp(self, need, grads, saved, specs):
        return (apply(Columns.of(*self._key()), grads[0]),)


def _pairs(function, positive, **options):
    for name, value in options.items():
        pair = (value, value) if not isinstance(value, (tuple, list)) else tuple(value)
        pair = pair * 2 if len(pair) == 1 else pair
        if len(pair) != 2:
            raise RuntimeError(f"It is expected {name} equals to 2, but got size {len(pair)}")
        if min(pair) < (name in positive):
            bound = "greater than zero" if name in positive else "non-negative"
            raise RuntimeError(f"{function}: {name} should be {bound}, but got {pair}")
        yield pair


@public("functional", known_as="im2col")
def unfold(input: Tensor, kernel_size: Ints, dilation: Ints = 1, padding: Ints = 0, stride: Ints = 1) -> Tensor:
    """The windows of a picture as columns ("im2col").

    input (N, C, H, W) or (C, H, W); result (N, C kh kw, windows), a column per window, rows ordered by channel, then by
    place in the window. All options: ints or pairs. Raises RuntimeError for windows that don't fit and other numbers of
    dimensions.

    >>> torch.nn.functional.unfold(torch.arange(4.0).view(1, 1, 2, 2), (1, 2))
    tensor([[[0., 2.],
             [1., 3.]]])
    """
    k, d, p, s = _pairs(
        "unfold",
        ("kernel_size", "dilation", "stride"),
        kernel_size=kernel_size,
        dilation=dilation,
        padding=padding,
        stride=stride,
    )
    if input.ndim not in (3, 4) or 0 in input.shape[-3:]:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, "
            f"but got: {list(input.shape)}"
        )
    x = input if input.ndim == 4 else input.unsqueeze(0)
    y = apply(Columns.of(tuple(x.shape[2:]), k, d, p, s), x)
    return y if input.ndim == 4 else y.squeeze(0)


@public("functional", known_as="col2im")
def fold(
    input: Tensor, output_size: Ints, kernel_size: Ints, dilation: Ints = 1, padding: Ints = 0, stride: Ints = 1
) -> Tensor:
    """Columns added up where their windows stand in a picture ("col2im"): the adjoint of `unfold`.

    input (N, C kh kw, windows) or (C kh kw, windows); result (N, C, *output_size). Raises RuntimeError if the numbers
    don't fit.

    >>> torch.nn.functional.fold(torch.ones(1, 2, 3), (1, 4), (1, 2))
    tensor([[[[1., 2., 2., 1.]]]])
    """
    o, k, d, p, s = _pairs(
        "fold",
        ("output_size", "kernel_size", "dilation", "stride"),
        output_size=output_size,
        kernel_size=kernel_size,
        dilation=dilation,
        padding=padding,
        stride=stride,
    )
    if input.ndim not in (2, 3) or 0 in input.shape[-2:]:
        raise RuntimeError(
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for "
            f"input, but got: {list(input.shape)}"
        )
    x = input if input.ndim == 3 else input.unsqueeze(0)
    y = apply(Picture.of(o, k, d, p, s), x)
    return y if input.ndim == 3 else y.squeeze(0)
