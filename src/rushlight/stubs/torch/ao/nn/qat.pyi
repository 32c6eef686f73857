# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.ao.nn.qat import Conv1d as Conv1d
from rushlight.ao.nn.qat import Conv2d as Conv2d
from rushlight.ao.nn.qat import Conv3d as Conv3d
from rushlight.ao.nn.qat import ConvBn2d as ConvBn2d
from rushlight.ao.nn.qat import ConvBnReLU2d as ConvBnReLU2d
from rushlight.ao.nn.qat import ConvReLU2d as ConvReLU2d
from rushlight.ao.nn.qat import Embedding as Embedding
from rushlight.ao.nn.qat import EmbeddingBag as EmbeddingBag
from rushlight.ao.nn.qat import FloatFunctional as FloatFunctional
from rushlight.ao.nn.qat import LSTM as LSTM
from rushlight.ao.nn.qat import Linear as Linear
from rushlight.ao.nn.qat import LinearReLU as LinearReLU
from rushlight.ao.nn.qat import QFunctional as QFunctional
from rushlight.ao.nn.qat import annotations as annotations
from rushlight.ao.nn.qat import refusing as refusing
