# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.ops.misc import Conv2dNormActivation as Conv2dNormActivation
from rushlight.vision.ops.misc import Conv3dNormActivation as Conv3dNormActivation
from rushlight.vision.ops.misc import ConvNormActivation as ConvNormActivation
from rushlight.vision.ops.misc import FrozenBatchNorm2d as FrozenBatchNorm2d
from rushlight.vision.ops.misc import MLP as MLP
from rushlight.vision.ops.misc import Permute as Permute
from rushlight.vision.ops.misc import SqueezeExcitation as SqueezeExcitation
