"""Tensor: a Value with all declared methods; printing, pickling."""

from .tensor import Tensor as Tensor
from .tensor import _rebuild as _rebuild  # pickles name it here
