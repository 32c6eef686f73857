# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.datasets.svhn import SVHN as SVHN
