# Written by tools/stubs from the declarations (_face/public.py), not by hand.

from  import arange as arange
from  import as_tensor as as_tensor
from  import cat as cat
from  import clamp as clamp
from  import empty as empty
from  import from_numpy as from_numpy
from  import full as full
from  import linspace as linspace
from  import meshgrid as meshgrid
from  import multinomial as multinomial
from  import ones as ones
from  import rand as rand
from  import randint as randint
from  import randn as randn
from  import randn_like as randn_like
from  import randperm as randperm
from  import roll as roll
from  import rot90 as rot90
from  import sign as sign
from  import stack as stack
from  import tensor as tensor
from  import where as where
from  import zeros as zeros
from  import zeros_like as zeros_like
from math import e as e
from math import inf as inf
from math import nan as nan
from math import pi as pi
from . import _C as _C
from . import amp as amp
from . import autograd as autograd
from . import backends as backends
from . import cpu as cpu
from . import cuda as cuda
from . import distributions as distributions
from . import fft as fft
from . import func as func
from . import fx as fx
from . import hub as hub
from . import jit as jit
from . import linalg as linalg
from . import masked as masked
from . import nn as nn
from . import optim as optim
from . import overrides as overrides
from . import profiler as profiler
from . import random as random
from . import return_types as return_types
from . import serialization as serialization
from . import signal as signal
from . import special as special
from . import testing as testing
from . import utils as utils
from . import version as version
from . import vision as vision
from ._arrays.threads import get_num_threads as get_num_threads
from ._arrays.threads import set_num_threads as set_num_threads
from ._base.devices import device as device
from ._base.devices import get_default_device as get_default_device
from ._base.devices import set_default_device as set_default_device
from ._base.dtypes import bfloat16 as bfloat16
from ._base.dtypes import bool_ as bool
from ._base.dtypes import complex128 as complex128
from ._base.dtypes import complex64 as complex64
from ._base.dtypes import dtype as dtype
from ._base.dtypes import float16 as float16
from ._base.dtypes import float32 as float32
from ._base.dtypes import float64 as float64
from ._base.dtypes import get_default_dtype as get_default_dtype
from ._base.dtypes import int16 as int16
from ._base.dtypes import int32 as int32
from ._base.dtypes import int64 as int64
from ._base.dtypes import int8 as int8
from ._base.dtypes import set_default_dtype as set_default_dtype
from ._base.dtypes import uint16 as uint16
from ._base.dtypes import uint32 as uint32
from ._base.dtypes import uint64 as uint64
from ._base.dtypes import uint8 as uint8
from ._base.errors import AcceleratorError as AcceleratorError
from ._base.errors import OutOfMemoryError as OutOfMemoryError
from ._base.formats import channels_last as channels_last
from ._base.formats import channels_last_3d as channels_last_3d
from ._base.formats import contiguous_format as contiguous_format
from ._base.formats import layout as layout
from ._base.formats import memory_format as memory_format
from ._base.formats import preserve_format as preserve_format
from ._base.formats import strided as strided
from ._base.size import Size as Size
from ._ops.elementwise.exp_log_sin import acos as acos
from ._ops.elementwise.exp_log_sin import acos as arccos
from ._ops.elementwise.exp_log_sin import acosh as acosh
from ._ops.elementwise.exp_log_sin import acosh as arccosh
from ._ops.elementwise.exp_log_sin import asin as arcsin
from ._ops.elementwise.exp_log_sin import asin as asin
from ._ops.elementwise.exp_log_sin import asinh as arcsinh
from ._ops.elementwise.exp_log_sin import asinh as asinh
from ._ops.elementwise.exp_log_sin import atan as arctan
from ._ops.elementwise.exp_log_sin import atan as atan
from ._ops.elementwise.exp_log_sin import atanh as arctanh
from ._ops.elementwise.exp_log_sin import atanh as atanh
from ._ops.elementwise.exp_log_sin import cos as cos
from ._ops.elementwise.exp_log_sin import cosh as cosh
from ._ops.elementwise.exp_log_sin import deg2rad as deg2rad
from ._ops.elementwise.exp_log_sin import erf as erf
from ._ops.elementwise.exp_log_sin import erfc as erfc
from ._ops.elementwise.exp_log_sin import exp as exp
from ._ops.elementwise.exp_log_sin import exp2 as exp2
from ._ops.elementwise.exp_log_sin import expm1 as expm1
from ._ops.elementwise.exp_log_sin import log as log
from ._ops.elementwise.exp_log_sin import log10 as log10
from ._ops.elementwise.exp_log_sin import log1p as log1p
from ._ops.elementwise.exp_log_sin import log2 as log2
from ._ops.elementwise.exp_log_sin import logit as logit
from ._ops.elementwise.exp_log_sin import rad2deg as rad2deg
from ._ops.elementwise.exp_log_sin import relu as relu
from ._ops.elementwise.exp_log_sin import rsqrt as rsqrt
from ._ops.elementwise.exp_log_sin import sigmoid as sigmoid
from ._ops.elementwise.exp_log_sin import sin as sin
from ._ops.elementwise.exp_log_sin import sinh as sinh
from ._ops.elementwise.exp_log_sin import sqrt as sqrt
from ._ops.elementwise.exp_log_sin import tan as tan
from ._ops.elementwise.exp_log_sin import tanh as tanh
from ._ops.layers.lstm_cell import gru_cell as gru_cell
from ._ops.layers.lstm_cell import lstm_cell as lstm_cell
from ._ops.layers.lstm_cell import rnn_relu_cell as rnn_relu_cell
from ._ops.layers.lstm_cell import rnn_tanh_cell as rnn_tanh_cell
from ._ops.layers.lstm_gru import gru as gru
from ._ops.layers.lstm_gru import lstm as lstm
from ._ops.layers.lstm_gru import rnn_relu as rnn_relu
from ._ops.layers.lstm_gru import rnn_tanh as rnn_tanh
from ._settings import are_deterministic_algorithms_enabled as are_deterministic_algorithms_enabled
from ._settings import broadcast_shapes as broadcast_shapes
from ._settings import get_deterministic_debug_mode as get_deterministic_debug_mode
from ._settings import get_float32_matmul_precision as get_float32_matmul_precision
from ._settings import get_num_interop_threads as get_num_interop_threads
from ._settings import is_deterministic_algorithms_warn_only_enabled as is_deterministic_algorithms_warn_only_enabled
from ._settings import is_warn_always_enabled as is_warn_always_enabled
from ._settings import set_default_tensor_type as set_default_tensor_type
from ._settings import set_deterministic_debug_mode as set_deterministic_debug_mode
from ._settings import set_float32_matmul_precision as set_float32_matmul_precision
from ._settings import set_flush_denormal as set_flush_denormal
from ._settings import set_num_interop_threads as set_num_interop_threads
from ._settings import set_warn_always as set_warn_always
from ._settings import typename as typename
from ._settings import use_deterministic_algorithms as use_deterministic_algorithms
from ._symbolic import SymBool as SymBool
from ._symbolic import SymFloat as SymFloat
from ._symbolic import SymInt as SymInt
from ._symbolic import sym_float as sym_float
from ._symbolic import sym_int as sym_int
from ._symbolic import sym_ite as sym_ite
from ._symbolic import sym_max as sym_max
from ._symbolic import sym_min as sym_min
from ._symbolic import sym_not as sym_not
from ._symbolic import sym_sqrt as sym_sqrt
from ._symbolic import sym_sum as sym_sum
from ._tensor.printing import get_printoptions as get_printoptions
from ._tensor.printing import printoptions as printoptions
from ._tensor.printing import set_printoptions as set_printoptions
from ._tensor.tensor import Tensor as Tensor
from ._tensor.tensor import Tensor as _Tensor
from ._tensor.types import BFloat16Tensor as BFloat16Tensor
from ._tensor.types import BoolTensor as BoolTensor
from ._tensor.types import ByteTensor as ByteTensor
from ._tensor.types import CharTensor as CharTensor
from ._tensor.types import DoubleTensor as DoubleTensor
from ._tensor.types import FloatTensor as FloatTensor
from ._tensor.types import HalfTensor as HalfTensor
from ._tensor.types import IntTensor as IntTensor
from ._tensor.types import LongTensor as LongTensor
from ._tensor.types import ShortTensor as ShortTensor
from .amp import GradScaler as GradScaler
from .amp import autocast as autocast
from .amp._state import autocast_decrement_nesting as autocast_decrement_nesting
from .amp._state import autocast_increment_nesting as autocast_increment_nesting
from .amp._state import clear_autocast_cache as clear_autocast_cache
from .amp._state import get_autocast_cpu_dtype as get_autocast_cpu_dtype
from .amp._state import get_autocast_dtype as get_autocast_dtype
from .amp._state import get_autocast_gpu_dtype as get_autocast_gpu_dtype
from .amp._state import is_autocast_cache_enabled as is_autocast_cache_enabled
from .amp._state import is_autocast_cpu_enabled as is_autocast_cpu_enabled
from .amp._state import is_autocast_enabled as is_autocast_enabled
from .amp._state import set_autocast_cache_enabled as set_autocast_cache_enabled
from .amp._state import set_autocast_cpu_dtype as set_autocast_cpu_dtype
from .amp._state import set_autocast_cpu_enabled as set_autocast_cpu_enabled
from .amp._state import set_autocast_dtype as set_autocast_dtype
from .amp._state import set_autocast_enabled as set_autocast_enabled
from .amp._state import set_autocast_gpu_dtype as set_autocast_gpu_dtype
from .autograd.grad_mode import enable_grad as enable_grad
from .autograd.grad_mode import inference_mode as inference_mode
from .autograd.grad_mode import is_grad_enabled as is_grad_enabled
from .autograd.grad_mode import is_inference_mode_enabled as is_inference_mode_enabled
from .autograd.grad_mode import no_grad as no_grad
from .autograd.grad_mode import set_grad_enabled as set_grad_enabled
from .func import vmap as vmap
from .random import Generator as Generator
from .random import default_generator as default_generator
from .random import get_rng_state as get_rng_state
from .random import initial_seed as initial_seed
from .random import manual_seed as manual_seed
from .random import seed as seed
from .random import set_rng_state as set_rng_state
from .serialization import load as load
from .serialization import save as save
from .storage import BFloat16Storage as BFloat16Storage
from .storage import BoolStorage as BoolStorage
from .storage import ByteStorage as ByteStorage
from .storage import CharStorage as CharStorage
from .storage import ComplexDoubleStorage as ComplexDoubleStorage
from .storage import ComplexFloatStorage as ComplexFloatStorage
from .storage import DoubleStorage as DoubleStorage
from .storage import FloatStorage as FloatStorage
from .storage import HalfStorage as HalfStorage
from .storage import IntStorage as IntStorage
from .storage import LongStorage as LongStorage
from .storage import ShortStorage as ShortStorage
from .storage import TypedStorage as TypedStorage
from .storage import UntypedStorage as UntypedStorage

