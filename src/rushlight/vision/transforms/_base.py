"""What the transforms have in common: how they read their arguments, and chance."""

from __future__ import annotations

from collections.abc import Sequence

from ...nn import Module
from .._pixels.modes import from_int
from ._draws import happens

__all__ = ["Sometimes", "angles", "channel_fill", "check_fill", "check_pair", "listed", "mode_of", "size_pair"]


def listed(name, transforms, before=""):
    """The repr of a transform made of others."""
    return f"{name}({before}" + "".join(f"\n    {t}" for t in transforms) + "\n)"


def size_pair(size, message="Please provide only two dimensions (h, w) for size."):
    """(height, width) from a number or a sequence of one or two. Raises: ValueError for longer ones."""
    if isinstance(size, (int, float)):
        return int(size), int(size)
    if isinstance(size, Sequence) and len(size) == 1:
        return size[0], size[0]
    if len(size) != 2:
        raise ValueError(message)
    return size


def mode_of(interpolation):
    """An InterpolationMode, also from Pillow's number of it."""
    return from_int(interpolation) if isinstance(interpolation, int) else interpolation


def check_pair(x, name, lengths=(2,)):
    """Raises TypeError, ValueError unless ``x`` is a sequence of one of these lengths."""
    expected = f"{name} should be a sequence of length {' or '.join(str(n) for n in lengths)}."
    if not isinstance(x, Sequence):
        raise TypeError(f"{expected} Got {x!r}")
    if len(x) not in lengths:
        raise ValueError(f"{expected} Got {x!r}")


def angles(x, name, lengths=(2,)):
    """A range [-x, x] of degrees from a number, else the sequence itself, as floats."""
    if isinstance(x, (int, float)):
        if x < 0:
            raise ValueError(f"If {name} is a single number, it must be positive. Got {x}")
        x = [-x, x]
    else:
        check_pair(x, name, lengths)
    return [float(d) for d in x]


def check_fill(fill):
    """A colour as given; None is black. Raises: TypeError unless it is a number or a sequence."""
    if fill is None:
        return 0
    if not isinstance(fill, (Sequence, int, float)):
        raise TypeError(f"Fill should be either a sequence or a number. Got {fill!r}")
    return fill


def channel_fill(fill, channels):
    """A colour as a list of floats, one per channel; None stays."""
    if fill is None:
        return None
    return [float(fill)] * channels if isinstance(fill, (int, float)) else [float(f) for f in fill]


class Sometimes(Module):
    """Base of what happens with probability ``p``."""

    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def draw(self):
        """Whether it happens this time: one random number."""
        return happens(self.p)

    def __repr__(self):
        return f"{type(self).__name__}(p={self.p})"
