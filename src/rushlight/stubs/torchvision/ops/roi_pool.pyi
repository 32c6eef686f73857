# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.ops.roi_pool import RoIPool as RoIPool
from rushlight.vision.ops.roi_pool import roi_pool as roi_pool
