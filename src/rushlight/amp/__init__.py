"""``torch.amp``: mixed precision. Inside ``autocast`` products compute in 16-bit floats, what needs digits in float32;
a ``GradScaler`` keeps the gradients of float16 from vanishing.

>>> layer, x = torch.nn.Linear(3, 2), torch.ones(4, 3)
>>> with torch.autocast("cpu", dtype=torch.bfloat16):
...     y = layer(x)
>>> y.dtype, layer.weight.dtype
(torch.bfloat16, torch.float32)
"""

from __future__ import annotations

from .autocast_mode import autocast, custom_bwd, custom_fwd, is_autocast_available
from .grad_scaler import GradScaler

__all__ = ["GradScaler", "autocast", "custom_bwd", "custom_fwd", "is_autocast_available"]
