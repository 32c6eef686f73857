# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.ao.nn.quantized import Conv1d as Conv1d
from rushlight.ao.nn.quantized import Conv2d as Conv2d
from rushlight.ao.nn.quantized import Conv3d as Conv3d
from rushlight.ao.nn.quantized import ConvBn2d as ConvBn2d
from rushlight.ao.nn.quantized import ConvBnReLU2d as ConvBnReLU2d
from rushlight.ao.nn.quantized import ConvReLU2d as ConvReLU2d
from rushlight.ao.nn.quantized import Embedding as Embedding
from rushlight.ao.nn.quantized import EmbeddingBag as EmbeddingBag
from rushlight.ao.nn.quantized import FloatFunctional as FloatFunctional
from rushlight.ao.nn.quantized import LSTM as LSTM
from rushlight.ao.nn.quantized import Linear as Linear
from rushlight.ao.nn.quantized import LinearReLU as LinearReLU
from rushlight.ao.nn.quantized import QFunctional as QFunctional
from rushlight.ao.nn.quantized import annotations as annotations
from rushlight.ao.nn.quantized import refusing as refusing
