"""Error functions and the normal distribution, entropy, sinc."""

from __future__ import annotations

import math

from ..._arrays.errstate import quiet
from ..._core import OUT, Value, unary
from ..common.arguments import check_tensor
from ..common.out import stored
from ..common.pointwise import FloatPointwise, float_type, into, refuse
from ..elementwise.compare import eq
from ..elementwise.exp_log_sin import RealSmooth, Smooth, cos, erfc, exp, log, log1p, sin
from ..elementwise.where_clamp import where
from ..tensors.full import zeros_of
from .bessel import i0, i0_
from .common import WideFloat, delivered, number_or_tensor
from .gamma import GammaMethods

__all__ = ["SpecialMethods", "entr", "erfcx", "erfinv", "log_ndtr", "ndtr", "ndtri", "sinc", "xlog1py"]


class Erfinv(RealSmooth):
    """The number whose erf is x."""

    function = "erfinv"
    saves = ((OUT,),)

    def gradient(self, g, x, y):
        return g * (math.sqrt(math.pi) / 2) * exp(y * y)


class Sinc(FloatPointwise):
    """sin(pi x) / (pi x), 1 at 0."""

    saves = ((0,),)

    @quiet
    def forward(self, xp, x, out=None):
        z = x * x.dtype.type(math.pi)
        return into(xp, xp.where(z == 0, x.dtype.type(1), xp.sin(z) / z).astype(x.dtype), out)

    def vjp(self, need, grads, saved, specs):
        z = saved[0] * math.pi
        slope = (cos(z) * z - sin(z)) / (z * saved[0])
        slope = where(z == 0, 0, slope)
        return (grads[0] * (slope.conj() if specs[0].dtype.category == 3 else slope),)


class Erfcx(WideFloat, Smooth):
    """exp(x²) erfc(x)."""

    name, function = "SpecialErfcx", "erfcx"
    saves = ((0,),)

    def gradient(self, g, x, y):
        return (2 * x * erfcx(x) - 2 / math.sqrt(math.pi)) * g


class Ndtri(WideFloat, Smooth):
    """The standard normal distribution's quantile."""

    name, function = "SpecialNdtri", "ndtri"
    saves = ((OUT,),)

    def gradient(self, g, x, y):
        return g * math.sqrt(2 * math.pi) * exp(y * y / 2)


class LogNdtr(WideFloat, Smooth):
    """The logarithm of the standard normal distribution function."""

    name, function = "SpecialLogNdtr", "log_ndtr"
    saves = ((0,),)

    def gradient(self, g, x, y):
        return g / erfcx(x * -math.sqrt(0.5)) * math.sqrt(2 / math.pi)


class Entr(RealSmooth):
    """-x log(x); 0 at 0, minus infinity below."""

    name, function = "SpecialEntr", "entr"
    saves = ((0,),)

    @quiet
    def forward(self, xp, x, out=None):
        y = xp.where(x > 0, -x * xp.log(x), xp.where(x == 0, 0, -math.inf))
        return into(xp, xp.where(xp.isnan(x), x, y).astype(x.dtype), out)

    def gradient(self, g, x, y):
        return g * -(1 + log(x))


class Xlog1py(FloatPointwise):
    """x log(1 + y), 0 where x is 0 (unless y is nan)."""

    name = "SpecialXlog1Py"
    saves = ((0, 1), (0, 1))

    def compute_dtype(self, *specs):
        refuse(specs, "xlog1py_cpu", (3,))
        return float_type(*specs)

    @quiet
    def forward(self, xp, x, y, out=None):
        dtype = (x if isinstance(x, xp.ndarray) else y).dtype
        result = xp.where((x == 0) & (y == y), 0, x * xp.log1p(xp.asarray(y, dtype)))
        return into(xp, xp.asarray(result, dtype), out)

    def vjp(self, need, grads, saved, specs):
        g, x, y = grads[0], saved[0], saved[1]
        gx = gy = None
        if need[0]:
            slope = log1p(y) if isinstance(y, Value) else log1p(g.new_full((), y))
            gx = g * where(eq(x, 0) & (y <= -1), zeros_of(g), slope)
        if need[1]:
            gy = g * x / (y + 1)
        return gx, gy


