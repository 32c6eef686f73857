"""rushlight: PyTorch's API on NumPy arrays."""

from __future__ import annotations

from math import e, inf, nan, pi

from ._arrays.threads import get_num_threads, set_num_threads
from ._devices import device, get_default_device, set_default_device
from ._dtypes import (
    bfloat16,
    can_cast,
    complex64,
    complex128,
    dtype,
    float16,
    float32,
    float64,
    get_default_dtype,
    int8,
    int16,
    int32,
    int64,
    promote_types,
    set_default_dtype,
    uint8,
    uint16,
    uint32,
    uint64,
)  # fmt: skip
from ._dtypes import bool_ as bool
from ._errors import MissingName as _MissingName
from ._formats import (
    channels_last,
    channels_last_3d,
    contiguous_format,
    layout,
    memory_format,
    preserve_format,
    strided,
)
from ._ops.addmm import addbmm, addmm, addmv, addr, baddbmm
from ._ops.arithmetic import (
    add,
    div,
    divide,
    floor_divide,
    fmod,
    mul,
    multiply,
    neg,
    negative,
    positive,
    reciprocal,
    remainder,
    rsub,
    sub,
    subtract,
    true_divide,
)  # fmt: skip
from ._ops.bessel import i0
from ._ops.bitwise import (
    bitwise_and,
    bitwise_left_shift,
    bitwise_not,
    bitwise_or,
    bitwise_right_shift,
    bitwise_xor,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
)  # fmt: skip
from ._ops.cast import clone, fill
from ._ops.compare import (
    allclose,
    eq,
    equal,
    ge,
    greater,
    greater_equal,
    gt,
    isclose,
    isfinite,
    isin,
    isinf,
    isnan,
    isneginf,
    isposinf,
    isreal,
    le,
    less,
    less_equal,
    lt,
    ne,
    not_equal,
)  # fmt: skip
from ._ops.complex import (
    complex,
    conj,
    imag,
    is_conj,
    polar,
    real,
    resolve_conj,
    view_as_complex,
    view_as_real,
)  # fmt: skip
from ._ops.contract import cross, einsum, kron, tensordot
from ._ops.counting import (
    bincount,
    bucketize,
    hash_tensor,
    nanquantile,
    quantile,
    searchsorted,
    unique,
    unique_consecutive,
)  # fmt: skip
from ._ops.diagonals import (
    diag,
    diag_embed,
    diagflat,
    diagonal,
    trace,
    tril,
    tril_indices,
    triu,
    triu_indices,
)  # fmt: skip
from ._ops.differences import cumulative_trapezoid, diff, gradient, trapezoid, trapz
from ._ops.gamma import digamma, igamma, igammac, lgamma, mvlgamma, polygamma
from ._ops.gather import gather, scatter, scatter_add, take_along_dim
from ._ops.gradient import detach, is_inference
from ._ops.grids import (
    atleast_1d,
    atleast_2d,
    atleast_3d,
    block_diag,
    broadcast_tensors,
    cartesian_prod,
    combinations,
    meshgrid,
    unravel_index,
)  # fmt: skip
from ._ops.histograms import histc, histogram, histogramdd
from ._ops.index_along import index_add, index_copy, index_fill, index_select, put, take
from ._ops.indexing import argwhere, index_put, nonzero, nonzero_static
from ._ops.joining import (
    cat,
    chunk,
    column_stack,
    concat,
    concatenate,
    dsplit,
    dstack,
    hsplit,
    hstack,
    row_stack,
    split,
    split_with_sizes,
    stack,
    tensor_split,
    unbind,
    unsafe_chunk,
    unsafe_split,
    unsafe_split_with_sizes,
    vsplit,
    vstack,
)  # fmt: skip
from ._ops.linalg import (
    bmm,
    dot,
    ger,
    inner,
    matmul,
    mm,
    mv,
    outer,
    vdot,
)  # fmt: skip
from ._ops.masking import masked_fill, masked_scatter, masked_select
from ._ops.maths import (
    acos,
    acosh,
    arccos,
    arccosh,
    arcsin,
    arcsinh,
    arctan,
    arctanh,
    asin,
    asinh,
    atan,
    atanh,
    cos,
    cosh,
    deg2rad,
    erf,
    erfc,
    exp,
    exp2,
    expm1,
    log,
    log1p,
    log2,
    log10,
    logit,
    rad2deg,
    relu,
    relu_,
    rsqrt,
    sigmoid,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)  # fmt: skip
