# Written by tools/stubs from the declarations (_face/public.py), not by hand.

from .._ops.elementwise.exp_log_sin import erf as erf
from .._ops.elementwise.exp_log_sin import erfc as erfc
from .._ops.elementwise.exp_log_sin import exp2 as exp2
from .._ops.elementwise.exp_log_sin import expm1 as expm1
from .._ops.elementwise.exp_log_sin import log1p as log1p
from .._ops.elementwise.exp_log_sin import logit as logit
from .._ops.elementwise.exp_log_sin import sigmoid as expit
from .._tensor.tensor import Tensor as Tensor
