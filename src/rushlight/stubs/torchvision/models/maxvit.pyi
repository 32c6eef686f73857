# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.maxvit import MaxVit as MaxVit
from rushlight.vision.models.maxvit import maxvit_t as maxvit_t
