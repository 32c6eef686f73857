"""Bessel functions and Airy's, in NumPy: f(x, out=None), computed in float64.

The coefficients of J, Y and Ai are those of S. L. Moshier's Cephes library (netlib.org/cephes), highest powers first:
pairs of numerator and denominator.
"""

from __future__ import annotations

import math

import numpy as np

from .special import i0, i1, in_double, ratio

__all__ = [
    "airy_ai",
    "bessel_j0",
    "bessel_j1",
    "bessel_y0",
    "bessel_y1",
    "modified_bessel_i0",
    "modified_bessel_i1",
    "modified_bessel_k0",
    "modified_bessel_k1",
    "scaled_modified_bessel_k0",
    "scaled_modified_bessel_k1",
    "spherical_bessel_j0",
]

_J0_NEAR = (
    (-4794432209.782018, 1956174919465.5657, -249248344360967.72, 9708622510473064.0),
    (
        1.0,
        499.563147152651,
        173785.4016763747,
        48440965.83399621,
        11185553704.535683,
        2112775201154.892,
        310518229857422.56,
        3.1812195594320496e16,
        1.7108629408104315e18,
    ),
)
_J0_EVEN = (
    (
        0.0007969367292973471,
        0.08283523921074408,
        1.239533716464143,
        5.447250030587687,
        8.74716500199817,
        5.303240382353949,
        1.0,
    ),
    (
        0.0009244088105588637,
        0.08562884743544745,
        1.2535274390105895,
        5.470977403304171,
        8.761908832370695,
        5.306052882353947,
        1.0,
    ),
)
_J0_ODD = (
    (
        -0.011366383889846916,
        -1.2825271867050931,
        -19.553954425773597,
        -93.20601521237683,
        -177.68116798048806,
        -147.07750515495118,
        -51.41053267665993,
        -6.050143506007285,
    ),
    (
        1.0,
        64.3178256118178,
        856.4300259769806,
        3882.4018360540163,
        7240.467741956525,
        5930.727011873169,
        2062.0933166032783,
        242.0057402402914,
    ),
)
_J1_NEAR = (
    (-899971225.7055594, 452228297998.19403, -72749424522181.83, 3682957328638529.0),
    (
        1.0,
        620.8364781180543,
        256987.25675774884,
        83514679.14319493,
        22151159547.97925,
        4749141220799.914,
        784369607876235.9,
        8.952223361846274e16,
        5.322786203326801e18,
    ),
)
_J1_EVEN = (
    (
        0.0007621256162081731,
        0.07313970569409176,
        1.1271960812968493,
        5.112079511468076,
        8.424045901417724,
        5.214515986823615,
        1.0,
    ),
    (
        0.0005713231280725487,
        0.06884559087544954,
        1.105142326340617,
        5.073863861286015,
        8.399855543276042,
        5.209828486823619,
        1.0,
    ),
)
_J1_ODD = (
    (
        0.05108625947501766,
        4.982138729512334,
        75.82382841325453,
        366.7796093601508,
        710.8563049989261,
        597.4896124006136,
        211.68875710057213,
        25.207020585802372,
    ),
    (
        1.0,
        74.23732770356752,
        1056.4488603826283,
        4986.410583376536,
        9562.318924047562,
        7997.041604473507,
        2826.1927851763908,
        336.0936078106983,
    ),
)
_Y0_NEAR = (
    (
        15592.436785523574,
        -14663929.59039716,
        5435264770.518765,
        -982136065717.9115,
        87590639439536.7,
        -3466283033847297.0,
        4.4273326857256984e16,
        -1.8495080043698668e16,
    ),
    (
        1.0,
        1041.2835366425984,
        626107.330137135,
        268919633.39381415,
        86400248710.3935,
        20297961275010.555,
        3171577528429750.5,
        2.5059625617265306e17,
    ),
)
_Y1_NEAR = (
    (
        1263204747.9017804,
        -647355876379.1603,
        114509511541823.73,
        -8127702555013251.0,
        2.024394757135949e17,
        -7.788771962659501e17,
    ),
    (
        1.0,
        594.3015923461282,
        235564.09294306856,
        73481194.44597217,
        18760131610.870617,
        3882312774962.3857,
        620557727146953.8,
        6.871410873553005e16,
        3.9727060811656064e18,
    ),
)
_AIRY_ABOVE = (
    (
        0.346538101525629,
        12.007595273964581,
        76.27960536152345,
        168.08922493463058,
        159.75639135016442,
        70.53609068404442,
        14.026469116338967,
        1.0,
    ),
    (
        0.5675945326387702,
        14.75625625848472,
        84.51389701414746,
        177.31808814540045,
        164.2346928715297,
        71.47784008255756,
        14.095913560783403,
        1.0,
    ),
)
_AIRY_F = (
    (
        -0.1316963234183318,
        -0.6264565444319123,
        -0.6931580360369335,
        -0.2797799815451191,
        -0.04919001326095003,
        -0.004062659235948854,
        -0.0001592764962392621,
        -2.776491081552329e-06,
        -1.6778769848911465e-08,
    ),
    (
        1.0,
        13.356042070655324,
        32.682503279522464,
        26.736704094149957,
        9.187074029072596,
        1.4752914677166642,
        0.11568717379518804,
        0.004402916416152112,
        7.547203482874142e-05,
        4.5185009297058035e-07,
    ),
)
_AIRY_G = (
    (
        0.01973399320916857,
        0.39110302961568827,
        1.0657989759959559,
        0.9391692298166502,
        0.35146565610554764,
        0.06338889196289255,
        0.005858041130483885,
        0.000282851600836737,
        6.98793669997261e-06,
        8.117892395543892e-08,
        3.415517847659236e-10,
    ),
    (
        1.0,
        9.30892908077442,
        19.835292871831214,
        15.564662893286462,
        5.476860694229755,
        0.9542936116189619,
        0.08645808263523921,
        0.004126565238242226,
        0.00010125908511650914,
        1.1716673321441352e-06,
        4.9183457006293e-09,
    ),
)

