"""Products of matrices in groups, as mixtures of experts need them, and of 8-bit matrices with scales."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._base import dtypes
from .._face.public import public
from .linalg.matmul import matmul
from .shapes.cat_stack import cat, stack

if TYPE_CHECKING:
    from .._face.types import Tensor, dtype


@public("torch._grouped_mm functional")
def grouped_mm(
    mat_a: Tensor,
    mat_b: Tensor,
    *,
    offs: Tensor | None = None,
    bias: Tensor | None = None,
    out_dtype: dtype | None = None,
) -> Tensor:
    """Products of pairs of matrices. A matrix with two dimensions is cut into groups that end at ``offs``: rows of
    ``mat_a``, columns of ``mat_b``, or if both have two dimensions the inner ones; one with three has a group at each
    index of its first.

    Shapes: (m, k) and (groups, k, n) give (m, n); (groups, m, k) and (k, n) give (m, n); (m, k) and (k, n) give
    (groups, m, n); (groups, m, k) and (groups, k, n) give (groups, m, n), without ``offs``. Raises RuntimeError for
    others.

    >>> grouped_mm(torch.ones(3, 2), torch.ones(2, 2, 4), offs=torch.tensor([1, 3])).shape
    torch.Size([3, 4])
    """
    a2, b2 = mat_a.ndim == 2, mat_b.ndim == 2
    if mat_a.ndim not in (2, 3) or mat_b.ndim not in (2, 3):
        raise RuntimeError(f"grouped_mm: mat_a and mat_b have 2 or 3 dimensions, not {mat_a.ndim} and {mat_b.ndim}")
    if (a2 or b2) != (offs is not None):
        raise RuntimeError("Have to provide offsets for 2d input, or no offset if both inputs are 3d")
    if mat_a.shape[-1] != mat_b.shape[-2]:
        raise RuntimeError("contraction dimension of mat_a and mat_b must match")
    if offs is None:
        result = matmul(mat_a, mat_b)
    else:
        ends = offs.tolist()
        cuts = [slice(i, j) for i, j in zip([0, *ends[:-1]], ends, strict=True)]
        if a2 and b2:
            result = stack([matmul(mat_a[:, c], mat_b[c]) for c in cuts])
        elif a2:
            result = cat([matmul(mat_a[c], b) for c, b in zip(cuts, mat_b, strict=True)])
        else:
            result = cat([matmul(a, mat_b[:, c]) for a, c in zip(mat_a, cuts, strict=True)], 1)
    result = result if bias is None else result + bias
    return result if out_dtype is None else result.to(out_dtype)


@public("torch")
def _scaled_mm(
    input: Tensor,
    mat2: Tensor,
    scale_a: Tensor,
    scale_b: Tensor,
    bias: Tensor | None = None,
    scale_result: Tensor | None = None,
    out_dtype: dtype | None = None,
    use_fast_accum: bool = False,
) -> Tensor:
    """(input * scale_a) (mat2 * scale_b) + bias, of 8-bit matrices. Scales have one number, or one per row of ``input``
    and column of ``mat2``. Raises RuntimeError for matrices that don't fit.

    >>> x = torch.ones(2, 2).to(torch.float8_e4m3fn)
    >>> torch._scaled_mm(x, x, torch.tensor(2.0), torch.tensor(3.0), out_dtype=torch.float32)
    tensor([[12., 12.],
            [12., 12.]])
    """
    if input.ndim != 2 or mat2.ndim != 2 or input.shape[1] != mat2.shape[0]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({list(input.shape)} and {list(mat2.shape)}): both are matrices"
        )
    result = matmul(input.to(dtypes.float32) * scale_a, mat2.to(dtypes.float32) * scale_b)
    result = result if bias is None else result + bias
    target = input.dtype if out_dtype is None else out_dtype
    return (result if scale_result is None else result * scale_result).to(target)
