# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.ao.nn.intrinsic import Conv1d as Conv1d
from rushlight.ao.nn.intrinsic import Conv2d as Conv2d
from rushlight.ao.nn.intrinsic import Conv3d as Conv3d
from rushlight.ao.nn.intrinsic import ConvBn2d as ConvBn2d
from rushlight.ao.nn.intrinsic import ConvBnReLU2d as ConvBnReLU2d
from rushlight.ao.nn.intrinsic import ConvReLU2d as ConvReLU2d
from rushlight.ao.nn.intrinsic import Embedding as Embedding
from rushlight.ao.nn.intrinsic import EmbeddingBag as EmbeddingBag
from rushlight.ao.nn.intrinsic import FloatFunctional as FloatFunctional
from rushlight.ao.nn.intrinsic import LSTM as LSTM
from rushlight.ao.nn.intrinsic import Linear as Linear
from rushlight.ao.nn.intrinsic import LinearReLU as LinearReLU
from rushlight.ao.nn.intrinsic import QFunctional as QFunctional
from rushlight.ao.nn.intrinsic import annotations as annotations
from rushlight.ao.nn.intrinsic import refusing as refusing
