"""Where a random call may differ from PyTorch: the rows of the compatibility page that such calls fall under.

A row: the functions (names, or "*" for all), where (how it is called, or "*"), a pattern of the words that tell the difference,
and the sentence that the page prints.
"""

from __future__ import annotations

import re

__all__ = ["DIFFERENCES", "explained"]

_EMPTY = r"PyTorch gives .*(tensor\(\[\]|size=\()"

DIFFERENCES = [
    ("*", "*", r"we raise NotImplementedError: .*" + _EMPTY,
     "A dtype that an operation is not made for is refused on tensors without elements too."),
    ("*", "*", r"we raise (IndexError: Dimension out of range|RuntimeError: value cannot be converted).*" + _EMPTY,
     "Dimensions and numbers are checked on tensors without elements too."),
    ("*", "*", r"PyTorch raises RuntimeError: \[enforce fail at alloc_cpu.*can't allocate memory",
     "PyTorch sets memory aside for some empty results; rushlight doesn't."),
    ("*", "*", r"not finite in both",
     "In a complex number that is not finite, which of the two parts is infinite and which nan is not fixed."),
    ("prod", "*", r"PyTorch raises TypeError: prod\(\) received an invalid combination of arguments - got .*NoneType",
     "``prod(x, dim=None)`` is the product of all elements."),
    ("median nanmedian", "*", r"\[an operand without elements\]",
     "The median over an empty dimension has no defined value (PyTorch: whatever memory holds)."),
    ("searchsorted bucketize", "*", r"\[nan in an operand\]",
     "Of boundaries with nan, nan is the largest, as sort() has it."),
    ("*", "*", r"torch.complex64, PyTorch .*torch.complex32", "There is no complex32: float16 with a complex number gives complex64."),
    ("masked_fill index_fill masked_fill_ index_fill_", "*", r"we raise RuntimeError: unsupported operation: more than one element",
     "Writing by mask or index into a tensor whose elements share memory is refused."),
    ("*", "*", r"PyTorch raises RuntimeError: value cannot be converted to type (c10::|at::|float|double)",
     "Numbers too large for float16, bfloat16 or float32 count as infinite in arithmetic; PyTorch refuses some of them."),
    ("*", "*", r"we raise IndexError: index .*out of bounds.*\[an operand without elements\]",
     "Indices are checked where nothing is written, too."),
    ("*", "*", r"we raise ValueError: array is too big",
     "Shapes whose sizes other than 0 multiply to more than 2**63 are refused, as by NumPy."),
    ("ldexp", "*", r"PyTorch", "ldexp() multiplies by 2.0**other; exponents beyond 32 bits are not cut off."),
    ("take_along_dim", "*", r"we raise RuntimeError: index .* out of bounds",
     "take_along_dim() refuses indices out of range, as gather() does; PyTorch lets some pass."),
    ("*", "*", r"not implemented for '(Bool|Complex\w+)'",
     "Some losses, activations and products of bool or complex numbers are refused that PyTorch computes."),
    ("logsumexp", "*", r"PyTorch raises RuntimeError: output with shape \[\] doesn't match",
     "logsumexp() over no dimensions (``dim=()``) reduces all of them, as sum() does."),
    ("__int__", "*", r"'complex'", "``int()`` of a complex number is refused."),
    ("addr addmm addmv addbmm baddbmm sum prod mean var std var_mean std_mean cumsum cumprod floor_divide remainder fmod div xlogy",
     "*", r"\[16-bit floats\]", "16-bit floats are computed in float32 and rounded once, at the end: operands of other dtypes and "
     "running sums are not rounded to 16 bits in between."),
    ("*", "out", r"PyTorch raises TypeError: .*(unexpected keyword argument 'out'|out=Tensor|arguments: \"dim\")",
     "``out=`` is taken by some functions, and in some forms, where PyTorch has none."),
    ("pow float_power", "*", r"nanj", "Complex powers of numbers that are not finite are NumPy's (0 as exponent gives 1)."),
    ("take_along_dim", "*", r"PyTorch raises RuntimeError: view size is not compatible",
     "take_along_dim() without dim takes non-contiguous tensors."),
    ("mode", "*", r"\[nan in an operand\]", "Among nans, mode() counts them as equal."),
    ("any all", "out", r"output type Byte", "any() and all() write into bool tensors only."),
    ("norm", "*", r"\[inf\]", "Norms of large order overflow sooner."),
    ("tril_indices triu_indices", "*", r"MemoryError", "Numbers of indices beyond 2**63 don't wrap around."),
    ("clip clamp", "out", r"Found dtype", "clamp() casts into ``out``."),
    ("binary_cross_entropy_with_logits", "*", r"PyTorch raises RuntimeError: (result type|Subtraction)",
     "Targets of binary_cross_entropy_with_logits() may be integers or bools."),
    ("__setitem__", "*", r"Index put requires the source and destination dtypes match",
     "A 0-d value is cast to the tensor's dtype whatever the index."),
    ("linspace", "*", r"not implemented for 'Bool'", "linspace() refuses bool for any number of steps."),
    ("stride", "*", r"\[an operand without elements\]", "Strides of tensors without elements may differ."),
]  # fmt: skip


def explained(name: str, where: str, problem: str) -> str | None:
    """The sentence of the row that a difference falls under; None if there is none."""
    problem = " ".join(problem.split())
    for names, place, pattern, sentence in DIFFERENCES:
        if (
            (names == "*" or name in names.split())
            and place in ("*", where)
            and re.search(pattern, problem, re.S)
        ):
            return sentence
    return None
