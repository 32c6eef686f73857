# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.densenet import DenseNet as DenseNet
from rushlight.vision.models.densenet import densenet121 as densenet121
from rushlight.vision.models.densenet import densenet161 as densenet161
from rushlight.vision.models.densenet import densenet169 as densenet169
from rushlight.vision.models.densenet import densenet201 as densenet201