_TWO_OVER_PI = 2 / math.pi


def _wave(x, even, odd, shift, turn):
    """sqrt(2 / (pi x)) (P cos(x - shift) - Q sin(x - shift)) for x >= 5; turn: a quarter period later, for Y."""
    x = np.maximum(np.abs(x), 5)
    z = 25 / (x * x)
    p, q, angle = ratio(z, even), 5 / x * ratio(z, odd), x - shift
    wave = p * np.sin(angle) + q * np.cos(angle) if turn else p * np.cos(angle) - q * np.sin(angle)
    return wave * np.sqrt(_TWO_OVER_PI / x)


@in_double
def bessel_j0(x):
    """The Bessel function of the first kind, order 0."""
    z = np.minimum(x * x, 25)
    # the first two roots taken out
    near = (z - 5.78318596294678452118) * (z - 30.4712623436620863991) * ratio(z, _J0_NEAR)
    return np.where(np.abs(x) <= 5, near, _wave(x, _J0_EVEN, _J0_ODD, math.pi / 4, False))


@in_double
def bessel_j1(x):
    """The Bessel function of the first kind, order 1."""
    z = np.minimum(x * x, 25)
    near = ratio(z, _J1_NEAR) * x * (z - 14.6819706421238932572) * (z - 49.2184563216946036703)
    far = _wave(x, _J1_EVEN, _J1_ODD, 0.75 * math.pi, False)
    return np.where(np.abs(x) <= 5, near, np.where(x < 0, -far, far))


def _second_kind(x, near, far):
    """nan below 0, minus infinity at 0."""
    y = np.where(x <= 5, near, far)
    return np.where(x > 0, y, np.where(x == 0, -np.inf, np.nan))


@in_double
def bessel_y0(x):
    """The Bessel function of the second kind, order 0."""
    z = np.minimum(x * x, 25)
    near = ratio(z, _Y0_NEAR) + _TWO_OVER_PI * np.log(x) * bessel_j0(x)
    return _second_kind(x, near, _wave(x, _J0_EVEN, _J0_ODD, math.pi / 4, True))


@in_double
def bessel_y1(x):
    """The Bessel function of the second kind, order 1."""
    z = np.minimum(x * x, 25)
    near = x * ratio(z, _Y1_NEAR) + _TWO_OVER_PI * (bessel_j1(x) * np.log(x) - 1 / x)
    return _second_kind(x, near, _wave(x, _J1_EVEN, _J1_ODD, 0.75 * math.pi, True))


