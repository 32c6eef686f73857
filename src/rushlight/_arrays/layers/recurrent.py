"""One direction of one recurrent layer over a whole sequence, forwards and back: compiled time loops for float32 and
float64; other dtypes, and tests, use the NumPy references here.

Rows are packed: those of step 0, then those of step 1, ...; ``sizes`` tells how many each step has (never more than the
one before). ``x`` (rows, gates * H) is the input through its matrix, biases included; h (N, P) and c (N, H) are the
states at first; ``w`` (gates * H, P) the hidden state's matrix. Steps run from the last to the first with ``reverse``.
"""

from __future__ import annotations

import numpy as np

from ..._native import ext
from ..elementwise.elementwise import sigmoid, tanh
from ..errstate import quiet
from ..linalg.linear import matmul2d
from ..native_or_numpy import fitted

__all__ = ["gru_back", "gru_run", "lstm_back", "lstm_run", "rnn_back", "rnn_run"]


def _steps(sizes, reverse):
    """The rows of each step, in the order of time: pairs (slice, how many)."""
    sizes = sizes.tolist()
    steps, at = [], 0
    for n in sizes:
        steps.append((slice(at, at + n), n))
        at += n
    return steps[::-1] if reverse else steps


def _states_before(y, h, sizes, reverse):
    """The state that each row's step began with: y (rows, P) the states after, h (N, P) those at first."""
    before, now = np.empty_like(y), h.copy()
    for rows, n in _steps(sizes, reverse):
        before[rows] = now[:n]
        now[:n] = y[rows]
    return before


@quiet
def lstm_run_reference(x, sizes, w, h, c, wr, reverse):
    """(y, last h, last c, gates after their functions, cells, before the projection ``wr`` (P, H) or None: o
    tanh(c))."""
    k = c.shape[1]
    a, cells, w = x.copy(), np.empty((len(x), k), x.dtype), np.ascontiguousarray(w.T)
    raw = np.empty_like(cells)
    y = raw if wr is None else np.empty((len(x), len(wr)), x.dtype)
    h, c = h.copy(), c.copy()
    for rows, n in _steps(sizes, reverse):
        z, hn, cn, new = a[rows], h[:n], c[:n], raw[rows]
        z += matmul2d(hn, w)
        g = z[:, 2 * k : 3 * k]
        tanh(g, g)
        for gate in (z[:, : 2 * k], z[:, 3 * k :]):
            sigmoid(gate, gate)
        cn *= z[:, k : 2 * k]
        cn += z[:, :k] * g
        cells[rows] = cn
        tanh(cn, new)
        new *= z[:, 3 * k :]
        if wr is not None:
            y[rows] = matmul2d(new, wr.T)
        hn[...] = y[rows]
    return y, h, c, a, cells, raw


@quiet
def lstm_back_reference(gy, gh, gc, y, h, a, cells, c, sizes, w, wr, reverse):
    """The gradients of x, of h and c at first; the state that each row's step began with (for ``w``'s); and what the
    gradient of each step's state came to (for ``wr``'s; None without)."""
    k = c.shape[1]
    before = _states_before(cells, c, sizes, reverse)
    i, f, g, o = (a[:, j * k : (j + 1) * k] for j in range(4))
    t = np.tanh(cells)
    slopes = np.stack([g * i * (1 - i), before * f * (1 - f), i * (1 - g * g), t * o * (1 - o)], 1)
    through = o * (1 - t * t)
    gx, gs = np.empty_like(slopes), np.empty_like(gy) if wr is not None else None
    flat, hidden, gh, gc = gx.reshape(a.shape), _states_before(y, h, sizes, reverse), gh.copy(), gc.copy()
    for rows, n in reversed(_steps(sizes, reverse)):
        d, e = gh[:n], gc[:n]
        d += gy[rows]
        if wr is not None:
            gs[rows] = d
            d = matmul2d(d, wr)
        e += d * through[rows]
        np.multiply(e[:, None], slopes[rows, :3], out=gx[rows, :3])
        np.multiply(d, slopes[rows, 3], out=gx[rows, 3])
        e *= f[rows]
        gh[:n] = matmul2d(flat[rows], w)
    return flat, gh, gc, hidden, gs


