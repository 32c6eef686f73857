# Written by tools/stubs from the declarations (_face/public.py), not by hand.

from .._ops.elementwise.activation import functional_relu as relu
from .._ops.elementwise.exp_log_sin import sigmoid as sigmoid
from .._ops.elementwise.exp_log_sin import tanh as tanh
from .._tensor.tensor import Tensor

def relu_(input: Tensor) -> Tensor: ...
