# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.datasets.imagenet import ImageNet as ImageNet
