"""The CPU namespace: NumPy's functions, and ours with compiled kernels behind them."""

from __future__ import annotations

import numpy as _numpy

from .elementwise.activation import *  # noqa: F403
from .elementwise.elementwise import *  # noqa: F403
from .layers.conv import *  # noqa: F403
from .layers.norm import *  # noqa: F403
from .layers.pool import *  # noqa: F403
from .layers.recurrent import *  # noqa: F403
from .layers.softmax import *  # noqa: F403
from .linalg.linear import *  # noqa: F403
from .losses.loss import *  # noqa: F403
from .memory import *  # noqa: F403
from .optimizer_steps import *  # noqa: F403
from .random.random import *  # noqa: F403
from .reductions.reduce import *  # noqa: F403
from .reductions.select import *  # noqa: F403
from .special.bessel import *  # noqa: F403
from .special.incomplete_gamma import *  # noqa: F403
from .special.polynomials import *  # noqa: F403
from .special.special import *  # noqa: F403
from .tensors.cast import *  # noqa: F403
from .tensors.ranges import *  # noqa: F403

native = True  # ops may call their compiled kernel directly


def __getattr__(name):
    found = globals()[name] = getattr(_numpy, name)  # found at once the next time
    return found
