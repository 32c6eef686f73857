# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.mobilenet import MobileNetV2 as MobileNetV2
from rushlight.vision.models.mobilenet import MobileNetV3 as MobileNetV3
from rushlight.vision.models.mobilenet import mobilenet_v2 as mobilenet_v2
from rushlight.vision.models.mobilenet import mobilenet_v3_large as mobilenet_v3_large
from rushlight.vision.models.mobilenet import mobilenet_v3_small as mobilenet_v3_small
