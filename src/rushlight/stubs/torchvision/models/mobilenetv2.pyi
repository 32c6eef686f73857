# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.mobilenetv2 import MobileNetV2 as MobileNetV2
from rushlight.vision.models.mobilenetv2 import mobilenet_v2 as mobilenet_v2