# Of imaginary argument ----------------------------------------------------------------------------------------------

modified_bessel_i0, modified_bessel_i1 = i0, i1


def _k_near(order, x):
    """K for 0 < x <= 2 by its power series (DLMF 10.31)."""
    x = np.minimum(x, 2)
    z, log = x * x / 4, np.log(x / 2)
    term, digammas = (np.ones_like(x), -np.euler_gamma) if order == 0 else (x / 4, 0.5 - np.euler_gamma)
    total = 0.0
    for k in range(22):  # order 1: half the sum of digamma at k + 1 and k + 2
        total = total + term * digammas
        term = term * z / ((k + 1) * (k + 1 + order))
        digammas += 1 / (k + 1) if order == 0 else 0.5 / (k + 1) + 0.5 / (k + 2)
    if order == 0:
        return total - log * i0(x)
    return 1 / x + log * i1(x) - 2 * total


def _k_far(order, x):
    """exp(x) K for x >= 2: the integral of exp(-v²) times an analytic function (DLMF 10.32.8 in v² = 2 x sinh²(t / 2)),
    by the trapezoidal rule, which converges exponentially."""
    x = np.maximum(x, 2)
    step, total = 0.25, 0.0
    for n in range(27):
        w = (n * step) ** 2 / x
        value = math.exp(-((n * step) ** 2)) / np.sqrt(1 + w / 2) * (1 if order == 0 else 1 + w)
        total = total + (0.5 * value if n == 0 else value)
    return total * step * np.sqrt(2 / x)


def _k(order, x, scaled):
    near, far = _k_near(order, x), _k_far(order, x)
    y = np.where(x <= 2, near * np.exp(x) if scaled else near, far if scaled else far * np.exp(-x))
    y = np.where(np.isposinf(x), 0.0, y)
    return np.where(x > 0, y, np.where(x == 0, np.inf, np.nan))


@in_double
def modified_bessel_k0(x):
    """The modified Bessel function of the second kind, order 0."""
    return _k(0, x, False)


@in_double
def modified_bessel_k1(x):
    """The modified Bessel function of the second kind, order 1."""
    return _k(1, x, False)


@in_double
def scaled_modified_bessel_k0(x):
    """exp(x) modified_bessel_k0(x)."""
    return _k(0, x, True)


@in_double
def scaled_modified_bessel_k1(x):
    """exp(x) modified_bessel_k1(x)."""
    return _k(1, x, True)


# Others -------------------------------------------------------------------------------------------------------------


@in_double
def spherical_bessel_j0(x):
    """sin(x) / x; 1 at 0, 0 at infinity."""
    return np.where(np.isinf(x), 0.0, np.where(x == 0, 1.0, np.sin(x) / np.where(x == 0, 1, x)))


def _airy_series(x):
    """Ai between -2.09 and 2.09: the two power series (DLMF 9.4.1)."""
    x = np.clip(x, -2.09, 2.09)
    z, f, g = x * x * x, np.ones_like(x), x
    total_f, total_g = f, g
    for k in range(1, 20):
        f, g = f * z / ((3 * k - 1) * (3 * k)), g * z / ((3 * k) * (3 * k + 1))
        total_f, total_g = total_f + f, total_g + g
    return 0.355028053887817239260 * total_f - 0.258819403792806798405 * total_g


@in_double
def airy_ai(x):
    """Airy's function Ai; nan at both infinities, as PyTorch."""
    a = np.maximum(np.abs(x), 2.09)
    root = np.sqrt(a)
    zeta = 2 * a * root / 3
    scale = 1 / np.sqrt(math.pi * root)
    above = 0.5 * scale * ratio(1 / zeta, _AIRY_ABOVE) * np.exp(-zeta)
    z, angle = 1 / zeta, zeta + math.pi / 4
    w = z * z
    below = scale * (np.sin(angle) * (1 + w * ratio(w, _AIRY_F)) - np.cos(angle) * z * ratio(w, _AIRY_G))
    y = np.where(x >= 2.09, above, np.where(x <= -2.09, below, _airy_series(x)))
    return np.where(np.isinf(x), np.nan, y)
