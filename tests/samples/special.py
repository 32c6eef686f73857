"""Samples of the room special: gamma functions, Bessel functions, relatives of erf, orthogonal polynomials."""

from __future__ import annotations

import numpy as np

from samples.table import Table
from support.drawn import normal, positive, within

__all__ = ["ERRORS", "SAMPLES"]

table = Table()
sample, unary, SAMPLES = table.sample, table.unary, table.samples
x34, p34, q34, y4 = normal(3, 4), positive(3, 4), positive(3, 4), positive(4)
u34 = within(0.05, 0.95, 3, 4)
limits = np.array([0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 2.0])


def special(name, *arrays, label="", **options):
    sample(name + label, lambda t, *xs: getattr(t.special, name)(*xs), *arrays, pointwise=True, **options)


# Of one tensor --------------------------------------------------------------------------------------------------------

rough = {"float16": "rounds between its steps", "bfloat16": "rounds between its steps"}
for name in ("erfcx", "i0e", "i1e", "log_ndtr", "ndtr"):
    special(name, x34, tolerance=20, skip=rough, composed="a product of two others" if name == "ndtr" else None)
sample("i0", lambda t, x: t.i0(x), x34, pointwise=True, inplace="i0_", tolerance=20)
special("i1", x34, tolerance=20)
special("ndtri", u34, tolerance=20)
unary("erfinv", within(-0.9, 0.9, 3, 4), tolerance=50)
unary("sinc", x34, tolerance=10)
special("entr", p34, tolerance=10, skip=rough)
special("entr", x34, label=" negative", tolerance=10, skip=rough, grad=False)
for name in ("modified_bessel_i0", "modified_bessel_i1", "spherical_bessel_j0"):
    special(name, 3 * x34, tolerance=50, grad=False)
for name in ("modified_bessel_k0", "modified_bessel_k1", "scaled_modified_bessel_k0", "scaled_modified_bessel_k1"):
    special(name, 2 * p34, tolerance=50, grad=False)
# PyTorch leaves a coefficient out of these: they are compared with SciPy's in tests/_ops/special
for name in ("bessel_j0", "bessel_j1", "airy_ai"):
    special(name, 0.1 * x34, tolerance=1e6, grad=False)
for name in ("bessel_y0", "bessel_y1"):
    special(name, 0.3 * p34, tolerance=1e6, grad=False)
for name in (
    "erfcx",
    "i0e",
    "i1",
    "i1e",
    "ndtr",
    "ndtri",
    "log_ndtr",
    "entr",
    "bessel_j0",
    "bessel_j1",
    "bessel_y0",
    "bessel_y1",
    "airy_ai",
    "modified_bessel_k0",
    "modified_bessel_k1",
    "scaled_modified_bessel_k0",
    "scaled_modified_bessel_k1",
    "spherical_bessel_j0",
):
    special(name, limits, label=" limits", tolerance=1e6 if "bessel_" in name else 20, grad=False, dtypes=False)

# Gamma functions ------------------------------------------------------------------------------------------------------

unary("lgamma", 3 * p34, tolerance=20)
unary("digamma", 3 * p34, tolerance=50)
sample("polygamma", lambda t, x: t.polygamma(2, x), p34, pointwise=True, tolerance=100, dtypes=False)
sample(
    "igamma",
    lambda t, a, x: t.igamma(a.detach(), x),
    p34,
    q34,
    pointwise=True,
    inplace="igamma_",
    grad=False,
    tolerance=100,
)
sample(
    "igammac",
    lambda t, a, x: t.igammac(a.detach(), x),
    p34,
    q34,
    pointwise=True,
    inplace="igammac_",
    grad=False,
    tolerance=100,
)
for name in ("igamma", "igammac"):
    sample(
        f"{name} slope",
        lambda t, x, f=name: getattr(t, f)(t.tensor([[0.5], [2.0], [30.0]], dtype=x.dtype), x),
        3 * p34,
        dtypes=False,
        tolerance=1000,
    )
    sample(f"{name} limits", lambda t, x, f=name: getattr(t, f)(x[:, None], x), limits, grad=False, dtypes=False)
for p in (1, 2, 5):
    sample(
        f"mvlgamma {p}",
        lambda t, x, p=p: t.mvlgamma(x, p),
        p34 + 3,
        pointwise=True,
        inplace="mvlgamma_",
        args=(p,),
        tolerance=100,
        skip=rough,
    )
