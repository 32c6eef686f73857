# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.datasets.stl10 import STL10 as STL10
