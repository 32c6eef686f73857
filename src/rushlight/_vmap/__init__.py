"""vmap: functions of one example run on whole batches. The public face is ``torch.func`` and ``torch.vmap``.

``levels`` wraps the arguments and unwraps the results; inside, every ``apply`` on a batched tensor comes to
``compute``, which uses the rule of the op's family (``pointwise``, ``shapes``, ``products``, ``layers``) or runs the op
example by example.
"""

from __future__ import annotations

from . import compute, layers, pointwise, products, shapes
from .levels import vmap
