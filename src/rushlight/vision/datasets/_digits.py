"""Drawing of synthetic digits: pure integer arithmetic on pixels, so every machine draws the same bytes.

A digit is a few strokes, kept as a finely sampled field of distances to the nearest stroke. A picture looks its pixels
up in that field through its own turn, slant, size and place, and turns distance into paint. All random choices come
from a hash of (seed, split, picture number): any picture can be drawn without drawing those before it. No font, no
drawing library: their output differs between versions.
"""

from __future__ import annotations

import functools
import itertools

import numpy as np

SIDE = 32  # pixels
_CELLS = 96  # samples of the distance field per glyph height
_MARGIN = 24  # samples around the glyph's box
_WIDE, _HIGH = 60 + 2 * _MARGIN, _CELLS + 2 * _MARGIN
_WORDS = 8 + 768  # random 64-bit words per picture: choices, then two bytes of noise per colour value
_GOLDEN = 0x9E3779B97F4A7C15


def _curve(*control):
    """Eight points along a cubic Bézier curve (the first control point is left to the stroke before it)."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = control
    points = []
    for k in range(1, 9):
        t = k / 8
        s = 1 - t
        p, q, r, u = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
        points.append((p * ax + q * bx + r * cx + u * dx, p * ay + q * by + r * cy + u * dy))
    return points


def _ellipse(x, y, rx, ry):
    k = 0.5523  # the usual cubic approximation of a quarter circle
    corners = [(x, y - ry), (x + rx, y), (x, y + ry), (x - rx, y), (x, y - ry)]
    pulls = [(k * rx, 0), (0, k * ry), (-k * rx, 0), (0, -k * ry), (k * rx, 0)]
    points = [corners[0]]
    for i in range(4):
        (ax, ay), (px, py) = corners[i], pulls[i]
        (dx, dy), (qx, qy) = corners[i + 1], pulls[i + 1]
        points += _curve((ax, ay), (ax + px, ay + py), (dx - qx, dy - qy), (dx, dy))
    return points


def _glyphs():
    """Per digit its ways of writing: lists of strokes, each a list of points in a box 0.6 wide and 1 high, y
    downwards."""
    bowl3 = _curve((0.22, 0.47), (0.40, 0.46), (0.60, 0.52), (0.58, 0.74)) + _curve(
        (0.58, 0.74), (0.56, 1.06), (0.14, 1.06), (0.03, 0.86)
    )
    top3 = [(0.05, 0.14), *_curve((0.05, 0.14), (0.14, -0.05), (0.56, -0.06), (0.54, 0.24))]
    top3 += _curve((0.54, 0.24), (0.53, 0.44), (0.35, 0.47), (0.22, 0.47))
    two = [(0.04, 0.26), *_curve((0.04, 0.26), (0.06, -0.09), (0.58, -0.09), (0.56, 0.28))]
    two += _curve((0.56, 0.28), (0.55, 0.52), (0.20, 0.74), (0.03, 1.0))
    five = [(0.54, 0.0), (0.11, 0.0), (0.07, 0.46), *_curve((0.07, 0.46), (0.26, 0.32), (0.60, 0.38), (0.58, 0.69))]
    five += _curve((0.58, 0.69), (0.56, 1.07), (0.12, 1.07), (0.02, 0.86))
    six = [(0.50, 0.02), *_curve((0.50, 0.02), (0.22, 0.12), (0.04, 0.40), (0.04, 0.70))]
    loop6 = _ellipse(0.31, 0.70, 0.27, 0.30)
    turned = [[(0.60 - x, 1.0 - y) for x, y in stroke] for stroke in (six, loop6)]
    return [
        [[_ellipse(0.30, 0.50, 0.29, 0.50)], [_ellipse(0.30, 0.50, 0.22, 0.50)]],
        [
            [[(0.30, 0.0), (0.30, 1.0)]],
            [[(0.10, 0.24), (0.34, 0.0), (0.34, 1.0)]],
            [[(0.10, 0.22), (0.32, 0.0), (0.32, 1.0)], [(0.08, 1.0), (0.56, 1.0)]],
        ],
        [[[*two, (0.59, 1.0)]], [[*two, *_curve((0.03, 1.0), (0.15, 0.82), (0.40, 1.10), (0.60, 0.94))]]],
        [
            [[*top3, *bowl3]],
            [
                [
                    (0.06, 0.0),
                    (0.54, 0.0),
                    (0.24, 0.42),
                    *_curve((0.24, 0.42), (0.44, 0.40), (0.60, 0.50), (0.58, 0.72)),
                    *_curve((0.58, 0.72), (0.56, 1.06), (0.14, 1.06), (0.03, 0.86)),
                ]
            ],
        ],
        [
            [[(0.43, 1.0), (0.43, 0.0), (0.02, 0.69), (0.60, 0.69)]],
            [[(0.12, 0.0), (0.05, 0.56), (0.58, 0.56)], [(0.44, 0.16), (0.44, 1.0)]],
        ],
        [[five]],
        [[six, loop6]],
        [
            [[(0.03, 0.0), (0.57, 0.0), (0.20, 1.0)]],
            [[(0.03, 0.0), (0.57, 0.0), (0.20, 1.0)], [(0.14, 0.50), (0.52, 0.50)]],
        ],
        [[_ellipse(0.30, 0.24, 0.22, 0.24), _ellipse(0.30, 0.74, 0.27, 0.26)]],
        [turned, [_ellipse(0.29, 0.29, 0.26, 0.29), [(0.55, 0.29), (0.50, 1.0)]]],
    ]


@functools.cache
def _fields():
    """(fields, first, count): int32 distances (1/4096 glyph heights) of all ways of writing, flattened one after the
    other; the number of the first way of each digit; how many each has."""
    y, x = np.mgrid[0:_HIGH, 0:_WIDE]
    x = (x + 0.5 - _MARGIN) / _CELLS
    y = (y + 0.5 - _MARGIN) / _CELLS
    fields, first, count = [], [], []
    for ways in _glyphs():
        first.append(len(fields))
        count.append(len(ways))
        for strokes in ways:
            nearest = np.full(x.shape, 1e9)
            for stroke in strokes:
                for (ax, ay), (bx, by) in itertools.pairwise(stroke):
                    dx, dy = bx - ax, by - ay
                    t = np.clip(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0.0, 1.0)
                    ex, ey = x - ax - t * dx, y - ay - t * dy
                    nearest = np.minimum(nearest, ex * ex + ey * ey)
            fields.append(np.rint(np.sqrt(nearest) * 4096).astype(np.int32).ravel())
    return np.concatenate(fields), np.array(first), np.array(count)


def _mix(z):
    """SplitMix64's output function."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _words(seed, train, index, start, stop):
    """Random words ``start`` … ``stop - 1`` of the pictures ``index``: uint64 (len(index), stop - start)."""
    key = np.array([(seed * 2 + (not train)) % 2**64], np.uint64)
    key = _mix(_mix(key + np.uint64(_GOLDEN)) + np.uint64(_GOLDEN))
    counter = index.astype(np.uint64)[:, None] * np.uint64(_WORDS) + np.arange(start, stop, dtype=np.uint64)
    return _mix((counter + np.uint64(1)) * np.uint64(_GOLDEN) + key)


