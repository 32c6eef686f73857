"""Pictures in another size: each axis is a sum over a few taps of the input, whatever the kind of interpolation or
mean."""

from __future__ import annotations

import numpy as np

from ..._core import Op, apply
from ..common.pointwise import refuse, tied

_NAMES = {
    "nearest": "UpsampleNearest",
    "nearest-exact": "UpsampleNearestExact",
    "linear": "UpsampleLinear",
    "cubic": "UpsampleBicubic",
    "linear-aa": "UpsampleBilinear",
    "cubic-aa": "UpsampleBicubic",
    "lanczos-aa": "UpsampleLanczos",
    "mean": "AvgPool",
}


def _step(n, m, scale, aligned, real):
    """How far apart in the input two neighbours of the output lie."""
    if aligned:
        return real(n - 1) / real(m - 1) if m > 1 else real(0)
    return real(1.0 / scale) if scale else real(n) / real(m)


def _nearest(n, m, kind, scale, real):
    step = _step(n, m, scale, False, np.float32)
    i = np.arange(m, dtype=np.float32)
    if kind == "nearest-exact":
        i = i + np.float32(0.5)
    at = np.minimum(np.floor(i * step).astype(np.int64), n - 1)
    return at[:, None], np.ones((m, 1))


def _smooth(n, m, kind, scale, aligned, real):
    step = _step(n, m, scale, aligned, real)
    i = np.arange(m, dtype=real)
    source = i * step if aligned else step * (i + real(0.5)) - real(0.5)
    if kind == "linear":
        source = np.maximum(source, 0) if n != m or aligned or scale else i
        low = np.minimum(source.astype(np.int64), n - 1)
        t = np.clip(source - low, 0, 1)
        return np.stack([low, np.minimum(low + 1, n - 1)], 1), np.stack([1 - t, t], 1)
    low = np.floor(source).astype(np.int64)
    t = np.clip(source - low, 0, 1)
    taps = np.clip(low[:, None] + np.arange(-1, 3), 0, n - 1)
    return taps, np.stack([_cubic(t + 1), _cubic(t), _cubic(1 - t), _cubic(2 - t)], 1)


def _cubic(x, a=-0.75):
    """Keys' cubic convolution kernel (1981)."""
    x = abs(x)
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    far = ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
    return np.where(x <= 1, near, np.where(x < 2, far, 0))


_FILTERS = {
    "linear-aa": (1, lambda x: np.maximum(1 - abs(x), 0)),
    "cubic-aa": (2, lambda x: _cubic(x, -0.5)),
    "lanczos-aa": (3, lambda x: np.where(abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0)),
}


def _antialiased(n, m, kind, scale, aligned, real):
    """The kernel widened with the step, so that every element of the input counts."""
    reach, kernel = _FILTERS[kind]
    step = _step(n, m, scale, aligned, real)
    support = real(reach) * max(step, real(1))
    center = step * (np.arange(m, dtype=real) + real(0.5))
    first = np.maximum((center - support + real(0.5)).astype(np.int64), 0)
    count = np.minimum((center + support + real(0.5)).astype(np.int64), n) - first
    taps = first[:, None] + np.arange(max(int(count.max()), 1))
    w = kernel((taps - center[:, None] + real(0.5)) * (1 / step if step >= 1 else real(1)))
    w = np.where(np.arange(taps.shape[1]) < count[:, None], w, 0)
    return np.minimum(taps, n - 1), w / w.sum(1, keepdims=True)


def _windows(n, m, k, s, p, counted):
    """Means over windows. ``counted``: the divisor: of the whole window 'all', of what is inside 'inside', or 'one'."""
    start = np.arange(m) * s - p
    stop = np.minimum(start + k, n + p)
    taps = np.maximum(start, 0)[:, None] + np.arange(min(k, n))  # padding may be wider than memory
    inside = taps < np.minimum(stop, n)[:, None]
    size = {"all": stop - start, "inside": inside.sum(1), "one": np.ones(m)}[counted]
    return np.clip(taps, 0, n - 1), inside / np.maximum(size, 1)[:, None]


def _taps(kind, n, m, options, real):
    """For each of m outputs the places among n inputs and their weights: two arrays (m, taps)."""
    if kind == "mean":
        return _windows(n, m, *options)
    scale, aligned = options
    if kind in ("nearest", "nearest-exact"):
        return _nearest(n, m, kind, scale, real)
    return (_antialiased if kind in _FILTERS else _smooth)(n, m, kind, scale, aligned, real)


