"""Random calls: which functions take what, and strategies that draw calls with odd operands.

A line of CALLS is a list of names and, after the colon, forms of arguments separated by ``|``. Arguments: x a tensor, y
one of a shape related to x's, f a floating-point tensor, o an ordered one, m a bool tensor like x, j indices into x, l
a list of tensors, n a number, c a common one, d a dimension, D a dimension, several, or None, i a small integer, s a
shape, b a bool, t a dtype; ``key=`` before any of these.
"""

from __future__ import annotations

import ast
import math
import re

import numpy as np
from hypothesis import reject
from hypothesis import strategies as st

__all__ = ["TABLE", "call", "materialise"]

CALLS = """
abs acos acosh angle asin asinh atan atanh ceil conj_physical cos cosh deg2rad digamma erf erfc erfinv i0 exp exp2 \
expm1 floor \
frac isfinite isinf isnan isneginf isposinf isreal lgamma log log10 log1p log2 logical_not neg positive rad2deg \
reciprocal \
relu round rsqrt sgn sigmoid sign signbit sin sinc sinh sqrt square tan tanh trunc bitwise_not t ravel flatten isnan \
clone \
real resolve_conj adjoint nonzero count_nonzero numel msort atleast_1d atleast_2d atleast_3d fliplr flipud corrcoef \
cov vdot: \
x
add sub mul div true_divide floor_divide remainder fmod pow eq ne lt le gt ge atan2 copysign logical_and logical_or \
logical_xor maximum minimum fmax fmin hypot logaddexp logaddexp2 nextafter heaviside xlogy bitwise_and bitwise_or \
bitwise_xor \
bitwise_left_shift bitwise_right_shift gcd lcm float_power ldexp isclose: x y | x n
add sub: x y alpha=n | x n alpha=n
div: x y rounding_mode='floor' | x y rounding_mode='trunc' | x n rounding_mode='floor' | x n rounding_mode='trunc'
dot vdot mv mm bmm matmul outer inner ger kron cross: x y
igamma igammac: x y
polygamma: i x
mvlgamma: x i
addmm addmv addbmm baddbmm addr: x y y | x y y beta=n alpha=n
addcmul addcdiv lerp: x y y | x y n
clamp clip: x n n | x n | x None n | x y y | x max=n
sum prod mean nansum nanmean all any: x | x d b | x D
sum prod mean: x dtype=t | x d dtype=t
amax amin logsumexp: x D b | x D
max min median nanmedian mode: x | x d b
argmax argmin: x | x d b | x None b
var std var_mean std_mean: x | x D | x D correction=c keepdim=b
cumsum cumprod cummax cummin logcumsumexp: x d
cumsum cumprod: x d dtype=t
norm: x | x n D b
quantile nanquantile: f n d b
aminmax: x | x dim=d keepdim=b
sort argsort: x | x d b | x dim=d stable=True
topk: x i d b b
kthvalue: x i d b
unique: x | x return_inverse=b return_counts=b
unique_consecutive: x | x return_inverse=b return_counts=b dim=d
diff: x | x i d
flip: x (d) | x (d,d)
roll: x i d | x i | x (i,i) (d,d)
rot90: x i (d,d)
tril triu: x i
diag diag_embed: x | x i
diagonal: x i d d
transpose swapaxes movedim: x d d
squeeze: x | x d
unsqueeze select_dummy: x d
unbind: x d | x
narrow: x d i i
select: x d i
chunk split tensor_split: x i d
reshape: x s
unflatten: x d s
flatten: x d d
permute: x (d,d) | x (d,d,d)
broadcast_to: x s
tile: x s
repeat_interleave: x i | x i d
cat stack concat: l d | l
stft: f i return_complex=True | f i i None None b return_complex=True | x i pad_mode='constant' return_complex=True
bartlett_window blackman_window hamming_window hann_window: i b
kaiser_window: i b c
constant_pad_nd: x (i,i) | x (i,i,i,i) n
native_channel_shuffle: x i
layer_norm: x s
group_norm: x i
batch_norm instance_norm: x None None None None True 0.1 0.001 False
hstack vstack dstack column_stack meshgrid: l
where: m x y | m n x | m x n
masked_fill: x m n | x y n
masked_select: x m | x y
masked_scatter: x m y
index_select: x d j
gather: x d j
take: x j
take_along_dim: x j d | x j
scatter scatter_add: x d j x | x d j y
scatter: x d j n
index_add index_copy: x d j x
index_fill: x d j n
bincount: x | j minlength=i
histc: f i n n
searchsorted: o f | o f right=b
bucketize: f o | f o right=b
isin: x y | x n
unfold_dummy: x d i i
nan_to_num: x | x n n n
renorm: x n d n
cdist: f f n | x y
pdist: f n
softmax log_softmax: x d | x d dtype=t
tensordot: x y i
trace: x
zeros ones rand_dummy empty_dummy: s | s dtype=t
full: s n | s n dtype=t
arange: c | c c | c c c | c c c dtype=t
linspace: n n i | n n i dtype=t
eye: i | i i
tril_indices triu_indices: i i | i i i
zeros_like ones_like: x | x dtype=t
full_like: x n | x n dtype=t
allclose equal: x y
result_type can_cast promote_types: x y
"""

