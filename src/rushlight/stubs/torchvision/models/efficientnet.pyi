# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.efficientnet import EfficientNet as EfficientNet
from rushlight.vision.models.efficientnet import efficientnet_b0 as efficientnet_b0
from rushlight.vision.models.efficientnet import efficientnet_b1 as efficientnet_b1
from rushlight.vision.models.efficientnet import efficientnet_b2 as efficientnet_b2
from rushlight.vision.models.efficientnet import efficientnet_b3 as efficientnet_b3
from rushlight.vision.models.efficientnet import efficientnet_b4 as efficientnet_b4
from rushlight.vision.models.efficientnet import efficientnet_b5 as efficientnet_b5
from rushlight.vision.models.efficientnet import efficientnet_b6 as efficientnet_b6
from rushlight.vision.models.efficientnet import efficientnet_b7 as efficientnet_b7
from rushlight.vision.models.efficientnet import efficientnet_v2_l as efficientnet_v2_l
from rushlight.vision.models.efficientnet import efficientnet_v2_m as efficientnet_v2_m
from rushlight.vision.models.efficientnet import efficientnet_v2_s as efficientnet_v2_s
