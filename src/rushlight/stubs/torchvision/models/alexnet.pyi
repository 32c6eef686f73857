# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.alexnet import AlexNet as AlexNet
from rushlight.vision.models.alexnet import alexnet as alexnet
