# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.datasets.vision import PictureArray as PictureArray
from rushlight.vision.datasets.vision import StandardTransform as StandardTransform
from rushlight.vision.datasets.vision import VisionDataset as VisionDataset
