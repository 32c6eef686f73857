"""The in-place methods that ``torch`` has as functions, too: ``torch.exp_(x)`` is ``x.exp_()``."""

from __future__ import annotations

from ..indexing.getitem import index_put_
from ..linalg.addmm import AddmmMethods
from ..shapes.view_transpose import as_strided_
from ..special.erfinv_ndtri import SpecialMethods
from ..tensors.as_strided_unfold import resize_as_
from ..tensors.backward_detach import GradientMethods
from ..tensors.to_clone_copy import CastMethods
from .abs_sign_round import RoundingMethods
from .arithmetic import ArithmeticMethods
from .atan2_hypot import PairMethods
from .exp_log_sin import MathsMethods

__all__ = [
    "abs_",
    "acos_",
    "acosh_",
    "addmv_",
    "arccos_",
    "arccosh_",
    "arcsin_",
    "arcsinh_",
    "arctan_",
    "arctanh_",
    "as_strided_",
    "asin_",
    "asinh_",
    "atan_",
    "atanh_",
    "ceil_",
    "conj_physical_",
    "cos_",
    "cosh_",
    "deg2rad_",
    "detach_",
    "erf_",
    "erfc_",
    "exp2_",
    "exp_",
    "expm1_",
    "fill_",
    "fix_",
    "floor_",
    "frac_",
    "gcd_",
    "i0_",
    "index_put_",
    "lcm_",
    "ldexp_",
    "log1p_",
    "log2_",
    "log10_",
    "log_",
    "logit_",
    "neg_",
    "negative_",
    "rad2deg_",
    "reciprocal_",
    "resize_as_",
    "round_",
    "rsqrt_",
    "sigmoid_",
    "sin_",
    "sinc_",
    "sinh_",
    "sqrt_",
    "square_",
    "tan_",
    "tanh_",
    "trunc_",
    "xlogy_",
    "zero_",
]

addmv_ = AddmmMethods.addmv_
neg_, negative_, reciprocal_ = (ArithmeticMethods.neg_, ArithmeticMethods.negative_, ArithmeticMethods.reciprocal_)
fill_, zero_, detach_ = CastMethods.fill_, CastMethods.zero_, GradientMethods.detach_
gcd_, lcm_, ldexp_, xlogy_ = PairMethods.gcd_, PairMethods.lcm_, PairMethods.ldexp_, PairMethods.xlogy_
sinc_, i0_ = SpecialMethods.sinc_, SpecialMethods.i0_

abs_, ceil_, floor_, trunc_, fix_ = (
    RoundingMethods.abs_,
    RoundingMethods.ceil_,
    RoundingMethods.floor_,
    RoundingMethods.trunc_,
    RoundingMethods.fix_,
)
frac_, round_, square_ = RoundingMethods.frac_, RoundingMethods.round_, RoundingMethods.square_
conj_physical_ = RoundingMethods.conj_physical_

sin_, cos_, tan_ = MathsMethods.sin_, MathsMethods.cos_, MathsMethods.tan_
asin_ = arcsin_ = MathsMethods.asin_
acos_ = arccos_ = MathsMethods.acos_
atan_ = arctan_ = MathsMethods.atan_
sinh_, cosh_, tanh_ = MathsMethods.sinh_, MathsMethods.cosh_, MathsMethods.tanh_
asinh_ = arcsinh_ = MathsMethods.asinh_
acosh_ = arccosh_ = MathsMethods.acosh_
atanh_ = arctanh_ = MathsMethods.atanh_
exp_, exp2_, expm1_ = MathsMethods.exp_, MathsMethods.exp2_, MathsMethods.expm1_
log_, log2_, log10_, log1p_ = MathsMethods.log_, MathsMethods.log2_, MathsMethods.log10_, MathsMethods.log1p_
sqrt_, rsqrt_, sigmoid_, logit_ = (MathsMethods.sqrt_, MathsMethods.rsqrt_, MathsMethods.sigmoid_, MathsMethods.logit_)
erf_, erfc_ = MathsMethods.erf_, MathsMethods.erfc_
deg2rad_, rad2deg_ = MathsMethods.deg2rad_, MathsMethods.rad2deg_
