# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.masked.normalizations import cumprod as cumprod
from rushlight.masked.normalizations import cumsum as cumsum
from rushlight.masked.normalizations import log_softmax as log_softmax
from rushlight.masked.normalizations import logaddexp as logaddexp
from rushlight.masked.normalizations import normalize as normalize
from rushlight.masked.normalizations import softmax as softmax
from rushlight.masked.normalizations import softmin as softmin
