"""The CPU namespace: NumPy's functions, and ours with compiled kernels behind them."""

from __future__ import annotations

import numpy as _numpy

from .activation import *  # noqa: F403
from .bessel import *  # noqa: F403
from .cast import *  # noqa: F403
from .conv import *  # noqa: F403
from .convolution import *  # noqa: F403
from .elementwise import *  # noqa: F403
from .incomplete_gamma import *  # noqa: F403
from .linear import *  # noqa: F403
from .loss import *  # noqa: F403
from .memory import *  # noqa: F403
from .norm import *  # noqa: F403
from .polynomials import *  # noqa: F403
from .pool import *  # noqa: F403
from .random import *  # noqa: F403
from .recurrent import *  # noqa: F403
from .reduce import *  # noqa: F403
from .softmax import *  # noqa: F403
from .special import *  # noqa: F403
from .update import *  # noqa: F403

native = True  # ops may call their compiled kernel directly


def __getattr__(name):
    found = globals()[name] = getattr(_numpy, name)  # found at once the next time
    return found
