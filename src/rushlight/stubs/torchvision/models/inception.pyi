# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.inception import Inception3 as Inception3
from rushlight.vision.models.inception import InceptionOutputs as InceptionOutputs
from rushlight.vision.models.inception import _InceptionOutputs as _InceptionOutputs
from rushlight.vision.models.inception import inception_v3 as inception_v3