from ._ops.matrix_norms import norm
from ._ops.pairs import (
    addcdiv,
    addcmul,
    arctan2,
    atan2,
    copysign,
    gcd,
    heaviside,
    hypot,
    lcm,
    ldexp,
    lerp,
    logaddexp,
    logaddexp2,
    nextafter,
    xlogy,
)  # fmt: skip
from ._ops.power import float_power, pow
from ._ops.promotion import (
    finfo,
    iinfo,
    is_complex,
    is_floating_point,
    is_nonzero,
    is_signed,
    is_tensor,
    numel,
    result_type,
)  # fmt: skip
from ._ops.random import (
    bernoulli,
    multinomial,
    normal,
    poisson,
    rand,
    rand_like,
    randint,
    randint_like,
    randn,
    randn_like,
    randperm,
)  # fmt: skip
from ._ops.reduce import (
    all,
    amax,
    amin,
    aminmax,
    any,
    argmax,
    argmin,
    count_nonzero,
    max,
    mean,
    min,
    nanmean,
    nansum,
    prod,
    sum,
)  # fmt: skip
from ._ops.reduce_at import index_reduce, scatter_reduce
from ._ops.rounding import (
    abs,
    absolute,
    angle,
    ceil,
    conj_physical,
    fix,
    floor,
    frac,
    frexp,
    round,
    sgn,
    sign,
    signbit,
    square,
    trunc,
)  # fmt: skip
from ._ops.scan import cummax, cummin, cumprod, cumsum, logcumsumexp
from ._ops.scatter_views import as_strided_scatter, diagonal_scatter, select_scatter, slice_scatter
from ._ops.select import (
    clamp,
    clamp_,
    clamp_max,
    clamp_max_,
    clamp_min,
    clamp_min_,
    clip,
    clip_,
    fmax,
    fmin,
    maximum,
    minimum,
    nan_to_num,
    nan_to_num_,
    where,
)  # fmt: skip
from ._ops.shape import flip, fliplr, flipud, repeat_interleave, roll, rot90, tile
from ._ops.softmax import torch_log_softmax as log_softmax
from ._ops.softmax import torch_softmax as softmax
from ._ops.sorting import argsort, kthvalue, msort, sort, topk
from ._ops.special_functions import erfinv, sinc
from ._ops.statistics import (
    corrcoef,
    cov,
    dist,
    logsumexp,
    median,
    mode,
    nanmedian,
    std,
    std_mean,
    var,
    var_mean,
)  # fmt: skip
from ._ops.strided import as_strided
from ._ops.views import (
    adjoint,
    broadcast_to,
    flatten,
    moveaxis,
    movedim,
    narrow,
    permute,
    ravel,
    reshape,
    select,
    squeeze,
    swapaxes,
    swapdims,
    t,
    transpose,
    unflatten,
    unsqueeze,
)  # fmt: skip
from ._overrides import face as _face
from ._printing import get_printoptions, printoptions, set_printoptions
from ._size import Size
from .creation import (
    arange,
    as_tensor,
    asarray,
    empty,
    empty_like,
    empty_permuted,
    empty_strided,
    eye,
    from_dlpack,
    from_numpy,
    frombuffer,
    full,
    full_like,
    linspace,
    logspace,
    ones,
    ones_like,
    range,
    scalar_tensor,
    tensor,
    zeros,
    zeros_like,
)  # fmt: skip
from .tensor import Tensor
from .version import __version__

