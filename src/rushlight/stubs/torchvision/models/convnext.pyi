# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.convnext import ConvNeXt as ConvNeXt
from rushlight.vision.models.convnext import convnext_base as convnext_base
from rushlight.vision.models.convnext import convnext_large as convnext_large
from rushlight.vision.models.convnext import convnext_small as convnext_small
from rushlight.vision.models.convnext import convnext_tiny as convnext_tiny