def _pick(word, low, high):
    """A whole number in low … high from 32 random bits (int64 arrays)."""
    return low + ((word * (high - low + 1)) >> 32)


def labels(seed, train, index):
    """The digits of the pictures ``index`` (an integer array): int64, same shape."""
    return _pick((_words(seed, train, index, 0, 1)[:, 0] >> np.uint64(32)).astype(np.int64), 0, 9)


def draw(seed, train, index):
    """The pictures ``index`` (an integer array of N numbers): uint8 (N, 32, 32, 3)."""
    words = _words(seed, train, index, 0, _WORDS)
    halves = words[:, :8].copy().view(np.uint32).reshape(len(index), 8, 2)
    if not np.little_endian:
        halves = halves[:, :, ::-1]
    bits = list(halves.reshape(len(index), 16).T.astype(np.int64))
    digit = _pick(bits[1], 0, 9)
    cover = _cover(digit, bits)
    back, front = _colours(bits)
    shade = _shade(bits)
    noise = words[:, 8:].astype("<u8").view(np.uint8).reshape(len(index), SIDE, SIDE, 3, 2).astype(np.int16)
    noise = (noise[..., 0] + noise[..., 1] - 255) * _pick(bits[15], 2, 26).astype(np.int16)[:, None, None, None]
    picture = (front - back)[:, None, None, :] * cover[..., None]
    picture += 128
    picture >>= 8
    picture += (back[:, None, None, :] + shade[..., None]).astype(np.int32)
    picture += noise >> 7
    return np.clip(picture, 0, 255, out=picture).astype(np.uint8)