@quiet
def gru_run_reference(x, sizes, w, b, h, reverse):
    """(y, last h, the gates r, z, n and the hidden state's part of n: (rows, 4 H))."""
    k = h.shape[1]
    a, y = np.empty((len(x), 4 * k), x.dtype), np.empty((len(x), k), x.dtype)
    w, h = np.ascontiguousarray(w.T), h.copy()
    for rows, n in _steps(sizes, reverse):
        z, hn, own = a[rows], h[:n], x[rows]
        part = matmul2d(hn, w)
        if b is not None:
            part += b
        np.add(own[:, : 2 * k], part[:, : 2 * k], out=z[:, : 2 * k])
        sigmoid(z[:, : 2 * k], z[:, : 2 * k])
        z[:, 3 * k :] = part[:, 2 * k :]
        new = z[:, 2 * k : 3 * k]
        np.multiply(z[:, :k], part[:, 2 * k :], out=new)
        new += own[:, 2 * k :]
        tanh(new, new)
        hn -= new
        hn *= z[:, k : 2 * k]
        hn += new
        y[rows] = hn
    return y, h, a


@quiet
def gru_back_reference(gy, gh, y, h, a, sizes, w, reverse):
    """The gradients of x, of the hidden state's part, and of h at first; the state that each row's step began with."""
    before = _states_before(y, h, sizes, reverse)
    k = gh.shape[1]
    r, z, n_, p = (a[:, j * k : (j + 1) * k] for j in range(4))
    new = (1 - z) * (1 - n_ * n_)
    slopes = np.stack([new * p * r * (1 - r), (before - n_) * z * (1 - z), new * r, new], 1)
    parts = np.empty_like(slopes)
    flat, gh = parts.reshape(a.shape), gh.copy()
    for rows, n in reversed(_steps(sizes, reverse)):
        d = gh[:n]
        d += gy[rows]
        np.multiply(d[:, None], slopes[rows], out=parts[rows])
        d *= z[rows]
        d += matmul2d(flat[rows, : 3 * k], w)
    hidden = flat[:, : 3 * k]
    gx = hidden.copy()
    gx[:, 2 * k :] = parts[:, 3]
    return gx, np.ascontiguousarray(hidden), gh, before


@quiet
def rnn_run_reference(x, sizes, w, h, relu, reverse):
    """(y, last h) of a plain recurrent layer."""
    y, w, h = x.copy(), np.ascontiguousarray(w.T), h.copy()
    for rows, n in _steps(sizes, reverse):
        z = y[rows]
        z += matmul2d(h[:n], w)
        if relu:
            np.maximum(z, 0, out=z)
        else:
            tanh(z, z)
        h[:n] = z
    return y, h


@quiet
def rnn_back_reference(gy, gh, y, h, sizes, w, relu, reverse):
    """The gradients of x and of h at first; the state that each row's step began with."""
    gx, gh = (y > 0).astype(y.dtype) if relu else 1 - y * y, gh.copy()
    for rows, n in reversed(_steps(sizes, reverse)):
        d = gh[:n]
        d += gy[rows]
        gx[rows] *= d
        gh[:n] = matmul2d(gx[rows], w)
    return gx, gh, _states_before(y, h, sizes, reverse)


lstm_run = fitted(ext.lstm_run, lstm_run_reference)
lstm_back = fitted(ext.lstm_back, lstm_back_reference)
gru_run = fitted(ext.gru_run, gru_run_reference)
gru_back = fitted(ext.gru_back, gru_back_reference)
rnn_run = fitted(ext.rnn_run, rnn_run_reference)
rnn_back = fitted(ext.rnn_back, rnn_back_reference)