METHODS = """
add sub mul div pow remainder fmod floor_divide eq lt copysign atan2 bitwise_and bitwise_or maximum xlogy: x y | x n
abs neg exp sqrt round sign ceil relu sigmoid: x
clamp: x n n
fill_: x n | x y
zero_ t item tolist T_dummy contiguous numel dim size stride: x
copy_: x y
view reshape expand repeat: x s
expand_as view_as reshape_as: x y
unfold: x d i i
unsqueeze squeeze: x d
transpose: x d d
masked_fill_: x m n
index_fill_: x d j n
index_add_ index_copy_: x d j x
scatter_ scatter_add_: x d j x
cumsum cumprod: x d
to type: x t
sum mean std: x | x D
__getitem__: x i | x j | x m | x (i,j) | x (None,i) | x (Ellipsis,i) | x (m) | x (j,j) | x (slice(None),j) | x \
slice(i,i) | x \
(slice(i,None,i),)
__setitem__: x i n | x j n | x m n | x (i,j) n | x slice(i,i) y | x j y | x m y
__contains__: x n
__len__ __bool__ __int__ __float__: x
tril triu: x i
sort: x d b
split: x i d
as_strided: x s s | x s s i
"""

FUNCTIONAL = """
relu gelu elu selu celu silu mish softplus softsign hardtanh hardsigmoid hardswish leaky_relu logsigmoid relu6 \
tanhshrink \
softshrink hardshrink: x
softmax log_softmax softmin: x dim=d
glu: x d
mse_loss l1_loss smooth_l1_loss huber_loss binary_cross_entropy binary_cross_entropy_with_logits kl_div \
soft_margin_loss \
poisson_nll_loss: x y | x y reduction='sum' | x y reduction='none'
cross_entropy nll_loss: x j | x y | x j ignore_index=i | x j reduction='none'
linear: x y | x y y
linear_cross_entropy: x y j | x y y | x y j linear_bias=y | x y j reduction='none'
conv1d conv2d: x y | x y None i i
max_pool1d max_pool2d: x i | x i i i
avg_pool1d avg_pool2d: x i | x i i i
adaptive_avg_pool1d adaptive_avg_pool2d: x i
layer_norm: x s
pad: x (i,i) | x (i,i,i,i) | x (i,i) mode='reflect' | x (i,i) value=n
threshold: x n n
dropout: x 0.0
"""

MASKED = """
sum prod mean amax amin logsumexp var std: x mask=m | x D mask=m keepdim=b | x D dtype=t
argmax argmin median: x d mask=m keepdim=b
norm: x n D mask=m
softmax log_softmax softmin cumsum cumprod: x d mask=m | x d dtype=t
normalize: x n d mask=m
logaddexp: x y input_mask=m
"""

SPECIAL = """
airy_ai bessel_j0 bessel_j1 bessel_y0 bessel_y1 entr erfcx expit gammaln i0e i1 i1e log_ndtr logit modified_bessel_i0 \
modified_bessel_i1 modified_bessel_k0 modified_bessel_k1 ndtr ndtri psi scaled_modified_bessel_k0 \
scaled_modified_bessel_k1 \
spherical_bessel_j0: x
gammainc gammaincc: x y
xlog1py zeta: x y | x n
chebyshev_polynomial_t chebyshev_polynomial_u chebyshev_polynomial_v chebyshev_polynomial_w hermite_polynomial_h \
hermite_polynomial_he laguerre_polynomial_l legendre_polynomial_p shifted_chebyshev_polynomial_t \
shifted_chebyshev_polynomial_u \
shifted_chebyshev_polynomial_v shifted_chebyshev_polynomial_w: x c
multigammaln: x i
polygamma: i x
"""