def _cover(digit, bits):
    """How much of each pixel the stroke covers: int32 (N, 32, 32), 0 … 256."""
    fields, first, count = _fields()
    way = first[digit] + ((bits[0] * count[digit]) >> 32)
    height = _pick(bits[2], 15 * 64, 25 * 64) / 64
    width = height * (_pick(bits[3], 205, 307) / 256)
    slant = _pick(bits[4], -40, 40) / 256
    t = _pick(bits[5], -4514, 4514) / 25600  # tan(turn / 2), up to tan(10°)
    cos, sin = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
    brush = _pick(bits[6], 230, 480) / 256 * (0.6 + height / 50)  # half the stroke's width in pixels
    room = (SIDE / 2 - 0.5 * height - brush, SIDE / 2 - 0.42 * height - brush)
    middle_y = SIDE / 2 + np.maximum(room[0], 0) * (_pick(bits[7], -256, 256) / 256)
    middle_x = SIDE / 2 + np.maximum(room[1], 0) * (_pick(bits[8], -256, 256) / 256)
    # pixel (x, y) -> turned back, slanted back, scaled: samples of the field, as 16.16 fixed point numbers
    ux, uy = (cos + slant * sin) / width * _CELLS, (sin - slant * cos) / width * _CELLS
    vx, vy = -sin / height * _CELLS, cos / height * _CELLS
    u0 = 0.3 * _CELLS + _MARGIN + (0.5 - middle_x) * ux + (0.5 - middle_y) * uy
    v0 = 0.5 * _CELLS + _MARGIN + (0.5 - middle_x) * vx + (0.5 - middle_y) * vy
    steps = np.arange(SIDE, dtype=np.int32)

    def samples(start, dx, dy, size):
        start, dx, dy = (np.rint(a * 65536).astype(np.int32) for a in (start, dx, dy))
        at = (dx[:, None] * steps)[:, None, :] + (dy[:, None] * steps + start[:, None])[:, :, None]
        at >>= 16
        return np.clip(at, 0, size - 1, out=at)

    at = samples(v0, vx, vy, _HIGH)
    at *= _WIDE
    at += samples(u0, ux, uy, _WIDE)
    at += (way * (_WIDE * _HIGH)).astype(np.int32)[:, None, None]
    distance = fields.take(at)
    distance *= np.rint(height * 16).astype(np.int32)[:, None, None]
    distance >>= 8
    cover = np.rint((brush + 0.5) * 256).astype(np.int32)[:, None, None] - distance
    return np.clip(cover, 0, 256, out=cover)


def _colours(bits):
    """Background and stroke colours, at least 80 levels of brightness apart: int32 (N, 3) each."""
    bright = _pick(bits[9], 0, 255)
    other = (bright + _pick(bits[10], 80, 176)) & 255
    colours = []
    for level, word in ((bright, bits[11]), (other, bits[12])):
        red, blue = _pick((word & 0xFFFF) << 16, -80, 80), _pick(word >> 16 << 16, -80, 80)
        green = -((77 * red + 29 * blue) >> 7)  # keeps the brightness about the same
        colours.append(np.clip(level[:, None] + np.stack([red, green, blue], 1), 0, 255).astype(np.int32))
    return colours


def _shade(bits):
    """A slope of light over the picture: int32 (N, 32, 32)."""
    across, down = _pick(bits[13], -320, 320), _pick(bits[14], -320, 320)
    steps = 2 * np.arange(SIDE) - SIDE + 1
    return ((across[:, None, None] * steps + down[:, None, None] * steps[:, None]) >> 9).astype(np.int32)