sample("multigammaln", lambda t, x: t.special.multigammaln(x, 3), p34 + 3, pointwise=True, tolerance=100, skip=rough)
for n in (0, 1, 3):
    sample(
        f"polygamma {n}",
        lambda t, x, n=n: t.special.polygamma(n, x),
        p34,
        pointwise=True,
        inplace=None,
        dtypes=False,
        tolerance=1e5 if n == 1 else 1000,
    )
special("zeta", p34 + 1.5, q34, grad=False, tolerance=100)
sample("zeta number", lambda t, x: t.special.zeta(3.5, x), q34, pointwise=True, tolerance=100)
sample("zeta of number", lambda t, x: t.special.zeta(x, 2), p34 + 1.5, pointwise=True, grad=False, tolerance=100)
sample("zeta below 0", lambda t, x: t.special.zeta(3, 0.4 * x - 3.5), u34, pointwise=True, dtypes=False, tolerance=1e4)

# Of two tensors -------------------------------------------------------------------------------------------------------

special("xlog1py", x34, y4, tolerance=10, skip=rough)
sample(
    "xlog1py number",
    lambda t, x: t.special.xlog1py(x, 2.5),
    x34,
    pointwise=True,
    tolerance=10,
    skip=rough,
    double=False,
)
sample("xlog1py of number", lambda t, x: t.special.xlog1py(2, x), p34, pointwise=True, tolerance=10, skip=rough)
sample("xlog1py limits", lambda t, x: t.special.xlog1py(x[:, None], x), limits, grad=False, dtypes=False)

# Orthogonal polynomials -----------------------------------------------------------------------------------------------

degrees = np.array([0.0, 1.0, 2.0, 12.0])
for name in (
    "chebyshev_polynomial_t",
    "chebyshev_polynomial_u",
    "chebyshev_polynomial_v",
    "chebyshev_polynomial_w",
    "hermite_polynomial_h",
    "hermite_polynomial_he",
    "laguerre_polynomial_l",
    "legendre_polynomial_p",
    "shifted_chebyshev_polynomial_t",
    "shifted_chebyshev_polynomial_u",
    "shifted_chebyshev_polynomial_v",
    "shifted_chebyshev_polynomial_w",
):
    special(name, u34, degrees, grad=False, tolerance=1e3)
    sample(
        f"{name} number",
        lambda t, x, f=name: getattr(t.special, f)(x, 5),
        x34,
        pointwise=True,
        grad=False,
        tolerance=1e3,
    )
    sample(f"{name} of number", lambda t, n, f=name: getattr(t.special, f)(0.5, n), degrees, grad=False, tolerance=1e3)
    sample(
        f"{name} limits",
        lambda t, x, f=name: getattr(t.special, f)(x[:, None], t.arange(-1, 11)),
        limits,
        grad=False,
        dtypes=False,
    )

# Wrong calls ----------------------------------------------------------------------------------------------------------

ERRORS = (
    ("t.special.bessel_j0(t.tensor([1j]))", "NotImplementedError", "not implemented for 'ComplexFloat'"),
    ("t.special.airy_ai([1.0])", "TypeError", "'input' (position 1) must be Tensor, not list"),
    ("t.special.modified_bessel_i0(t.tensor([1j]))", "NotImplementedError", "not implemented for 'ComplexFloat'"),
    ("t.igamma(x, t.ones(4))", "RuntimeError", "the shapes (2, 3) and (4,)"),
    ("t.mvlgamma(x, 0)", "RuntimeError", "p has to be greater than or equal to 1, got 0"),
    ("t.polygamma(-1, x)", "RuntimeError", "x) does not support negative n, got -1"),
    ("t.special.chebyshev_polynomial_t(x, t.ones(4))", "RuntimeError", "the shapes (2, 3) and (4,)"),
    ("t.special.hermite_polynomial_h(t.tensor([1j]), 2)", "NotImplementedError", "not implemented for 'ComplexFloat'"),
    ("t.special.laguerre_polynomial_l(1, 2)", "TypeError", "combination of arguments - got (int, int"),
    ("t.lgamma(t.tensor([1j]))", "NotImplementedError", "\"lgamma_cpu\" not implemented for 'ComplexFloat'"),
    ("t.erfinv(1.0)", "TypeError", "'input' (position 1) must be Tensor, not float"),
    ("t.polygamma(0.5, x)", "TypeError", "'n' (position 1) must be int, not float"),
)