float, double, half, int, long, short = float32, float64, float16, int32, int64, int16
cfloat, cdouble = complex64, complex128
newaxis = None

__all__ = [
    "Size", "Tensor", "abs", "absolute", "acos", "acosh", "add", "addbmm", "addcdiv", "addcmul", "addmm",
    "addmv", "addr", "adjoint", "all", "allclose", "amax", "amin", "aminmax", "angle", "any", "arange",
    "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh", "argmax", "argmin",
    "argsort", "argwhere", "as_strided", "as_tensor", "asarray", "asin", "asinh", "atan", "atan2",
    "atanh", "atleast_1d", "atleast_2d", "atleast_3d", "baddbmm", "bernoulli", "bfloat16", "bincount",
    "bitwise_and", "bitwise_left_shift", "bitwise_not", "bitwise_or", "bitwise_right_shift",
    "bitwise_xor", "block_diag", "bmm", "bool", "broadcast_tensors", "broadcast_to", "bucketize",
    "can_cast", "cartesian_prod", "cat", "cdouble", "ceil", "cfloat", "channels_last",
    "channels_last_3d", "chunk", "clamp", "clamp_", "clamp_max", "clamp_max_", "clamp_min", "clamp_min_",
    "clip", "clip_", "clone", "column_stack", "combinations", "complex", "complex64", "complex128",
    "concat", "concatenate", "conj", "conj_physical", "contiguous_format", "copysign", "corrcoef", "cos",
    "cosh", "count_nonzero", "cov", "cross", "cummax", "cummin", "cumprod", "cumsum", "cumulative_trapezoid", "deg2rad", "detach",
    "device", "diag", "diag_embed", "diagflat", "diagonal", "diagonal_scatter", "diff", "digamma", "dist",
    "div", "divide", "dot", "double", "dsplit", "dstack", "dtype", "e", "einsum", "empty", "empty_like",
    "empty_strided", "eq", "equal", "erf", "erfc", "erfinv", "exp", "exp2", "expm1", "eye", "finfo",
    "fix", "flatten", "flip", "fliplr", "flipud", "float", "float16", "float32", "float64", "float_power",
    "floor", "floor_divide", "fmax", "fmin", "fmod", "frac", "from_dlpack", "from_numpy", "frombuffer",
    "full", "full_like", "gather", "gcd", "ge", "ger", "get_default_device", "get_default_dtype",
    "get_num_threads", "get_printoptions", "gradient", "greater", "greater_equal", "gt", "half", "heaviside", "histc",
    "histogram", "histogramdd",
    "hsplit", "hstack", "hypot", "i0", "igamma", "igammac", "iinfo", "imag",
    "index_add", "index_copy", "index_fill", "index_put", "index_reduce",
    "index_select", "inf", "inner", "int", "int8", "int16", "int32", "int64", "is_complex", "is_conj",
    "is_floating_point", "is_inference", "is_nonzero", "is_signed", "is_tensor", "isclose", "isfinite",
    "isin", "isinf", "isnan", "isneginf", "isposinf", "isreal", "kron", "kthvalue", "layout", "lcm",
    "ldexp", "le", "lerp", "less", "less_equal", "lgamma", "linspace", "log", "log1p", "log2", "log10",
    "log_softmax", "logaddexp", "logaddexp2", "logcumsumexp", "logical_and", "logical_not", "logical_or",
    "logical_xor", "logit", "logspace", "logsumexp", "long", "lt", "masked_fill", "masked_scatter",
    "masked_select", "matmul", "max", "maximum", "mean", "median", "memory_format", "meshgrid", "min",
    "minimum", "mm", "mode", "moveaxis", "movedim", "msort", "mul", "multinomial", "multiply", "mv", "mvlgamma",
    "nan", "nan_to_num", "nan_to_num_", "nanmean", "nanmedian", "nanquantile", "nansum", "narrow", "ne",
    "neg", "negative", "newaxis", "nextafter", "nonzero", "norm", "normal", "not_equal", "numel", "ones",
    "ones_like", "outer", "permute", "pi", "poisson", "polar", "polygamma", "positive", "pow",
    "preserve_format", "printoptions", "prod", "promote_types", "put", "quantile", "rad2deg", "rand",
    "rand_like", "randint", "randint_like", "randn", "randn_like", "randperm", "range", "ravel", "real",
    "reciprocal", "relu", "relu_", "remainder", "repeat_interleave", "reshape", "resolve_conj",
    "result_type", "roll", "rot90", "round", "row_stack", "rsqrt", "rsub", "scalar_tensor", "scatter",
    "scatter_add", "scatter_reduce", "searchsorted", "select", "select_scatter", "set_default_device", "set_default_dtype",
    "set_num_threads", "set_printoptions", "sgn", "short", "sigmoid", "sign", "signbit", "sin", "sinc",
    "sinh", "slice_scatter", "softmax", "sort", "split", "split_with_sizes", "sqrt", "square", "squeeze",
    "stack", "std", "std_mean", "strided", "sub", "subtract", "sum", "swapaxes", "swapdims", "t", "take",
    "take_along_dim", "tan", "tanh", "tensor", "tensor_split", "tensordot", "tile", "topk", "trace",
    "transpose", "trapezoid", "trapz", "tril", "tril_indices", "triu", "triu_indices", "true_divide",
    "trunc", "uint8", "uint16", "uint32", "uint64", "unbind", "unflatten", "unique", "unique_consecutive",
    "unsqueeze", "var", "var_mean", "vdot", "view_as_complex", "view_as_real", "vsplit", "vstack",
    "where", "xlogy", "zeros", "zeros_like",
]  # fmt: skip

