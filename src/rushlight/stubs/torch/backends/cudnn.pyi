# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.backends.cudnn import CUDNN_TENSOR_DTYPES as CUDNN_TENSOR_DTYPES
from rushlight.backends.cudnn import allow_tf32 as allow_tf32
from rushlight.backends.cudnn import benchmark as benchmark
from rushlight.backends.cudnn import benchmark_limit as benchmark_limit
from rushlight.backends.cudnn import conv as conv
from rushlight.backends.cudnn import depthwise_kernel as depthwise_kernel
from rushlight.backends.cudnn import deterministic as deterministic
from rushlight.backends.cudnn import enabled as enabled
from rushlight.backends.cudnn import flags as flags
from rushlight.backends.cudnn import fp32_precision as fp32_precision
from rushlight.backends.cudnn import is_acceptable as is_acceptable
from rushlight.backends.cudnn import is_available as is_available
from rushlight.backends.cudnn import rnn as rnn
from rushlight.backends.cudnn import set_flags as set_flags
from rushlight.backends.cudnn import version as version
