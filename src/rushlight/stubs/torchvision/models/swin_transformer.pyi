# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.swin_transformer import SwinTransformer as SwinTransformer
from rushlight.vision.models.swin_transformer import swin_b as swin_b
from rushlight.vision.models.swin_transformer import swin_s as swin_s
from rushlight.vision.models.swin_transformer import swin_t as swin_t
from rushlight.vision.models.swin_transformer import swin_v2_b as swin_v2_b
from rushlight.vision.models.swin_transformer import swin_v2_s as swin_v2_s
from rushlight.vision.models.swin_transformer import swin_v2_t as swin_v2_t
