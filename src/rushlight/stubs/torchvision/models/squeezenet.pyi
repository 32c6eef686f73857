# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.squeezenet import SqueezeNet as SqueezeNet
from rushlight.vision.models.squeezenet import squeezenet1_0 as squeezenet1_0
from rushlight.vision.models.squeezenet import squeezenet1_1 as squeezenet1_1
