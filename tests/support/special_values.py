"""Samples at inf, nan, zeros of both signs, ties and subnormal numbers, beside PyTorch: results and gradients."""

from __future__ import annotations

import re

import numpy as np

__all__ = ["KINDS", "differences", "placed"]

KINDS = {
    "inf": [np.inf],
    "-inf": [-np.inf],
    "nan": [np.nan],
    "zeros": [0.0, -0.0],
    "mixed": [np.inf, -np.inf, np.nan, 0.0, -0.0, 1.0],
    "subnormal": None,
    "ties": None,
}
RTOL = {"float64": 1e-8, "float32": 2e-4}

_LAPACK = (
    r"\b(slogdet|logdet|det|inv\w*|solve\w*|tensorsolve|tensorinv|cholesky\w*|qr|svd\w*|eig\w*|lu\w*|lstsq|pinv\w*|cond|"
    r"matrix_power|matrix_exp|orgqr|ormqr|householder_product|ldl\w*|triangular_solve)\(|'nuc'|[, =]-?2\b.*dim=|"
    r"matrix_norm\(x, -?2"
)
# What is not compared, or differs: a pattern of the sample's name, one of the kind of numbers, what may differ ("nan or
# inf": elements that are finite in neither; "all"), and why.
EXPLAINED = [
    (_LAPACK, "", "all", "what factors of matrices that are not finite or singular are, LAPACK decides"),
    (r"fft\.|stft", "inf|nan|mixed", "all", "how far inf and nan spread, the transform's algorithm decides"),
    (
        r"^(conv|linear|bilinear)",
        "inf|mixed",
        "nan or inf",
        "sums of inf in another order; PyTorch adds 0 * inf of the padding",
    ),
    (r"^conv_transpose.d padded|conv_tbc", "inf|nan|mixed", "all", "zeros beside the input meet weights of nan"),
    (r"^complex sgn", "inf|mixed", "all", "PyTorch's kernel for many elements gives nan for a finite part beside inf"),
    (r"antialias", "inf|mixed", "nan or inf", "taps of weight 0, which both have, meet inf"),
    (r"^gelu$", "inf|mixed", "all", "PyTorch's gelu of inf is nan in float32"),
    (r"_norm|^(gru|lstm|rnn)", "inf|mixed", "nan or inf", "in another order of products and sums inf meets -inf"),
    (
        r"matmul|addmm|attention|grid_sample",
        "inf|mixed",
        "nan or inf",
        "in another order of products and sums inf meets -inf",
    ),
    (r"^polar", "", "all", "PyTorch's gradient of the length is wrong unless that is positive"),
    (r"^acosh", "inf|mixed", "all", "PyTorch has a gradient left of 1, where there is no value; ours is nan"),
    (
        r"^(hardtanh|relu6|softshrink|hardshrink)",
        "nan|mixed",
        "all",
        "PyTorch's kernel for many elements drops nan, that for few keeps it",
    ),
    (r"^(i1|i1e)$", "nan|mixed", "all", "PyTorch's gradient at nan is that at 0"),
    (r"^log_ndtr", "inf|mixed", "all", "-x, its gradient's limit; PyTorch: nan"),
    (r"^(digamma|polygamma)", "", "all", "PyTorch's poles at negative whole numbers are only large"),
    (r"^(fmod|remainder)", "subnormal", "all", "PyTorch takes subnormal divisors for 0"),
    (r"cumprod|vander", "", "all", "PyTorch divides by the elements; ours are products of the others"),
    (
        r"prod",
        "mixed|subnormal",
        "all",
        "both divide by the elements where none is 0: what is not finite, or has few digits, decides",
    ),
    (
        r"topk|kthvalue|sort|median|mode|embedding_bag max",
        "",
        "all",
        "which of equal elements is chosen is nobody's promise",
    ),
    (r"segment_reduce", "nan|mixed", "all", "PyTorch lets nan pass the gradient as if it were the largest element"),
    (r"cdist|pdist", "", "all", "PyTorch's largest gaps pass over nan, and its gradients of inf are nan"),
    (r"ctc_loss", "inf|mixed", "all", "a symbol of probability 0 makes PyTorch's gradients nan"),
    (r"grid_sample", "", "all", "0 times a slope that isn't finite is 0 at the border"),
    (r"var_mean|std_mean", "inf|mixed", "nan or inf", "PyTorch's mean of inf is nan there"),
    (r"trapezoid|trapz", "inf|mixed", "nan or inf", "PyTorch takes the ends off the sum: inf - inf"),
]
# PyTorch reads memory that isn't its own: not called.
CRASHES = [("grid_sample", 1)]


