# Written by tools/stubs from the declarations (_face/public.py), not by hand.

from  import binary_cross_entropy_with_logits as binary_cross_entropy_with_logits
from  import channel_shuffle as channel_shuffle
from  import conv1d as conv1d
from  import conv2d as conv2d
from  import conv3d as conv3d
from  import grid_sample as grid_sample
from  import logsigmoid as logsigmoid
from  import normalize as normalize
from  import one_hot as one_hot
from  import pad as pad
from  import softmax as softmax
from  import softplus as softplus
from .._ops.elementwise.activation import functional_relu as relu
from .._ops.elementwise.exp_log_sin import sigmoid as sigmoid
from .._ops.elementwise.exp_log_sin import tanh as tanh
from .._tensor.tensor import Tensor

def relu_(input: Tensor) -> Tensor: ...