LINALG = """
inv_ex det slogdet cholesky_ex svdvals svd eigvalsh eigh lu lu_factor_ex pinv matrix_exp matrix_rank cond qr vander \
diagonal: x
solve_ex vecdot cross matmul lstsq: x y
solve_ex solve_triangular: x y upper=b left=b
norm: x | x n | x n D b | x 'nuc' | x 'fro' D b
vector_norm: x n D b | x n D b dtype=t
matrix_norm: x n (d,d) b | x 'fro' (d,d) b | x 'nuc' (d,d) | x 'fro' dtype=t
matrix_power: x i
matrix_rank pinv: f n | f atol=n rtol=n
multi_dot: l
vander: x N=c
diagonal: x offset=i dim1=d dim2=d
tensorinv: x i
cond: x n | x 'fro'
qr: x 'complete' | x 'r'
"""


def _table():
    rows = []
    for where, text in (
        ("torch", CALLS),
        ("method", METHODS),
        ("functional", FUNCTIONAL),
        ("linalg", LINALG),
        ("masked", MASKED),
        ("special", SPECIAL),
    ):
        for line in text.strip().splitlines():
            names, forms = line.split(":", 1)
            for name in names.split():
                if not name.endswith("_dummy"):
                    rows += [(where, name, form.strip()) for form in forms.split("|")]
    return rows


TABLE = _table()

DTYPES = (
    "float32",
    "float64",
    "int64",
    "bool",
    "uint8",
    "int32",
    "float16",
    "complex64",
    "int8",
    "int16",
    "complex128",
    "bfloat16",
)
SIZES = st.sampled_from([2, 3, 1, 0, 4, 5])
SHAPES = st.one_of(
    st.lists(SIZES, max_size=4).map(tuple), st.sampled_from([(0, 2**50), (2**50, 0), (17,), (1, 1, 1, 1, 1)])
)
PIECEWISE = ("diff", "split", "chunk", "tensor_split", "unbind", "tolist")
COMMON = st.sampled_from([0, 1, 2, -1, 3, 0.5, -2.5, 0.0, -0.0, True, False, 7, 1e-3])
NUMBERS = st.one_of(
    COMMON, st.sampled_from([float("inf"), float("-inf"), float("nan"), 300, -129, 2**31, 1e10, 1 + 2j])
)
DIMS = st.sampled_from([0, -1, 1, -2, 2, 3, -4, 7, -9])
COUNTS = st.one_of(st.integers(-2, 5), st.sampled_from([2, 1, 100, 2**40, -(2**62)]))
LAYOUTS = st.sampled_from(["plain", "plain", "plain", "turned", "stepped", "expanded", "offset", "reversed"])
FILLS = st.sampled_from(["small", "small", "normal", "odd", "wide"])


@st.composite
def tensor(draw, shape=None, dtypes=DTYPES, like=None):
    """A recipe of a tensor: (shape, dtype, layout, fill, seed)."""
    if like is not None:
        related = draw(st.sampled_from(["same", "same", "last", "ones", "other", "turned"]))
        own = like[0]
        shape = {"same": own, "last": own[-1:], "ones": tuple(1 for _ in own), "turned": own[::-1]}.get(related)
    if shape is None or math.prod(shape) > 10**6:
        shape = draw(SHAPES)
    dtype = draw(st.sampled_from(dtypes))
    if like is not None and draw(st.integers(0, 3)):
        dtype = like[1] if like[1] in dtypes else dtype
    return tuple(shape), dtype, draw(LAYOUTS), draw(FILLS), draw(st.integers(0, 5))


