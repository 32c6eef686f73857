# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.googlenet import GoogLeNet as GoogLeNet
from rushlight.vision.models.googlenet import GoogLeNetOutputs as GoogLeNetOutputs
from rushlight.vision.models.googlenet import _GoogLeNetOutputs as _GoogLeNetOutputs
from rushlight.vision.models.googlenet import googlenet as googlenet