def _transposed(taps, weights, n):
    """The same table from the inputs' side: for each of n inputs the outputs that it counts in."""
    m, k = taps.shape
    at, out, w = taps.reshape(-1), np.repeat(np.arange(m), k), weights.reshape(-1)
    keep = w != 0
    at, out, w = at[keep], out[keep], w[keep]
    order = np.argsort(at, kind="stable")
    at, out, w = at[order], out[order], w[order]
    counts = np.bincount(at, minlength=n)
    column = np.arange(at.size) - np.repeat(np.cumsum(counts) - counts, counts)
    shape = (n, max(int(counts.max(initial=0)), 1))
    places, factors = np.zeros(shape, np.int64), np.zeros(shape)
    places[at, column], factors[at, column] = out, w
    return places, factors


class Resample(Op):
    """The last dimensions, of sizes ``before``, brought to ``size``. ``kind``: which taps; ``options``: a tuple per
    axis."""

    __slots__ = ("kind", "before", "size", "options")
    saves = ((),)

    @property
    def name(self):
        k = len(self.size)
        if self.kind == "linear" and k > 1:
            return "UpsampleBilinear2D" if k == 2 else "UpsampleTrilinear3D"
        return f"{_NAMES[self.kind]}{k}D{'Aa' if self.kind.endswith('-aa') else ''}"

    @property
    def follows(self):
        return () if self.kind == "mean" else (0,)

    def infer(self, x):
        function = "avg_pool3d_out_frame" if self.kind == "mean" else "compute_indices_weights_" + self.kind
        whole = x.dtype.name == ("int64" if self.kind == "mean" else "uint8")
        refuse((x,), function, (0, 3) if whole else (0, 1, 3))
        return x.like((*x.shape[: -len(self.size)], *self.size))

    def table(self, i, real):
        return _taps(self.kind, self.before[i], self.size[i], self.options[i], real)

    def forward(self, xp, x):
        stored = x.dtype
        real = np.float32 if stored == np.float32 or stored.kind == "u" else np.float64
        picks = self.kind.startswith("nearest")
        x = x if picks else x.astype(real, copy=False)
        k, ahead = len(self.size), not isinstance(self, ResampleGrad)
        strict = self.kind == "mean" or not ahead
        for i in range(k - 1, -1, -1):
            taps, weights = self.table(i, real)
            x = _along(x, x.ndim - k + i, taps, weights, picks and ahead, strict)
        if stored.kind == "u" and not picks:
            x = np.clip(np.rint(x), 0, 255)
        elif stored.kind == "i":  # a quotient of whole numbers, cut off: rounding must not push it below one
            x = np.trunc(x * (1 + 1e-12))
        return xp.ascontiguousarray(x.astype(stored, copy=False))

    def vjp(self, need, grads, saved, specs):
        return (apply(ResampleGrad.of(*self._key()), grads[0]),)


class ResampleGrad(Resample):
    """The adjoint of Resample: from ``size`` back to ``before``."""

    @property
    def name(self):
        return super().name + "Backward"

    def infer(self, g):
        return g.like((*g.shape[: -len(self.size)], *self.before))

    def table(self, i, real):
        return _transposed(*super().table(i, real), self.before[i])

    def vjp(self, need, grads, saved, specs):
        return (apply(Resample.of(*self._key()), grads[0]),)


class Means(Resample):
    """Resample of the kind 'mean', whose gradient is a function of its operand in PyTorch."""

    saves = ((0,),)

    def vjp(self, need, grads, saved, specs):
        return (tied(self.name, super().vjp(need, grads, saved, specs)[0], saved[0]),)


def _along(x, axis, taps, weights, plain, strict):
    """Sums over taps along one axis. ``plain``: the weights are ones; ``strict``: a weight 0 means no tap, not 0 times
    inf."""
    if plain:
        return x.take(taps[:, 0], axis)
    behind = x.ndim - axis - 1
    weights = weights.astype(x.dtype)
    y = 0
    for j in range(taps.shape[1]):
        term = x.take(taps[:, j], axis)
        term *= weights[:, j].reshape(-1, *[1] * behind)
        if strict and not weights[:, j].all():
            term[(..., weights[:, j] == 0, *[slice(None)] * behind)] = 0
        y = term if j == 0 else np.add(y, term, out=y)
    return y
