"""Help for tests: comparing tensors, making tensors, checking operations."""

from ._closeness import assert_allclose, assert_close
from ._conformance import check_op
from ._making import make_tensor

__all__ = ["assert_allclose", "assert_close", "check_op", "make_tensor"]
