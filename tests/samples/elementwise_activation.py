"""Samples of the room elementwise: activations, at numbers away from their kinks at 0, 0.5, 1, 3 and 6."""

from __future__ import annotations

import numpy as np

from samples.table import Table
from support.drawn import positive

__all__ = ["ERRORS", "SAMPLES"]

table = Table(dtypes=False, tolerance=20)
sample, SAMPLES = table.sample, table.samples
x34 = np.array([[-4.1, -2.2, -0.7, -0.3], [0.2, 0.4, 0.8, 1.3], [2.1, 3.4, 5.2, 7.5]])

for name, options in (
    ("gelu", {}),
    ("gelu", {"approximate": "tanh"}),
    ("elu", {"alpha": 1.3}),
    ("selu", {}),
    ("celu", {"alpha": 0.5}),
    ("silu", {}),
    ("mish", {}),
    ("softplus", {"beta": 2.0, "threshold": 9.0}),
    ("softsign", {}),
    ("hardtanh", {"min_val": -0.5, "max_val": 2.0}),
    ("hardswish", {}),
    ("leaky_relu", {"negative_slope": 0.2}),
    ("logsigmoid", {}),
    ("relu6", {}),
    ("tanhshrink", {}),
    ("softshrink", {"lambd": 0.5}),
    ("hardshrink", {"lambd": 0.5}),
):
    sample(
        f"{name} tanh" if "approximate" in options else name,
        lambda t, x, f=name, o=options: getattr(t.nn.functional, f)(x, **o),
        x34,
        pointwise=True,
    )
sample("hardsigmoid", lambda t, x: t.nn.functional.hardsigmoid(x), x34, pointwise=True, double=False)
sample("threshold", lambda t, x: t.nn.functional.threshold(x, 0.3, -2.0), x34, pointwise=True)
sample("prelu", lambda t, x, w: t.nn.functional.prelu(x, w), x34, positive(4))
sample("prelu one", lambda t, x, w: t.nn.functional.prelu(x, w), x34, positive(1))
sample("glu", lambda t, x: t.nn.functional.glu(x, dim=1), x34, composed="a product")

# Wrong calls ----------------------------------------------------------------------------------------------------------

ERRORS = (
    ('F.gelu(x, approximate="exact")', "RuntimeError", "must be either none or tanh, got 'exact'"),
    ("F.softshrink(x, -1.0)", "RuntimeError", "be greater or equal to 0, but found to be -1.0"),
    ("F.prelu(x, t.ones(2))", "RuntimeError", "parameter numbers = 2 and channel size = 3"),
    ("F.glu(x, 1)", "RuntimeError", "must be even, but dimension 1 is size 3"),
    ("F.hardswish(n)", "NotImplementedError", "\"hardswish_cpu\" not implemented for 'Long'"),
    ("F.elu([1.0])", "TypeError", "'input' (position 1) must be Tensor, not list"),
)
