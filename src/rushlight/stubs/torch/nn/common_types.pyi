# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.common_types import T as T
from rushlight.nn.common_types import Tensor as Tensor
from rushlight.nn.common_types import annotations as annotations
