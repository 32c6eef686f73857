# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.ops import Conv2dNormActivation as Conv2dNormActivation
from rushlight.vision.ops import Conv3dNormActivation as Conv3dNormActivation
from rushlight.vision.ops import FrozenBatchNorm2d as FrozenBatchNorm2d
from rushlight.vision.ops import MLP as MLP
from rushlight.vision.ops import Permute as Permute
from rushlight.vision.ops import SqueezeExcitation as SqueezeExcitation
from rushlight.vision.ops import StochasticDepth as StochasticDepth
from . import misc as misc
from . import stochastic_depth as stochastic_depth
