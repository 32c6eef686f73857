"""Wrong calls of the room common."""

from __future__ import annotations

__all__ = ["ERRORS"]


ERRORS = (
    ("t.result_type(1)", "TypeError", "takes two tensors or numbers, got 1"),
    ("t.is_nonzero(x)", "RuntimeError", "Boolean value of Tensor with more than one"),
    ("t.can_cast(1, 2)", "TypeError", "(position 1) must be torch.dtype, not int"),
)