def placed(arrays, k, kind, dtype):
    """The arrays in ``dtype``, with numbers of ``kind`` in place of a third (of two thirds for "mixed") of operand k's;
    of ties, all elements are one number. None where nothing is to be placed."""
    made = [np.array(a, dtype) for a in arrays]
    flat = made[k].reshape(-1)
    if not flat.size:
        return None
    if kind == "ties":
        flat[:] = np.round(flat[0])
    else:
        values = KINDS[kind] or [3 * np.finfo(dtype).smallest_subnormal, -5 * np.finfo(dtype).smallest_subnormal]
        at = np.random.default_rng(7).permutation(flat.size)
        for i, p in enumerate(at[: max(1, flat.size * (2 if kind == "mixed" else 1) // 3)]):
            flat[p] = values[i % len(values)]
    return made


def _run(t, sample, arrays):
    """Results and gradients, as arrays by name."""
    xs = [t.from_numpy(a.copy()).requires_grad_() for a in arrays]
    result = sample.call(t, *xs)
    result = result if isinstance(result, (tuple, list)) else [result]
    ys = [y for y in result if y.dtype.is_floating_point and y.requires_grad]
    found = {f"result {i}": y.detach().numpy() for i, y in enumerate(result) if y.dtype.is_floating_point}
    if ys:
        rng = np.random.default_rng(3)
        seeds = [t.from_numpy(np.asarray(rng.standard_normal(tuple(y.shape)), y.detach().numpy().dtype)) for y in ys]
        grads = t.autograd.grad(ys, xs, seeds, allow_unused=True)
        for i, (g, a) in enumerate(zip(grads, arrays, strict=True)):
            found[f"gradient {i}"] = np.zeros_like(a) if g is None else (g.detach() + 0).numpy()
    return found


def _outcome(t, sample, arrays):
    try:
        return _run(t, sample, arrays), None
    except Exception as error:
        return None, error


def _unlike(p, q, rtol, may):
    """What differs, in words."""
    if p.shape != q.shape:
        return f"shape {p.shape}, PyTorch {q.shape}"
    size = np.abs(q[np.isfinite(q)])
    limit = rtol * max(1.0, float(size.max()) if size.size else 0.0)
    same = np.isclose(p, q, rtol, limit, equal_nan=True)
    if may == "nan or inf":
        same |= ~np.isfinite(p) & ~np.isfinite(q)
    return None if same.all() else f"{p[~same][:6]}, PyTorch {q[~same][:6]}"


def differences(torch, ours, sample, dtype, kind):
    """(how many cases were compared, what differs in them, in words)."""
    may = {m for name, kinds, m, _ in EXPLAINED if re.search(name, sample.name) and re.search(kinds, kind)}
    if "all" in may:
        return 0, []
    count, found = 0, []
    for k in range(len(sample.arrays)):
        arrays = placed(sample.arrays, k, kind, dtype)
        if arrays is None or any(sample.name.startswith(name) and k == place for name, place in CRASHES):
            continue
        count += 1
        where = f"{sample.name}, {kind} in operand {k}, {dtype}: "
        expected, failure = _outcome(torch, sample, arrays)
        got, error = _outcome(ours, sample, arrays)
        if (failure is None) != (error is None):
            found.append(where + f"{error or 'a result'}, PyTorch {failure or 'a result'}")
        elif failure is None:
            for name, q in expected.items():
                problem = _unlike(got[name], q, RTOL[dtype], "".join(may))
                if problem:
                    found.append(f"{where}{name}: {problem}")
    return count, found
