"""Elementwise loops, reductions, casts and copies: what limits them, and the fraction of the limit that is reached.

Large arrays (out of the caches) are limited by memory: the limit is the bytes read and written, divided by the
bandwidth of a plain copy, measured here with the same threads. Small ones are limited by the call: nanoseconds are
shown.

On one core of a Zen 5 (copy 46 GB/s) arithmetic, ReLU, square root and their gradients reach 80-100 % of the limit on
large arrays, exp 84, log and sigmoid 70, tanh 54, erf and GELU 30 (in two cores' hands twice that); sums 80, sums of
columns 66, arg-maxima 35-60, transposed copies 30. A call on 16 numbers takes 50-65 ns with its result, a reduction
85-150.

    PYTHONPATH=src python benchmarks/kernels_elementwise.py [--threads N] [--large ELEMENTS]
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from rushlight._native import ext

E, R = ext.elementwise, ext.reduce
UNARY = ("relu", "neg", "sqrt", "exp", "log", "tanh", "sigmoid", "erf", "gelu", "sin", "expm1", "log1p")


def best(call, seconds=0.15):
    """The least time of one call, in seconds."""
    call()
    start = time.perf_counter()
    call()
    n = max(1, int(0.01 / max(time.perf_counter() - start, 1e-9)))
    least, end = 1e9, time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        for _ in range(n):
            call()
        least = min(least, (time.perf_counter() - start) / n)
    return least


def cases(n):
    """name, call, bytes moved: float32 arrays of n elements; results go to an array that exists."""
    rng = np.random.default_rng(0)
    x, y, out = rng.random(n, np.float32), rng.random(n, np.float32), np.empty(n, np.float32)
    columns = 1024 if n > 10000 else 4
    x2, out2 = x.reshape(-1, columns), out.reshape(-1, columns)
    bias = rng.random(columns, np.float32)
    half = ext.cast(8, 7, x, None)
    for name in ("add", "mul", "div", "maximum", "relu_backward", "tanh_backward", "gelu_backward", "pow"):
        yield name, lambda f=E[name]: f(x, y, out), 12 * n
    yield "add number", lambda: E["add"](x, 2.0, out), 8 * n
    yield "add bias", lambda: E["add"](x2, bias, out2), 8 * n
    yield "add_scaled", lambda: E["add_scaled"](x, y, 0.1, out), 12 * n
    for name in UNARY:
        yield name, lambda f=E[name]: f(x, out), 8 * n
    yield "lt", lambda: E["lt"](x, y, None), 9 * n
    for name in ("sum", "sum_squares", "amax"):
        yield name, lambda f=R[name]: f(None, False, x, None), 4 * n
    for dims in ((0,), (1,)):
        yield f"sum {dims}", lambda d=dims: R["sum"](d, False, x2, None), 4 * n
    yield "argmax", lambda: R["argmax"](None, False, x, None), 4 * n
    yield "argmax 1", lambda: R["argmax"](1, False, x2, None), 4 * n
    yield "to bfloat16", lambda: ext.cast(8, 7, x, None), 6 * n
    yield "from bfloat16", lambda: ext.cast(7, 8, half, None), 6 * n
    yield "transposed copy", lambda: ext.contiguous(x2.T, None), 8 * n


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=ext.get_num_threads())
    parser.add_argument("--large", type=int, default=1 << 24)
    args = parser.parse_args()
    ext.set_num_threads(args.threads)
    x, out = np.ones(args.large, np.float32), np.empty(args.large, np.float32)
    bandwidth = 8 * args.large / best(lambda: E["neg"](x, out), 0.5)
    print(f"{args.threads} threads; x -> -x into an array that exists: {bandwidth / 1e9:.1f} GB/s is the limit")
    print(f"np.copyto, one thread: {8 * args.large / best(lambda: np.copyto(out, x), 0.5) / 1e9:.1f} GB/s")
    print(f"{'':16s} {'large, ms':>10s} {'GB/s':>7s} {'of limit':>8s} {'4096, µs':>9s} {'16, ns':>7s}")
    small = {name: best(call) for name, call, _ in cases(16)}
    middle = {name: best(call) for name, call, _ in cases(4096)}
    for name, call, size in cases(args.large):
        t = best(call, 0.3)
        rate = size / t
        row = f"{name:16s} {t * 1e3:10.2f} {rate / 1e9:7.1f} {rate / bandwidth:8.0%}"
        print(f"{row} {middle[name] * 1e6:9.2f} {small[name] * 1e9:7.0f}", flush=True)


if __name__ == "__main__":
    main()
