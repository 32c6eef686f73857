# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.datasets.inaturalist import INaturalist as INaturalist
