"""Gradients of a sample with complex operands beside numeric slopes, first and second order."""

from __future__ import annotations

import zlib

import numpy as np

__all__ = ["complexified", "kinds", "wrong"]

STEP, RTOL = 1e-6, 1e-6


def kinds(sample):
    """Which operands are complex: all; of several also one alone, and all but one."""
    n = len(sample.arrays)
    one = [tuple(i == k for i in range(n)) for k in range(n)] if n > 1 else []
    return list(dict.fromkeys([(True,) * n, *one, *(tuple(not c for c in kind) for kind in one)]))


def complexified(sample, kind):
    """The sample's arrays, those that ``kind`` names with an imaginary part: what is symmetric becomes Hermitian."""
    rng = np.random.default_rng(zlib.crc32(b"imaginary " + sample.name.encode()))
    made = []
    for a, is_complex in zip(sample.arrays, kind, strict=True):
        b = 0.4 * rng.standard_normal(a.shape)
        if a.ndim >= 2 and a.shape[-1] == a.shape[-2] and np.array_equal(a, np.swapaxes(a, -1, -2)):
            b = (b - np.swapaxes(b, -1, -2)) / 2
        made.append(np.asarray(a + 1j * b if is_complex else a))
    return made


def _like(rng, arrays):
    """Random numbers of the arrays' shapes, complex where they are."""
    return [
        np.asarray(rng.standard_normal(a.shape) + (1j * rng.standard_normal(a.shape) if a.dtype.kind == "c" else 0))
        for a in arrays
    ]


def _array(x):
    return x.detach().resolve_conj().resolve_neg().numpy()


def _dot(a, b):
    """The real inner product: what real and imaginary parts, as numbers of their own, have."""
    return sum(float(np.sum((np.conj(p) * q).real)) for p, q in zip(a, b, strict=True))


class _Call:
    """A sample on a library (rushlight or PyTorch): numbers in, numbers out."""

    def __init__(self, t, call):
        self.t, self.call = t, call

    def tensors(self, arrays, grad):
        return [self.t.from_numpy(np.array(a)).requires_grad_(grad) for a in arrays]

    def parts(self, xs):
        """Those results that have gradients."""
        result = self.call(self.t, *xs)
        result = result if isinstance(result, (tuple, list)) else [result]
        return [y for y in result if y.dtype.is_floating_point or y.dtype.is_complex]

    def values(self, arrays):
        return [_array(y) for y in self.parts(self.tensors(arrays, False))]

    def gradients(self, arrays, seeds, weights=None):
        """Those of the operands, for ``seeds`` as the results' gradients. With ``weights``, theirs: those of operands
        and seeds, for the weights as the gradients' gradients."""
        xs, again = self.tensors(arrays, True), weights is not None
        ys = self.parts(xs)
        seeds = self.tensors(seeds, again)
        pairs = [(y, s) for y, s in zip(ys, seeds, strict=True) if y.requires_grad]
        first = self.slopes([y for y, _ in pairs], xs, [s for _, s in pairs], again)
        if not again:
            return self.numbers(first, arrays)
        pairs = [
            (g, w)
            for g, w in zip(first, self.tensors(weights, False), strict=True)
            if g is not None and g.requires_grad
        ]
        second = self.slopes([g for g, _ in pairs], xs + seeds, [w for _, w in pairs], False)
        return self.numbers(second, [*arrays, *map(_array, seeds)])

    def slopes(self, ys, xs, seeds, again):
        if not ys:
            return [None] * len(xs)
        return self.t.autograd.grad(ys, xs, seeds, create_graph=again, allow_unused=True)

    @staticmethod
    def numbers(grads, like):
        return [np.zeros_like(a) if g is None else _array(g) for g, a in zip(grads, like, strict=True)]


def _along(f, at, direction):
    """The slope of ``f`` along ``direction``: an error of fourth order, and the size of the numbers it is made of."""
    ends = [f([x + k * STEP * d for x, d in zip(at, direction, strict=True)]) for k in (-2, -1, 1, 2)]
    return (ends[0] - 8 * ends[1] + 8 * ends[2] - ends[3]) / (12 * STEP), max(map(abs, ends))


def _compare(f, at, grads, rng, what):
    """In words what is wrong with ``grads`` as the gradients of ``f`` (numbers in, a float out) at ``at``."""
    for g, x in zip(grads, at, strict=True):
        if g.shape != x.shape or (g.dtype.kind == "c") != (x.dtype.kind == "c"):
            return f"{what}: of shape {g.shape} and dtype {g.dtype} for {x.shape}, {x.dtype}"
    for k in range(2 * len(at)):
        direction = [d if i == k // 2 else np.zeros_like(d) for i, d in enumerate(_like(rng, at))]
        if k % 2:  # of the real parts alone
            direction = [d.real.astype(d.dtype) for d in direction]
        slope, size = _along(f, at, direction)
        promised = _dot(grads, direction)
        if not abs(slope - promised) <= RTOL * max(1, size, abs(slope)):
            return f"{what} of operand {k // 2}: {promised:.8g} along a direction, where differences show {slope:.8g}"
    return None


def wrong(t, sample, arrays, *, double):
    """What is wrong with the gradients of ``sample`` on the library ``t`` at ``arrays``, in words; None if nothing.
    Raises what the sample raises."""
    rng = np.random.default_rng(5)
    call = _Call(t, sample.call)
    ys = call.parts(call.tensors(arrays, True))
    seeds = _like(rng, [_array(y) for y in ys])
    first = call.gradients(arrays, seeds)
    problem = _compare(lambda at: _dot(call.values(at), seeds), arrays, first, rng, "the gradient")
    if problem or not double:
        return problem
    weights, n = _like(rng, arrays), len(arrays)
    second = call.gradients(arrays, seeds, weights)
    return _compare(
        lambda at: _dot(call.gradients(at[:n], at[n:]), weights),
        [*arrays, *seeds],
        second,
        rng,
        "the gradient's gradient",
    )
