# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.vision_transformer import VisionTransformer as VisionTransformer
from rushlight.vision.models.vision_transformer import vit_b_16 as vit_b_16
from rushlight.vision.models.vision_transformer import vit_b_32 as vit_b_32
from rushlight.vision.models.vision_transformer import vit_h_14 as vit_h_14
from rushlight.vision.models.vision_transformer import vit_l_16 as vit_l_16
from rushlight.vision.models.vision_transformer import vit_l_32 as vit_l_32
