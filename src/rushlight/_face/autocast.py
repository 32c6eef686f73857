"""What autocast may do with a public function's operands; which it is, each declaration says (PyTorch's lists for the
CPU).

Functions that say nothing compute in the dtypes they are given.
"""

from __future__ import annotations

LOWER = 1  # floats become the 16-bit dtype: where most of a network's arithmetic is, in products
WIDE = 2  # 16-bit floats become float32: losses, decompositions, transforms, which need the digits
PROMOTE = 3  # all become the widest dtype among them
STATE = 4  # as LOWER, but results have the dtype of the recurrent state that came in
PRODUCTS = 5  # of einsum and tensordot: LOWER where products of matrices compute it
REFLECTED = 6  # of pad: WIDE unless it pads by a number or in a circle
INNER = 7  # LOWER if there is a matrix among the operands
POWER = 9  # of matrix_power: LOWER where there are products; inverses are WIDE
VALUES = 8  # of max_pool3d: WIDE unless it returns indices, too
