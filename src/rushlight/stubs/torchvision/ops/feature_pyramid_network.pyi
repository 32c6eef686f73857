# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.ops.feature_pyramid_network import ExtraFPNBlock as ExtraFPNBlock
from rushlight.vision.ops.feature_pyramid_network import FeaturePyramidNetwork as FeaturePyramidNetwork
from rushlight.vision.ops.feature_pyramid_network import LastLevelMaxPool as LastLevelMaxPool
from rushlight.vision.ops.feature_pyramid_network import LastLevelP6P7 as LastLevelP6P7
