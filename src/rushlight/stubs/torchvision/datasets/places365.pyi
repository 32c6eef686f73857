# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.datasets.places365 import Places365 as Places365
