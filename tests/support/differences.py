"""Where a random call may differ from PyTorch: the rows of the compatibility page that such calls fall under.

A row: the functions (names, or "*" for all), where (how it is called, or "*"), a pattern of the words that tell the
difference, and the sentence that the page prints.
"""

from __future__ import annotations

import re

__all__ = ["DIFFERENCES", "explained"]

_EMPTY = r"PyTorch gives .*(tensor\(\[\]|size=\()"

DIFFERENCES = [
    (
        "relu6",
        "*",
        r"Bool inputs not supported.*\[an operand without elements\]",
        "relu6() of bools without elements is not refused.",
    ),
    (
        "group_norm",
        "*",
        r"Storage size calculation overflowed",
        "Sizes too large for memory raise OverflowError in group_norm().",
    ),
    (
        "cdist",
        "*",
        r"we raise .*\[an operand without elements\]",
        "cdist() checks dtypes on tensors without elements, too.",
    ),
    (
        "__setitem__",
        "*",
        r"^\[.*PyTorch \[",
        "Of several values written to one place by index, which one stays is not fixed.",
    ),
    (
        "__contains__ true_divide mvlgamma",
        "*",
        r"\[16-bit floats\]",
        "Numbers beyond the range of 16-bit floats count as infinite.",
    ),
    (
        "nonzero",
        "*",
        r"\[nan in an operand\].*\[16-bit floats\]",
        "nonzero() counts bfloat16 nans as PyTorch does other floats' nans.",
    ),
    (
        "adaptive_avg_pool1d",
        "*",
        r"Expected input to have non-zero size.*\[an operand without elements\]",
        "adaptive_avg_pool1d() of nothing is refused.",
    ),
    (
        "instance_norm batch_norm group_norm layer_norm",
        "*",
        r"^\[.*PyTorch \[",
        "Of large equal numbers the normalised rest differs.",
    ),
    ("norm", "*", r"\[16-bit floats\]", "Norms of large order overflow sooner."),
    (
        "l1_loss mse_loss smooth_l1_loss huber_loss",
        "*",
        r"\[16-bit floats\]",
        "Losses of 16-bit floats are computed in float32.",
    ),
    (
        "sum prod mean amax amin var std norm median softmax log_softmax cumsum",
        "masked",
        r"we raise RuntimeError: dim=.* appears multiple",
        "Masked reductions refuse a dimension that is named twice.",
    ),
    (
        "adaptive_avg_pool1d",
        "*",
        r"could not infer output dtype.*\[an operand without elements\]",
        "Means of integers without elements are not refused by adaptive_avg_pool1d().",
    ),
    ("add sub mul div rsub", "*", r"\[16-bit floats\]", "Numbers beyond the range of 16-bit floats count as infinite."),
    (
        "eigvalsh eigh eigvals eig lu lu_factor lu_factor_ex qr svd svdvals cholesky cholesky_ex inv inv_ex det "
        "slogdet solve lstsq pinv ldl_factor ldl_factor_ex matrix_exp",
        "*",
        r"we raise NotImplementedError: .*\[an operand without elements\]",
        "Linear algebra refuses integers on matrices without elements, too.",
    ),
    (
        "median nanmedian kthvalue",
        "*",
        r"PyTorch raises NotImplementedError: .*Complex.*\[an operand without elements\]",
        "Medians of complex tensors without elements are not refused.",
    ),
    ("zeta", "*", r"\[.*PyTorch \[.*nan", "zeta() of a first argument beyond 1e20 is its limit."),
    ("renorm", "*", r"PyTorch \[", "Norms of huge order overflow sooner in renorm()."),
    ("all any", "out", r"PyTorch \[", "An ``out=`` whose elements share memory gets the last value written."),
    (
        "chebyshev_polynomial_t chebyshev_polynomial_u chebyshev_polynomial_v chebyshev_polynomial_w "
        "shifted_chebyshev_polynomial_t shifted_chebyshev_polynomial_u shifted_chebyshev_polynomial_v "
        "shifted_chebyshev_polynomial_w hermite_polynomial_h hermite_polynomial_he laguerre_polynomial_l "
        "legendre_polynomial_p",
        "*",
        r"PyTorch \[.*(nan|inf)",
        "Polynomials that overflow are infinite, where PyTorch's recurrences give nan.",
    ),
    ("soft_margin_loss", "*", r"\[16-bit floats\]", "Losses of 16-bit floats are computed in float32."),
    (
        "*",
        "*",
        r"we raise RuntimeError: value cannot be converted.*" + _EMPTY,
        "Numbers are checked on tensors without elements too.",
    ),
    (
        "stack cat concat hstack vstack dstack column_stack",
        "out",
        r"\[16-bit floats\]",
        "cat() and stack() with ``out=`` round to the common dtype first.",
    ),
    (
        "*",
        "*",
        r"PyTorch raises RuntimeError: \[enforce fail at alloc_cpu.*can't allocate memory",
        "PyTorch sets memory aside for some empty results; rushlight doesn't.",
    ),
    (
        "*",
        "*",
        r"not finite in both",
        "In a complex number that is not finite, which of the two parts is infinite and which nan is not fixed.",
    ),
    (
        "prod",
        "*",
        r"PyTorch raises TypeError: prod\(\).*NoneType",
        "``prod(x, dim=None)`` is the product of all elements.",
    ),
    (
        "median nanmedian",
        "*",
        r"\[an operand without elements\]",
        "The median over an empty dimension has no defined value (PyTorch: whatever memory holds).",
    ),
    (
        "searchsorted bucketize",
        "*",
        r"\[nan in an operand\]",
        "Of boundaries with nan, nan is the largest, as sort() has it.",
    ),
    (
        "*",
        "*",
        r"torch.complex64, PyTorch .*torch.complex32",
        "There is no complex32: float16 with a complex number gives complex64.",
    ),
    (
        "masked_fill index_fill masked_fill_ index_fill_ __setitem__",
        "*",
        r"we raise .*: unsupported operation: more than one",
        "Writing by mask or index into a tensor whose elements share memory is refused.",
    ),
    (
        "*",
        "*",
        r"PyTorch raises RuntimeError: value cannot be converted to type (c10::|at::|float|double)",
        "Numbers too large for float16, bfloat16 or float32 count as infinite in arithmetic; PyTorch refuses some of "
        "them.",
    ),
    (
        "*",
        "*",
        r"we raise IndexError: index .*out of bounds.*\[an operand without elements\]",
        "Indices are checked where nothing is written, too.",
    ),
    (
        "*",
        "*",
        r"we raise ValueError: array is too big",
        "Shapes whose sizes other than 0 multiply to more than 2**63 are refused, as by NumPy.",
    ),
    ("ldexp", "*", r"PyTorch", "ldexp() multiplies by 2.0**other; exponents beyond 32 bits are not cut off."),
    (
        "take_along_dim",
        "*",
        r"we raise RuntimeError: index .* out of bounds",
        "take_along_dim() refuses indices out of range, as gather() does; PyTorch lets some pass.",
    ),
    (
        "*",
        "*",
        r"not implemented for '(Bool|Complex\w+)'",
        "Some losses, activations and products of bool or complex numbers are refused that PyTorch computes.",
    ),
    (
        "logsumexp",
        "*",
        r"PyTorch raises RuntimeError: output with shape \[\] doesn't match",
        "logsumexp() over no dimensions (``dim=()``) reduces all of them, as sum() does.",
    ),
    (
        "nansum addr addmm addmv addbmm baddbmm sum prod mean var std var_mean std_mean cumsum cumprod floor_divide "
        "remainder fmod div xlogy",
        "*",
        r"\[16-bit floats\]",
        "16-bit floats are computed in float32 and rounded once, at the end: operands of other dtypes and "
        "running sums are not rounded to 16 bits in between.",
    ),
    (
        "*",
        "out",
        r"PyTorch raises TypeError: .*(unexpected keyword argument 'out'|out=Tensor|arguments: \"dim\")",
        "``out=`` is taken by some functions, and in some forms, where PyTorch has none.",
    ),
    (
        "pow float_power",
        "*",
        r"nanj",
        "Complex powers of numbers that are not finite are NumPy's (0 as exponent gives 1).",
    ),
    (
        "*",
        "out",
        r"we raise RuntimeError: result type .* can't be cast|PyTorch raises RuntimeError: .*(to have "
        r"dtype|Unsupported dtype)",
        "Which dtypes besides the result's ``out=`` may have differs for some functions.",
    ),
    (
        "*",
        "out",
        r"PyTorch raises RuntimeError: unsupported operation: more than one element",
        "An ``out=`` that shares memory among its elements is replaced if it has another shape.",
    ),
    (
        "max min",
        "out",
        r"Expected reduction dim to be specified",
        "max() and min() of nothing are refused with ``out=``, too.",
    ),
    (
        "addr addmm addmv addbmm baddbmm",
        "*",
        r"Boolean (beta|alpha) only supported",
        "beta and alpha may be bools for all dtypes.",
    ),
    (
        "*",
        "*",
        r"ZeroDivisionError.*\[an operand without elements\]",
        "Division by an integer zero is refused where the quotient has no elements, too, if the divisor has.",
    ),
    ("pad", "*", r"\[an operand without elements\]", "pad() of tensors without elements checks less."),
    ("argsort where", "out", r"PyTorch raises TypeError", "``out=`` goes with all forms of argsort() and where()."),
    (
        "sum prod mean std_mean var_mean std var nansum nanmean",
        "*",
        r"^\[.*PyTorch \[",
        "Floats are summed and multiplied in another order: where large numbers cancel or overflow, the rest differs.",
    ),
    (
        "eq ne lt le gt ge",
        "*",
        r"\[16-bit floats\]",
        "A number of another dtype is compared with a 16-bit float as it is.",
    ),
    (
        "index_fill_ index_fill",
        "*",
        r"setStorage.*\[an operand without elements\]",
        "index_fill() of no elements does nothing.",
    ),
    (
        "conv1d conv2d",
        "*",
        r"\[an operand without elements\]",
        "Convolutions without channels give zeros (PyTorch: of integers, nothing).",
    ),
    ("logcumsumexp", "*", r"nanj", "logcumsumexp() of complex infinities is nan."),
    ("topk", "*", r"^\[", "The order of topk(sorted=False) is not PyTorch's."),
    ("histc", "*", r"Too many bins", "histc() refuses bins too narrow for the numbers."),
    ("lerp diff mean", "out", r"PyTorch raises", "lerp(), diff() and mean() with ``out=`` refuse less."),
    ("gelu", "*", r"\[16-bit floats\]", "gelu() of infinite 16-bit floats has the limit."),
    ("signbit", "*", r"\[nan in an operand\]", "The sign of a bfloat16 nan is not kept."),
    ("diff", "*", r"Dimension out of range|scalar_type", "diff() with n=0 checks its arguments as with other n."),
    (
        "matmul tensordot",
        "*",
        r"\[an operand without elements\]|m1 and m2 to have the same dtype",
        "Products of different dtypes are refused, whatever the sizes.",
    ),
    ("gcd lcm", "*", r"PyTorch \[.*-", "gcd() of the lowest number of a dtype is positive where it fits."),
    ("norm", "*", r"PyTorch \[0\.\]", "Norms of order nan are nan."),
    ("median nanmedian", "*", r"\[an expanded operand\]", "Medians of expanded tensors are right (PyTorch's are not)."),
    (
        "binary_cross_entropy_with_logits",
        "*",
        r"torch.float\d\d, PyTorch .* torch.b?float\d\d",
        "binary_cross_entropy_with_logits() of mixed dtypes has the wider one.",
    ),
    (
        "*",
        "*",
        r"PyTorch raises RuntimeError: (For integral input|value cannot be converted).*\[an operand without elements\]",
        "Numbers are not checked where nothing is computed.",
    ),
    ("conv1d conv2d", "*", r"not defined for bool", "Convolutions of bool tensors are refused."),
    (
        "*",
        "*",
        r"PyTorch raises RuntimeError: view size is not compatible",
        "Some functions take non-contiguous tensors for which PyTorch can't make a view.",
    ),
    ("mode", "*", r"\[nan in an operand\]", "Among nans, mode() counts them as equal."),
    ("norm", "*", r"\[inf\]", "Norms of large order overflow sooner."),
    ("tril_indices triu_indices", "*", r"MemoryError", "Numbers of indices beyond 2**63 don't wrap around."),
    (
        "binary_cross_entropy_with_logits",
        "*",
        r"PyTorch raises RuntimeError: (result type|Subtraction)",
        "Targets of binary_cross_entropy_with_logits() may be integers or bools.",
    ),
    (
        "__setitem__",
        "*",
        r"Index put requires the source and destination dtypes match",
        "A 0-d value is cast to the tensor's dtype whatever the index.",
    ),
    ("linspace", "*", r"not implemented for 'Bool'", "linspace() refuses bool for any number of steps."),
    (
        "stft",
        "*",
        r"PyTorch raises RuntimeError: MKL FFT error.*\[an operand without elements\]",
        "stft() of no signals gives no spectra, however long they would be.",
    ),
    (
        "bessel_j0 bessel_j1 bessel_y0 bessel_y1 airy_ai",
        "*",
        r"^\[",
        "Bessel functions J and Y and Airy's Ai are right to the last digits (PyTorch's leave a coefficient out).",
    ),
    ("polygamma", "*", r"^\[", "polygamma(1, x) is right to the last digits, and infinite at 0, -1, ..."),
    ("stride", "*", r"\[an operand without elements\]", "Strides of tensors without elements may differ."),
    (
        "solve_triangular",
        "linalg",
        r"Expected A and B to have the same dtype",
        "linalg.solve_triangular() of two dtypes is refused (PyTorch reads one as the other).",
    ),
    (
        "norm cond matrix_norm svdvals svd pinv matrix_rank lstsq eigh eigvalsh",
        "linalg",
        r"input matrix (contained|has) (non-finite|inf)",
        "Singular values and eigenvalues of matrices with inf or nan are always refused; PyTorch gives nan for some.",
    ),
    (
        "lstsq ldl_factor",
        "linalg",
        r"PyTorch raises RuntimeError: false INTERNAL ASSERT",
        "Where PyTorch fails by an internal assertion, rushlight gives the result, or says what is wrong.",
    ),
    ("matrix_exp", "linalg", r"^\[", "The exponential of a matrix with large numbers agrees in fewer digits."),
    ("vector_norm", "linalg", r"\[(inf|0\.)", "Norms of large order overflow sooner."),
]


def explained(name: str, where: str, problem: str) -> str | None:
    """The sentence of the row that a difference falls under; None if there is none."""
    problem = " ".join(problem.split())
    for names, place, pattern, sentence in DIFFERENCES:
        if (names == "*" or name in names.split()) and place in ("*", where) and re.search(pattern, problem, re.S):
            return sentence
    return None
