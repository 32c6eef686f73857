# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.ops.ps_roi_pool import PSRoIPool as PSRoIPool
from rushlight.vision.ops.ps_roi_pool import ps_roi_pool as ps_roi_pool