class Xlog1pyOfNumber(Xlog1py):
    name = "SpecialXlog1Py"
    node_name = "SpecialXlog1PyBackward1"


class Xlog1pyNumber(Xlog1py):
    name = "SpecialXlog1Py"
    node_name = "SpecialXlog1PyBackward2"


ERFINV, SINC = Erfinv.of(), Sinc.of()

erfinv = unary(
    ERFINV,
    "erfinv",
    """The inverse of ``erf``, elementwise: nan outside -1 ... 1.

    >>> erfinv(torch.tensor([0., 0.5]))
    tensor([0.0000, 0.4769])
    """,
)
sinc = unary(
    SINC,
    "sinc",
    """sin(pi x) / (pi x), and 1 at 0, elementwise.

    >>> sinc(torch.tensor([0., 0.5]))
    tensor([1.0000, 0.6366])
    """,
)


erfcx = unary(
    Erfcx.of(),
    "special_erfcx",
    """exp(x²) erfc(x), elementwise, which does not underflow for large x. Integers become
    the default floating dtype. Raises NotImplementedError for 16-bit floats.

    >>> torch.special.erfcx(torch.tensor([0., 100.]))
    tensor([1.0000, 0.0056])
    """,
)
ndtri = unary(
    Ndtri.of(),
    "special_ndtri",
    """The standard normal distribution's quantile: the number below which a share x of it
    lies, elementwise; nan outside 0 ... 1. Integers become the default floating dtype. Raises NotImplementedError for
    16-bit floats.

    >>> torch.special.ndtri(torch.tensor([0.5, 0.975]))
    tensor([0.0000, 1.9600])
    """,
)
log_ndtr = unary(
    LogNdtr.of(),
    "special_log_ndtr",
    """The logarithm of the standard normal distribution function, elementwise, exact
    far below 0. Integers become the default floating dtype. Raises NotImplementedError for 16-bit floats.

    >>> torch.special.log_ndtr(torch.tensor([0., -40.]))
    tensor([  -0.6931, -804.6085])
    """,
)
entr = unary(
    Entr.of(),
    "special_entr",
    """-x log(x), elementwise: 0 at 0, minus infinity below. Integers become the default floating
    dtype.

    >>> torch.special.entr(torch.tensor([0., 0.5]))
    tensor([0.0000, 0.3466])
    """,
)


def ndtr(input, *, out=None):
    """The standard normal distribution function, elementwise: the share of it below x. Integers become the default
    floating dtype.

    >>> torch.special.ndtr(torch.tensor([0., 1.96]))
    tensor([0.5000, 0.9750])
    """
    check_tensor(input, "special_ndtr")
    result = erfc(input * -math.sqrt(0.5)) * 0.5
    return result if out is None else stored("special_ndtr", out, result)


def xlog1py(input, other, *, out=None):
    """input * log(1 + other), elementwise, and 0 where input is 0 (unless other is nan). One of the two may be a
    number. Integers become the default floating dtype.

    >>> torch.special.xlog1py(torch.tensor([0., 2.]), torch.tensor([-1., 1.]))
    tensor([0.0000, 1.3863])
    """
    number_or_tensor("special_xlog1py", input, other)
    kind = Xlog1pyOfNumber if not isinstance(input, Value) else Xlog1py if isinstance(other, Value) else Xlog1pyNumber
    return delivered(kind.of(), "special_xlog1py", out, input, other)


def _in_place(op, name):
    return unary(op, name, f"``{name[:-1]}``, written into the tensor itself. Returns the tensor.", inplace=True)


class SpecialMethods(GammaMethods):
    """Methods of Tensor: special functions."""

    __slots__ = ()
    erfinv, erfinv_, sinc, sinc_ = erfinv, _in_place(ERFINV, "erfinv_"), sinc, _in_place(SINC, "sinc_")
    i0, i0_ = i0, i0_
