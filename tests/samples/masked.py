"""Samples of masked functions: the mask is made of the first operand's places."""

from __future__ import annotations

from samples.table import Table
from support.drawn import spread

__all__ = ["SAMPLES"]

table = Table()
calls, SAMPLES = table.calls, table.samples

masks = "t.tensor([[True, False, True, True], [False, True, True, False], [True, True, False, True]])"
calls(
    (spread(3, 4),),
    *(
        f"t.masked.{text.replace('m)', f'{masks})')}"
        for text in (
            "sum(x, 1, mask=m)",
            "prod(x, 0, mask=m)",
            "amax(x, 1, mask=m)",
            "amin(x, mask=m)",
            "mean(x, 1, keepdim=True, mask=m)",
            "median(x, 1, mask=m)",
            "norm(x, 3.0, 1, mask=m)",
            "var(x, 1, mask=m)",
            "std(x, mask=m)",
            "logsumexp(x, 1, mask=m)",
            "softmin(x, 1, mask=m)",
            "normalize(x, 2.0, 1, mask=m)",
            "cumsum(x, 1, mask=m)",
            "cumprod(x, 1, mask=m)",
            "mean(x, 0)",
            "var(x)",
        )
    ),
    "t.masked.softmax(x, 1, mask=t.tensor([True, False, True, True]))",
    dtypes=False,
    tolerance=4,
)
# PyTorch's second derivatives are nan where one of the two is left out
calls((spread(3, 4),), f"t.masked.logaddexp(x, x * 2, input_mask={masks})", dtypes=False, double=False, tolerance=4)
