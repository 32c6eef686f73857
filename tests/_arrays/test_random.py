"""The compiled draws beside what NumPy makes of the same words of the Mersenne twister."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from rushlight._arrays.random import random as draws
from rushlight._base.dtypes import bool_, float32, float64, int64, uint8
from rushlight._native import ext

SIZES = [0, 1, 2, 15, 16, 17, 31, 32, 33, 311, 623, 624, 625, 1024, 1025, 2047, 2048, 2050, 5003]
SEED = 77


def words(n):
    twister = np.random.MT19937()
    twister._legacy_seeding(SEED)
    return twister.random_raw(n).astype(np.uint64) if n else np.zeros(0, np.uint64)


def doubles(n):
    w = words(2 * n)
    return (((w[::2] << np.uint64(32)) | w[1::2]) & np.uint64(2**53 - 1)) / 2.0**53


def floats(n):
    return (words(n) & np.uint64(0xFFFFFF)).astype(np.float32) / np.float32(2**24)


def call(name, *numbers, out):
    """Runs a compiled draw; returns the array and how many words it took."""
    state = draws.new_state(SEED)
    result = getattr(ext, "random_" + name)(None, *numbers, state, None, None, out)
    assert result is out
    return result, state


def taken(state, count):
    """The state is where ``count`` words were taken."""
    expected = draws.new_state(SEED)
    if count:
        ext.random_uniform(None, 0, 1, expected, None, None, np.empty(count, np.float32))
    following = [np.empty(3, np.float32), np.empty(3, np.float32)]
    for s, x in zip((state, expected), following, strict=True):
        ext.random_uniform(None, 0, 1, s, None, None, x)
    return following[0].tolist() == following[1].tolist()


@pytest.mark.parametrize("n", SIZES)
def test_uniform(n):
    x, state = call("uniform", 0, 1, out=np.empty(n, np.float32))
    assert np.array_equal(x, floats(n)) and taken(state, n)
    x, state = call("uniform", -2, 3, out=np.empty(n))
    assert np.allclose(x, doubles(n) * 5 - 2, rtol=0, atol=1e-15) and taken(state, 2 * n)


def box_muller(u, blocks):
    """Sixteen uniforms to sixteen normals: the first half gives the radii, the second the angles."""
    u = u.astype(np.float64).reshape(blocks, 2, 8)
    radius, angle = np.sqrt(-2 * np.log(1 - u[:, 0])), 2 * np.pi * u[:, 1]
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).reshape(-1)


@pytest.mark.parametrize("n", [n for n in SIZES if n >= 16])
@pytest.mark.parametrize(
    "dtype, uniform, words_each, eps", [(np.float32, floats, 1, 6e-7), (np.float64, doubles, 2, 2e-15)]
)
def test_normal_blocks(n, dtype, uniform, words_each, eps):
    x, state = call("normal", 1.5, 2, out=np.empty(n, dtype))
    rest = 16 if n % 16 else 0
    u = uniform(n + rest)
    expected = np.empty(n)
    whole = n // 16 * 16
    expected[:whole] = box_muller(u[:whole], n // 16)
    if rest:
        expected[-16:] = box_muller(u[n:], 1)
    assert np.allclose(x, expected * 2 + 1.5, rtol=eps, atol=4 * eps)
    assert taken(state, (n + rest) * words_each)


@pytest.mark.parametrize("n", SIZES)
def test_normal_pairs(n):
    x, state = call("normal_pairs", 0, 1, out=np.empty(n))
    pairs = (n + 1) // 2
    u = doubles(2 * pairs)
    radius, angle = np.sqrt(-2 * np.log1p(-u[1::2])), 2 * np.pi * u[::2]
    expected = np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).reshape(-1)
    assert np.allclose(x, expected[:n], rtol=1e-14, atol=1e-15)
    assert taken(state, 4 * pairs)
    if n % 2:  # the other one of the last pair is kept
        later = np.empty(1)
        s = draws.new_state(SEED)
        ext.random_normal_pairs(None, 0, 1, s, None, None, np.empty(n))
        ext.random_normal_pairs(None, 0, 1, s, None, None, later)
        assert later[0] == pytest.approx(expected[n], rel=1e-14)


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("span", [1, 2, 3, 10, 255, 2**20 + 7, 2**28 - 1, 2**30 - 1, 2**30 + 1, 2**32 - 1])
def test_integers_of_one_word(n, span):
    x, state = call("integers", span, -5, False, out=np.empty(n, np.int64))
    assert np.array_equal(x, (words(n) % np.uint64(span)).astype(np.int64) - 5) and taken(state, n)


@pytest.mark.parametrize("span", [2**28, 2**33 + 1, 2**63, 0])
def test_integers_of_two_words(span):
    x, _ = call("integers", span, 0, True, out=np.empty(1500, np.int64))
    w = words(3000)
    both = (w[::2] << np.uint64(32)) | w[1::2]
    assert np.array_equal(x, (both % np.uint64(span) if span else both).astype(np.int64))


@pytest.mark.parametrize("dtype", [np.float32, np.uint8, np.bool_])
@pytest.mark.parametrize("p", [0.0, 0.3, 0.5, 1 - 2.0**-53, 1.0, 1e-300])
def test_bernoulli(dtype, p):
    for n in SIZES:
        x, state = call("bernoulli", p, out=np.empty(n, dtype))
        assert np.array_equal(x, (doubles(n) < p).astype(dtype)) and taken(state, 2 * n)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 100, 1024, 1025, 1026, 3000])
def test_permutation(n):
    x, state = call("permutation", out=np.empty(n, np.int64))
    expected, w = list(range(n)), words(max(n - 1, 0)).tolist()
    for i in range(n - 1):
        j = i + w[i] % (n - i)
        expected[i], expected[j] = expected[j], expected[i]
    assert x.tolist() == expected and taken(state, max(n - 1, 0))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("n", [1, 2, 3, 17])
def test_places(dtype, n):
    rng = np.random.default_rng(0)
    sums = np.sort(rng.random((4, n)).astype(dtype), -1)
    sums[:, -1] = 1
    u = rng.random((4, 50))
    got = draws.places(sums, u)
    assert all(np.array_equal(got[i], np.searchsorted(sums[i], u[i])) for i in range(4))


def test_kernels_make_arrays_and_hold_the_lock():
    state, lock = draws.new_state(SEED), threading.Lock()
    kernel = draws.kernel("uniform", float32, state, lock, (2, 3))
    x = kernel(None, 0, 1, None)
    assert x.dtype == np.float32 and np.array_equal(x.reshape(-1), floats(6)) and not lock.locked()
    strided = np.zeros((4, 4), np.float32)[:, ::2]
    assert kernel(None, 0, 1, strided) is NotImplemented and not strided.any()
    assert kernel(None, 0, 1, np.zeros(3, np.int64)) is NotImplemented
    y = draws.kernel("integers", int64, state, lock, (4,), False)(None, 10, 0, None)
    assert y.dtype == np.int64 and y.shape == (4,)
    assert draws.kernel("bernoulli", uint8, state, lock, None)(None, 0.5, np.zeros((), np.uint8)).shape == ()
    assert draws.kernel("uniform", int64, state, lock, None) is None
    assert draws.kernel("bernoulli", float64, state, lock, None) is None
    assert (
        draws.kernel("bernoulli", bool_, state, lock, None)(None, np.ones(3), np.zeros(3, np.bool_)) is NotImplemented
    )


@pytest.mark.parametrize("order", ["C", "F", "strided", "turned"])
def test_draws_follow_memory(order):
    x = {
        "C": np.empty((4, 6)),
        "F": np.empty((4, 6), order="F"),
        "strided": np.empty((4, 12))[:, ::2],
        "turned": np.empty((2, 3, 4)).transpose(1, 2, 0),
    }[order]
    draws.draw_uniform(draws.new_state(SEED), x, float64, 0.0, 1.0)
    by_memory = {"C": (0, 1), "F": (1, 0), "strided": (0, 1), "turned": (2, 0, 1)}[order]
    seen = x.transpose(by_memory).reshape(-1)
    assert np.array_equal(seen, doubles(24))


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros(10, np.uint8),
        np.zeros(5056, np.int8),
        np.zeros((2, 5056), np.uint8)[:, ::2],
        None,
        np.zeros(5057, np.uint8)[1:],
    ],
)
def test_states_of_another_kind_are_refused(wrong):
    with pytest.raises(TypeError, match="5056 bytes"):
        ext.random_uniform(None, 0, 1, wrong, None, None, np.empty(3))


def test_states_out_of_range_are_refused():
    for left, place in ((0, 0), (700, 0), (5, 623), (1, 700)):
        state = draws.new_state(SEED)
        state[8:12].view(np.int32)[0] = left
        state[16:24].view(np.uint64)[0] = place
        with pytest.raises(RuntimeError, match="Mersenne"):
            ext.random_uniform(None, 0, 1, state, None, None, np.empty(3))


def test_wrong_arguments_are_refused():
    state = draws.new_state(SEED)
    for wrong in (
        lambda: ext.random_uniform(1),
        lambda: ext.random_uniform(None, "a", 1, state, None, None, np.empty(3)),
        lambda: ext.random_uniform(None, 0, 1, state, None, None, None),
        lambda: ext.random_uniform(None, 0, 1, state, None, (("a",), 12), None),
        lambda: ext.random_places(np.empty((2, 0)), np.empty((2, 3))),
        lambda: ext.random_poisson(state, np.zeros(3, np.int64)),
    ):
        with pytest.raises(TypeError):
            wrong()
    with pytest.raises(OverflowError):
        ext.random_integers(None, 2**65, 0, False, state, None, None, np.empty(3, np.int64))
