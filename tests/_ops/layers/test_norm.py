"""Normalisation beside PyTorch's."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
from rushlight.nn import functional
from support.against_torch import arrays, compare

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch
F = torch.nn.functional
AFFINE = pytest.mark.parametrize("affine", [False, True], ids=["plain", "affine"])


@AFFINE
@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("shape", [(4, 3), (4, 3, 5), (4, 3, 5, 2), (2, 3, 2, 2, 2)], ids=str)
def test_batch_norm(shape, training, affine):
    rng = np.random.default_rng(0)
    stats = rng.standard_normal(3), rng.random(3) + 0.5
    a, b = [s.copy() for s in stats], [s.copy() for s in stats]
    compare(
        lambda x, *wb: functional.batch_norm(x, *map(rushlight.from_numpy, a), *wb, training=training, momentum=0.3),
        lambda x, *wb: F.batch_norm(x, *map(torch.from_numpy, b), *wb, training=training, momentum=0.3),
        arrays([shape, (3,), (3,)] if affine else [shape]),
    )
    for p, q, before in zip(a, b, stats, strict=True):
        np.testing.assert_allclose(p, q, rtol=1e-12)
        assert training != np.array_equal(p, before)


@AFFINE
def test_batch_norm_without_statistics(affine):
    compare(
        lambda x, *wb: functional.batch_norm(x, None, None, *wb, training=True),
        lambda x, *wb: F.batch_norm(x, None, None, *wb, training=True),
        arrays([(4, 3, 5), (3,), (3,)] if affine else [(4, 3, 5)]),
    )


@pytest.mark.parametrize(
    "dtype, stats", [("float16", "float16"), ("bfloat16", "bfloat16"), ("bfloat16", "float32"), ("float32", "float32")]
)
@pytest.mark.parametrize("training", [False, True])
def test_batch_norm_of_other_dtypes(training, dtype, stats):
    (x,) = arrays([(8, 3, 4)], dtype=np.float32)
    results = []
    for lib in (rushlight, torch):
        t = lib.from_numpy(x).to(getattr(lib, dtype))
        w, b, mean, var = (lib.ones(3, dtype=getattr(lib, stats)) for _ in range(4))
        f = functional.batch_norm if lib is rushlight else F.batch_norm
        results.append([f(t, mean, var, w, b, training=training), mean, var])
    for p, q in zip(*results, strict=True):
        assert str(p.dtype) == str(q.dtype)
        tolerance = 1e-6 if dtype == "float32" else 2e-2
        np.testing.assert_allclose(p.to(rushlight.float32).numpy(), q.float().numpy(), rtol=tolerance, atol=tolerance)


def test_batch_norm_counts_as_a_write():
    mean, var = rushlight.zeros(3), rushlight.ones(3)
    functional.batch_norm(rushlight.ones(2, 3), mean, var, training=True)
    functional.batch_norm(rushlight.ones(2, 3), mean, var)
    assert mean._version == var._version == 1


@AFFINE
@pytest.mark.parametrize("shape, normal", [((4, 3), 3), ((2, 4, 3), (4, 3)), ((4,), (4,)), ((2, 3, 1), [1])], ids=str)
def test_layer_and_rms_norm(shape, normal, affine):
    n = (normal,) if isinstance(normal, int) else tuple(normal)
    compare(
        lambda x, *wb: functional.layer_norm(x, normal, *wb),
        lambda x, *wb: F.layer_norm(x, n, *wb),
        arrays([shape, n, n] if affine else [shape]),
        atol=1e-6,  # of a single number all gradients but the bias's are rounding errors times 1 / sqrt(eps)
    )
    compare(
        lambda x, *w: functional.rms_norm(x, normal, *w),
        lambda x, *w: F.rms_norm(x, n, *w),
        arrays([shape, n] if affine else [shape]),
        name=False,
    )


@AFFINE
@pytest.mark.parametrize("shape, groups", [((2, 4), 2), ((2, 6, 3), 3), ((3, 6, 2, 3), 2), ((2, 4, 3), 1)], ids=str)
def test_group_norm(shape, groups, affine):
    compare(
        lambda x, *wb: functional.group_norm(x, groups, *wb),
        lambda x, *wb: F.group_norm(x, groups, *wb),
        arrays([shape, shape[1:2], shape[1:2]] if affine else [shape]),
    )


@AFFINE
def test_instance_norm(affine):
    operands = arrays([(2, 3, 4, 2), (3,), (3,)] if affine else [(2, 3, 4, 2)])
    compare(
        lambda x, *wb: functional.instance_norm(x, None, None, *wb),
        lambda x, *wb: F.instance_norm(x, None, None, *wb),
        operands,
    )
    a, b = [np.zeros(3), np.ones(3)], [np.zeros(3), np.ones(3)]
    for use in (True, False):
        y = functional.instance_norm(
            rushlight.from_numpy(operands[0]), *map(rushlight.from_numpy, a), use_input_stats=use
        )
        z = F.instance_norm(torch.from_numpy(operands[0]), *map(torch.from_numpy, b), use_input_stats=use)
        np.testing.assert_allclose(y.numpy(), z.numpy())
        np.testing.assert_allclose(a, b)


@pytest.mark.parametrize(
    "name, shape, args, error, message",
    [
        ("batch_norm", (1, 3), (None, None, None, None, True), ValueError, "Expected more than 1 value per channel"),
        ("batch_norm", (2, 3), (None, None), RuntimeError, "running_mean must be defined in evaluation mode"),
        ("batch_norm", (2, 3), ((2,), (3,)), RuntimeError, "running_mean should contain 3 elements not 2"),
        ("batch_norm", (2, 3), ((3,), (3,), (2,)), RuntimeError, "weight should contain 3 elements not 2"),
        (
            "layer_norm",
            (2, 3),
            ([4],),
            RuntimeError,
            r"Given normalized_shape=\[4\], expected input with shape \[\*, 4\]",
        ),
        ("layer_norm", (2, 3), ([3], (4,)), RuntimeError, "Expected weight to be of same shape as normalized_shape"),
        ("layer_norm", (2, 3), ([],), RuntimeError, "at least 1-dimensional"),
        ("group_norm", (2, 3), (2,), RuntimeError, "divisible by num_groups"),
        ("group_norm", (2, 4), (2, (3,)), RuntimeError, "Expected weight to be a vector of size"),
        ("group_norm", (4,), (2,), RuntimeError, "Expected at least 2 dimensions"),
        ("instance_norm", (2, 3, 1), (), ValueError, "Expected more than 1 spatial element"),
    ],
)
def test_errors(name, shape, args, error, message):
    def call(lib, f):
        return f(lib.ones(*shape), *(lib.ones(*a) if isinstance(a, tuple) else a for a in args))

    with pytest.raises(error):
        call(torch, getattr(F, name))
    with pytest.raises(error, match=message):
        call(rushlight, getattr(functional, name))


def test_errors_of_dtypes():
    x, one = rushlight.ones(2, 3), rushlight.ones(3, dtype=rushlight.float64)
    with pytest.raises(RuntimeError, match="mixed dtype"):
        functional.batch_norm(x, one, one)
    with pytest.raises(RuntimeError, match="expected scalar type Float but found Double"):
        functional.layer_norm(x, (3,), one)
    with pytest.raises(NotImplementedError, match="not implemented for 'Long'"):
        functional.batch_norm(rushlight.from_numpy(np.ones((2, 3), np.int64)), None, None, training=True)