globals().update(_face("rushlight", __all__, globals()))

# Loaded when first used
_MODULES = (
    "amp", "autograd", "backends", "cpu", "cuda", "fft", "linalg", "masked", "nn", "optim", "random", "return_types", "serialization",
    "signal", "special", "testing", "utils", "version", "vision",
    "distributions",
    "_C", "func", "overrides",
    "fx", "hub", "jit", "profiler",
)  # fmt: skip
_ELSEWHERE = {
    "load": "serialization", "save": "serialization", "vmap": "func", "autocast": "amp", "GradScaler": "amp",
    **dict.fromkeys((
        "autocast_decrement_nesting", "autocast_increment_nesting", "clear_autocast_cache", "get_autocast_cpu_dtype",
        "get_autocast_dtype", "get_autocast_gpu_dtype", "is_autocast_cache_enabled", "is_autocast_cpu_enabled", "is_autocast_enabled",
        "set_autocast_cache_enabled", "set_autocast_cpu_dtype", "set_autocast_cpu_enabled", "set_autocast_dtype",
        "set_autocast_enabled", "set_autocast_gpu_dtype",
    ), "amp._state"),
    "enable_grad": "autograd.grad_mode", "inference_mode": "autograd.grad_mode", "is_grad_enabled": "autograd.grad_mode",
    "is_inference_mode_enabled": "autograd.grad_mode", "no_grad": "autograd.grad_mode", "set_grad_enabled": "autograd.grad_mode",
    **dict.fromkeys((
        "alias_copy", "as_strided_copy", "detach_copy", "diagonal_copy", "expand_copy", "narrow_copy", "permute_copy",
        "select_copy", "slice_copy", "split_copy", "split_with_sizes_copy", "squeeze_copy", "t_copy", "transpose_copy",
        "unbind_copy", "unfold_copy", "unsqueeze_copy", "view_as_complex_copy", "view_as_real_copy", "view_copy",
    ), "_ops.view_copies"),
    **dict.fromkeys((
        "abs_", "acos_", "acosh_", "addmv_", "arccos_", "arccosh_", "arcsin_", "arcsinh_", "arctan_", "arctanh_", "as_strided_",
        "asin_", "asinh_", "atan_", "atanh_", "ceil_", "conj_physical_", "cos_", "cosh_", "deg2rad_", "detach_", "erf_", "erfc_",
        "exp2_", "exp_", "expm1_", "fill_", "fix_", "floor_", "frac_", "gcd_", "i0_", "index_put_", "lcm_", "ldexp_", "log10_", "log1p_",
        "log2_", "log_", "logit_", "neg_", "negative_", "rad2deg_", "reciprocal_", "resize_as_", "round_", "rsqrt_", "sigmoid_",
        "sin_", "sinc_", "sinh_", "sqrt_", "square_", "tan_", "tanh_", "trunc_", "xlogy_", "zero_",
    ), "_ops.in_place"),
    **dict.fromkeys(("bartlett_window", "blackman_window", "hamming_window", "hann_window", "kaiser_window"), "_ops.windows"),
    "istft": "_ops.stft", "stft": "_ops.stft",
    **dict.fromkeys((
        "alpha_dropout", "alpha_dropout_", "batch_norm", "binary_cross_entropy_with_logits", "constant_pad_nd", "dropout",
        "dropout_", "feature_alpha_dropout", "feature_alpha_dropout_", "feature_dropout", "feature_dropout_", "group_norm",
        "instance_norm", "kl_div", "layer_norm", "native_batch_norm", "native_group_norm",
        "native_layer_norm", "poisson_nll_loss",
    ), "_ops.torch_forms"),
    "bilinear": "nn.functional", "celu_": "nn.functional", "native_channel_shuffle": "nn.functional", "rms_norm": "nn.functional",
    "selu_": "nn.functional", "threshold_": "nn.functional",
    "segment_reduce": "_ops.segments", "vander": "_ops.grids",
    "chain_matmul": "_ops.matrix_functions", "matrix_exp": "_ops.matrix_functions", "matrix_power": "_ops.matrix_functions",
    "cholesky": "_ops.factoring", "lu": "_ops.factoring", "lu_solve": "_ops.factoring", "lu_unpack": "_ops.factoring",
    "cholesky_inverse": "_ops.solving", "cholesky_solve": "_ops.solving", "inverse": "_ops.solving",
    "triangular_solve": "_ops.solving",
    "det": "_ops.determinants", "logdet": "_ops.determinants", "slogdet": "_ops.determinants", "svd": "_ops.spectra",
    "geqrf": "_ops.orthogonal", "orgqr": "_ops.orthogonal", "ormqr": "_ops.orthogonal", "qr": "_ops.orthogonal",
    "pinverse": "_ops.least_squares", "pca_lowrank": "_ops.low_rank", "svd_lowrank": "_ops.low_rank",
    "lobpcg": "_ops.lobpcg",
    **dict.fromkeys((
        "_dirichlet_grad", "_sample_dirichlet", "_standard_gamma", "_standard_gamma_grad", "binomial",
    ), "_ops.gamma_draws"),
    "cdist": "_ops.distances", "pdist": "_ops.distances", "renorm": "_ops.distances", "renorm_": "_ops.distances",
    "get_device": "_ops.attributes", "is_same_size": "_ops.attributes",
    "is_neg": "_ops.complex", "resolve_neg": "_ops.complex",
    "Generator": "random", "default_generator": "random", "get_rng_state": "random", "initial_seed": "random",
    "manual_seed": "random", "seed": "random", "set_rng_state": "random",
    "BFloat16Tensor": "tensor_types", "BoolTensor": "tensor_types", "ByteTensor": "tensor_types", "CharTensor": "tensor_types",
    "DoubleTensor": "tensor_types", "FloatTensor": "tensor_types", "HalfTensor": "tensor_types", "IntTensor": "tensor_types",
    "LongTensor": "tensor_types", "ShortTensor": "tensor_types",
    "are_deterministic_algorithms_enabled": "settings", "broadcast_shapes": "settings", "get_float32_matmul_precision": "settings",
    "get_num_interop_threads": "settings", "is_storage": "_ops.storage", "from_file": "_ops.storage",
    **dict.fromkeys((
        "BFloat16Storage", "BoolStorage", "ByteStorage", "CharStorage", "ComplexDoubleStorage", "ComplexFloatStorage",
        "DoubleStorage", "FloatStorage", "HalfStorage", "IntStorage", "LongStorage", "ShortStorage", "TypedStorage", "UntypedStorage",
    ), "storage"),
    "is_deterministic_algorithms_warn_only_enabled": "settings", "set_default_tensor_type": "settings",
    "set_float32_matmul_precision": "settings", "set_flush_denormal": "settings", "set_num_interop_threads": "settings",
    "get_deterministic_debug_mode": "settings", "set_deterministic_debug_mode": "settings",
    "is_warn_always_enabled": "settings", "set_warn_always": "settings",
    **dict.fromkeys((
        "SymBool", "SymFloat", "SymInt", "sym_float", "sym_int", "sym_ite", "sym_max", "sym_min", "sym_not", "sym_sqrt", "sym_sum",
    ), "_symbolic"),
    "AcceleratorError": "_errors", "OutOfMemoryError": "_errors",
    "typename": "settings", "use_deterministic_algorithms": "settings",
    "adaptive_max_pool1d": "nn.functional", "channel_shuffle": "nn.functional", "conv_tbc": "nn.functional",
    "gru": "nn.modules.rnn", "lstm": "nn.modules.rnn", "rnn_relu": "nn.modules.rnn", "rnn_tanh": "nn.modules.rnn",
    "cosine_similarity": "nn.functional", "gru_cell": "nn.modules.rnn", "lstm_cell": "nn.modules.rnn",
    "pairwise_distance": "nn.functional", "pixel_shuffle": "nn.functional", "pixel_unshuffle": "nn.functional",
    "rnn_relu_cell": "nn.modules.rnn", "rnn_tanh_cell": "nn.modules.rnn",
    "affine_grid_generator": "_ops.native_forms", "cosine_embedding_loss": "_ops.native_forms",
    "ctc_loss": "_ops.native_forms", "embedding": "_ops.native_forms", "grid_sampler": "_ops.native_forms",
    "grid_sampler_2d": "_ops.native_forms", "grid_sampler_3d": "_ops.native_forms",
    "hinge_embedding_loss": "_ops.native_forms", "margin_ranking_loss": "_ops.native_forms", "rrelu": "_ops.native_forms",
    "rrelu_": "_ops.native_forms", "triplet_margin_loss": "_ops.native_forms",
    "adaptive_avg_pool1d": "nn.functional", "avg_pool1d": "nn.functional", "celu": "nn.functional", "conv1d": "nn.functional",
    "conv2d": "nn.functional", "conv3d": "nn.functional", "conv_transpose1d": "nn.functional", "conv_transpose2d": "nn.functional",
    "conv_transpose3d": "nn.functional", "hardshrink": "nn.functional", "max_pool1d": "nn.functional", "max_pool2d": "nn.functional",
    "max_pool3d": "nn.functional", "prelu": "nn.functional", "selu": "nn.functional", "threshold": "nn.functional",
}  # fmt: skip


def __getattr__(name):
    if name in _MODULES or name in _ELSEWHERE:
        from importlib import import_module

        module = import_module("." + _ELSEWHERE.get(name, name), __name__)
        value = module if name in _MODULES else getattr(module, name)
        if _ELSEWHERE.get(name, "").startswith("_ops."):
            value = _face("rushlight", (name,), {name: value}).get(name, value)
        globals()[name] = value
        return value
    raise _MissingName("torch", name, __dir__)


def __dir__():
    return sorted({*globals(), *_MODULES, *_ELSEWHERE})
