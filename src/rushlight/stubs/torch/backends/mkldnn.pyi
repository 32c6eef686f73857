# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.backends.mkldnn import VERBOSE_OFF as VERBOSE_OFF
from rushlight.backends.mkldnn import VERBOSE_ON as VERBOSE_ON
from rushlight.backends.mkldnn import VERBOSE_ON_CREATION as VERBOSE_ON_CREATION
from rushlight.backends.mkldnn import allow_tf32 as allow_tf32
from rushlight.backends.mkldnn import conv as conv
from rushlight.backends.mkldnn import deterministic as deterministic
from rushlight.backends.mkldnn import enabled as enabled
from rushlight.backends.mkldnn import flags as flags
from rushlight.backends.mkldnn import fp32_precision as fp32_precision
from rushlight.backends.mkldnn import is_acl_available as is_acl_available
from rushlight.backends.mkldnn import is_available as is_available
from rushlight.backends.mkldnn import matmul as matmul
from rushlight.backends.mkldnn import rnn as rnn
from rushlight.backends.mkldnn import set_flags as set_flags
from rushlight.backends.mkldnn import verbose as verbose
