"""Padding: more elements around a tensor, or fewer (negative amounts).

``Pad`` with a number is its own adjoint with the amounts negated; the other modes have ``Fold``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._core import Op, Spec, apply
from ..._face.autocast import REFLECTED
from ..._face.public import public
from ..common.arguments import check_fits
from ..common.pointwise import tied
from ..common.sizes import ints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..._face.types import Number, Tensor

_NUMPY = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
_NAMES = {"reflect": "ReflectionPad", "replicate": "ReplicationPad", "circular": "CircularPad"}
_COMBINATIONS = (
    "Supported combinations for non-constant padding:\n  - 2D or 3D input: padding size = 2 (pads last dimension)\n  - "
    "3D or 4D input: padding size = 4 (pads last 2 dimensions)\n  - 4D or 5D input: padding size = 6 (pads last 3 "
    "dimensions)"
)


class Pad(Op):
    """``amounts``: per dimension (before, after), may be negative; operand: the number that stands there."""

    __slots__ = ("amounts",)
    name = "ConstantPadNd"
    follows = (0,)
    casts = (0,)
    saves = ((), ())

    def compute_dtype(self, x, value):
        return x.dtype

    def infer(self, x, value):
        shape = tuple(n + a + b for n, (a, b) in zip(x.shape, self.amounts, strict=True))
        for i, (n, (a, b)) in enumerate(zip(x.shape, self.amounts, strict=True)):
            if n + min(a, 0) + min(b, 0) < 0:
                raise RuntimeError(
                    f"narrow(): length must be non-negative: padding {self.amounts[i]} takes more from dimension {i} "
                    f"than its {x.shape[i]} elements"
                )
        return x.like(shape)

    def forward(self, xp, x, value):
        inner = tuple(slice(max(-a, 0), n - max(-b, 0)) for n, (a, b) in zip(x.shape, self.amounts, strict=True))
        x = x[inner]
        if all(a <= 0 and b <= 0 for a, b in self.amounts):
            return x.copy()
        grown = [(max(a, 0), max(b, 0)) for a, b in self.amounts]
        y = xp.full([n + a + b for n, (a, b) in zip(x.shape, grown, strict=True)], value, x.dtype)
        y[tuple(slice(a, a + n) for n, (a, b) in zip(x.shape, grown, strict=True))] = x
        return y

    def vjp(self, need, grads, saved, specs):
        return apply(Pad.of(tuple((-a, -b) for a, b in self.amounts)), grads[0], 0), None


class Around(Op):
    """``amounts``: per dimension (before, after), none negative; ``mode``: 'reflect', 'replicate' or 'circular'."""

    __slots__ = ("amounts", "mode")

    @property
    def saves(self):
        return ((),) if self.mode == "circular" else ((0,),)

    @property
    def name(self):
        return f"{_NAMES[self.mode]}{sum(1 for p in self.amounts if any(p))}D"

    @property
    def follows(self):
        return () if self.mode == "circular" else (0,)

    def infer(self, x):
        for i, (n, (a, b)) in enumerate(zip(x.shape, self.amounts, strict=True)):
            if self.mode == "reflect" and max(a, b) >= n and max(a, b):
                raise RuntimeError(
                    f"Padding size should be less than the corresponding input dimension, but got: padding ({a}, {b}) "
                    f"at dimension {i} of input {list(x.shape)}"
                )
            if self.mode == "circular" and max(a, b) > n:
                raise RuntimeError(
                    f"Padding value causes wrapping around more than once: padding ({a}, {b}) at dimension {i} of "
                    f"input {list(x.shape)}"
                )
        return x.like(tuple(n + a + b for n, (a, b) in zip(x.shape, self.amounts, strict=True)))

    def forward(self, xp, x):
        return xp.pad(x, self.amounts, mode=_NUMPY[self.mode])

    def vjp(self, need, grads, saved, specs):
        g = apply(Fold.of(self.amounts, self.mode), grads[0])
        return (g if self.mode == "circular" else tied(self.name, g, saved[0]),)


class Fold(Op):
    """Takes a padding off again and adds what stood there to the elements it was copied from: the adjoint of Around."""

    __slots__ = ("amounts", "mode")
    name = "PadBackward"
    saves = ((),)

    def infer(self, g):
        return Spec(tuple(n - a - b for n, (a, b) in zip(g.shape, self.amounts, strict=True)), g.dtype, g.device)

    def forward(self, xp, g):
        for axis, (a, b) in enumerate(self.amounts):
            if a or b:
                g = xp.moveaxis(self._fold(xp.moveaxis(g, axis, 0), a, b), 0, axis)
        return xp.ascontiguousarray(g)

    def _fold(self, g, a, b):
        n = g.shape[0] - a - b
        y, before, after = g[a : a + n].copy(), g[:a], g[a + n :]
        if self.mode == "replicate":
            y[:1] += before.sum(0, keepdims=True)
            y[n - 1 :] += after.sum(0, keepdims=True)
        elif self.mode == "reflect":
            y[1 : a + 1] += before[::-1]
            y[n - 1 - b : n - 1] += after[::-1]
        else:
            y[n - a :] += before
            y[:b] += after
        return y

    def vjp(self, need, grads, saved, specs):
        return (apply(Around.of(self.amounts, self.mode), grads[0]),)


@public("functional", autocast=REFLECTED)
def pad(input: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Tensor:
    """More elements around a tensor.

    input  Tensor of any shape; for the modes other than 'constant' with 1 or 2 dimensions more than are padded
    pad    (before, after) of the last dimension, then of the one before it, and so on: at most input.ndim pairs;
           negative
           amounts take elements away
    mode   'constant' (``value``, by default 0), 'reflect' (without the edge), 'replicate' (the edge) or 'circular'

    Raises RuntimeError or NotImplementedError for amounts that don't fit.

    >>> torch.nn.functional.pad(torch.ones(2), (1, 2), value=5.0)
    tensor([5., 1., 1., 5., 5.])
    """
    amounts = [int(n) for n in pad]
    k = len(amounts) // 2
    if len(amounts) % 2:
        raise RuntimeError(f"Padding length must be divisible by 2, but got {len(amounts)} numbers")
    if k > input.ndim:
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(amounts)} and input of dimension {input.ndim}"
        )
    pairs = tuple((amounts[2 * i], amounts[2 * i + 1]) for i in reversed(range(k)))
    pairs = ((0, 0),) * (input.ndim - k) + pairs
    if mode == "constant":
        if isinstance(value, complex):
            raise TypeError("pad(): argument 'value' (position 4) must be float, not complex")
        if input._dtype.category == 1:
            check_fits(0 if value is None else value, input._dtype)
        return apply(Pad.of(pairs), input, 0 if value is None else value)
    if mode not in _NUMPY:
        raise NotImplementedError(
            f"Unrecognised padding mode {mode}: write one of 'constant', {', '.join(map(repr, _NUMPY))}"
        )
    if value is not None and value != 0:
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    if not 1 <= k <= 3 or input.ndim - k not in (1, 2):
        raise NotImplementedError(
            f"Padding size {len(amounts)} is not supported for {input.ndim}D input tensor.\n{_COMBINATIONS}"
        )
    if all(n >= 0 for p in pairs for n in p):
        return apply(Around.of(pairs, mode), input)
    less = Pad.of(tuple((min(a, 0), min(b, 0)) for a, b in pairs))
    more = Around.of(tuple((max(a, 0), max(b, 0)) for a, b in pairs), mode)
    if mode == "circular":  # what is taken away doesn't come round again; the other modes look at all of the input
        return apply(more, apply(less, input, 0))
    return apply(less, apply(more, input), 0)


@public("torch")
def constant_pad_nd(input: Tensor, pad: Sequence[int], value: Number = 0) -> Tensor:
    """A tensor with ``value`` around it: ``pad`` has (before, after) of the last dimension, then of the one before it,
    and so on; negative amounts take elements away. Raises RuntimeError for amounts that don't fit.

    >>> torch.constant_pad_nd(torch.ones(2), (1, 2), 5)
    tensor([5., 1., 1., 5., 5.])
    """
    if not isinstance(pad, (tuple, list)):
        raise TypeError(
            f"constant_pad_nd(): argument 'pad' (position 2) must be tuple of ints, not {type(pad).__name__}"
        )
    amounts, n = ints("constant_pad_nd", (pad,), "pad"), input.ndim
    if len(amounts) % 2:
        raise RuntimeError(f"Length of pad must be even but instead it equals {len(amounts)}")
    if len(amounts) > 2 * n:
        raise RuntimeError(
            "Length of pad should be no more than twice the number of dimensions of the input. Pad length is "
            f"{len(amounts)} while the input has {n} dimensions."
        )
    pairs = [(0, 0)] * (n - len(amounts) // 2)
    pairs += [(amounts[i], amounts[i + 1]) for i in reversed(range(0, len(amounts), 2))]
    check_fits(value, input._dtype)
    return apply(Pad.of(tuple(pairs)), input, value)