@st.composite
def argument(draw, kind, first):
    """One argument as data: ("tensor", recipe), ("tensors", recipes), ("dtype", name), ("value", anything)."""
    if kind in ("x", "y", "f", "o", "m", "j"):
        dtypes = {"f": DTYPES[:2], "o": DTYPES[:2], "m": ("bool",), "j": ("int64",)}.get(kind, DTYPES)
        recipe = draw(tensor(dtypes=dtypes, like=first))
        return {"j": "indices", "o": "ordered"}.get(kind, "tensor"), recipe
    if kind == "l":
        one = draw(tensor())
        more = draw(st.lists(tensor(like=one), max_size=2))
        return "tensors", [one, *more]
    if kind == "t":
        return "dtype", draw(st.sampled_from(DTYPES))
    if kind.startswith("("):
        return "tuple", [draw(argument(k, first)) for k in re.split(r",(?![^(]*\))", kind[1:-1].strip(","))]
    if kind.startswith("slice("):
        return "slice", [draw(argument(k, first)) for k in kind[6:-1].split(",")]
    simple = {
        "n": NUMBERS,
        "c": COMMON,
        "d": DIMS,
        "i": COUNTS,
        "b": st.booleans(),
        "s": SHAPES.filter(lambda s: max(s, default=0) < 2**40),
        "D": st.one_of(st.none(), DIMS, st.lists(DIMS, max_size=3).map(tuple)),
    }
    if kind in simple:
        return "value", draw(simple[kind])
    return "value", Ellipsis if kind == "Ellipsis" else ast.literal_eval(kind)


@st.composite
def call(draw, rows=TABLE):
    """(where, name, positional arguments, keyword arguments)."""
    where, name, form = draw(st.sampled_from(rows))
    first, args, kwargs = None, [], {}
    for kind in form.split():
        key, _, kind = kind.rpartition("=")
        made = draw(argument(kind, first))
        if first is None and made[0] in ("tensor", "tensors", "ordered"):
            first = made[1][0] if made[0] == "tensors" else made[1]
        if key:
            kwargs[key] = made
        else:
            args.append(made)
    if name in PIECEWISE and first is not None and max(first[0], default=0) > 10**6:
        reject()  # both libraries would make lists until memory ends
    if where == "torch" and first is not None and draw(st.integers(0, 5)) == 0:
        where = "in place" if draw(st.booleans()) else "out"
        if where == "out":
            kwargs["out"] = ("tensor", draw(tensor(like=first)))
    return where, name, args, kwargs


def _numbers(shape, dtype, fill, seed):
    rng = np.random.default_rng([seed, len(shape)])
    kind = "float32" if dtype == "bfloat16" else dtype
    if 0 in shape:
        return np.zeros(shape, kind)
    n = int(np.prod(shape))
    if fill == "small" or kind == "bool":
        a = rng.integers(0, 4, n)
    elif fill == "normal":
        a = rng.standard_normal(n) * 3
    elif fill == "odd":
        a = rng.choice([np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.0, 1e-30, 6e4], n)
    else:
        a = rng.choice([0, 1, 127, -128, 255, 2.0**31 - 1, -(2.0**31), 2.0**53], n)
    if np.dtype(kind).kind in "iub" and kind != "bool":
        limits = np.iinfo(kind)
        a = np.clip(np.nan_to_num(a, nan=0, posinf=9, neginf=-9), max(limits.min, -(2**62)), min(limits.max, 2**62))
    with np.errstate(all="ignore"):
        return a.astype(kind).reshape(shape)


def _tensor(lib, recipe, indices=False):
    shape, dtype, layout, fill, seed = recipe
    if indices:
        fill = "small"
    a = _numbers(shape, dtype, fill, seed)
    x = lib.from_numpy(a).clone()  # memory of its own, which out= may resize
    x = x.to(getattr(lib, dtype)) if dtype == "bfloat16" else x
    if layout == "expanded" and shape and 0 not in shape:
        return x[:1].clone().expand(shape)
    if layout == "turned" and len(shape) > 1:
        return x.permute(*range(len(shape))[::-1]).contiguous().permute(*range(len(shape))[::-1])
    if layout == "stepped" and shape and 0 not in shape:
        return lib.stack([x, x], -1).flatten(-2)[..., ::2]
    if layout == "offset" and shape and 0 not in shape:
        return lib.cat([x, x])[shape[0] :]
    if layout == "reversed" and shape:
        return x.flip(0)
    return x


def materialise(lib, made):
    """The argument of a recipe, as tensors of ``lib``."""
    kind, value = made
    if kind in ("tensor", "indices"):
        return _tensor(lib, value, kind == "indices")
    if kind == "ordered":
        return _tensor(lib, value).sort(-1)[0] if value[0] else _tensor(lib, value)
    if kind == "tensors":
        return [_tensor(lib, v) for v in value]
    if kind == "dtype":
        return getattr(lib, value)
    if kind in ("tuple", "slice"):
        parts = [materialise(lib, v) for v in value]
        return tuple(parts) if kind == "tuple" else slice(*parts)
    return value