def acos_(input: _Tensor) -> _Tensor: ...
def acosh_(input: _Tensor) -> _Tensor: ...
def arccos_(input: _Tensor) -> _Tensor: ...
def arccosh_(input: _Tensor) -> _Tensor: ...
def arcsin_(input: _Tensor) -> _Tensor: ...
def arcsinh_(input: _Tensor) -> _Tensor: ...
def arctan_(input: _Tensor) -> _Tensor: ...
def arctanh_(input: _Tensor) -> _Tensor: ...
def asin_(input: _Tensor) -> _Tensor: ...
def asinh_(input: _Tensor) -> _Tensor: ...
def atan_(input: _Tensor) -> _Tensor: ...
def atanh_(input: _Tensor) -> _Tensor: ...
def cos_(input: _Tensor) -> _Tensor: ...
def cosh_(input: _Tensor) -> _Tensor: ...
def deg2rad_(input: _Tensor) -> _Tensor: ...
def erf_(input: _Tensor) -> _Tensor: ...
def erfc_(input: _Tensor) -> _Tensor: ...
def exp2_(input: _Tensor) -> _Tensor: ...
def exp_(input: _Tensor) -> _Tensor: ...
def expm1_(input: _Tensor) -> _Tensor: ...
def log10_(input: _Tensor) -> _Tensor: ...
def log1p_(input: _Tensor) -> _Tensor: ...
def log2_(input: _Tensor) -> _Tensor: ...
def log_(input: _Tensor) -> _Tensor: ...
def logit_(input: _Tensor, eps: float | None=None) -> _Tensor: ...
def rad2deg_(input: _Tensor) -> _Tensor: ...
def relu_(input: _Tensor) -> _Tensor: ...
def rsqrt_(input: _Tensor) -> _Tensor: ...
def sigmoid_(input: _Tensor) -> _Tensor: ...
def sin_(input: _Tensor) -> _Tensor: ...
def sinh_(input: _Tensor) -> _Tensor: ...
def sqrt_(input: _Tensor) -> _Tensor: ...
def tan_(input: _Tensor) -> _Tensor: ...
def tanh_(input: _Tensor) -> _Tensor: ...
