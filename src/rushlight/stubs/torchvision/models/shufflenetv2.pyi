# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.shufflenetv2 import ShuffleNetV2 as ShuffleNetV2
from rushlight.vision.models.shufflenetv2 import shufflenet_v2_x0_5 as shufflenet_v2_x0_5
from rushlight.vision.models.shufflenetv2 import shufflenet_v2_x1_0 as shufflenet_v2_x1_0
from rushlight.vision.models.shufflenetv2 import shufflenet_v2_x1_5 as shufflenet_v2_x1_5
from rushlight.vision.models.shufflenetv2 import shufflenet_v2_x2_0 as shufflenet_v2_x2_0
