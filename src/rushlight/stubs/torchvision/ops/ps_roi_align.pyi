# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.ops.ps_roi_align import PSRoIAlign as PSRoIAlign
from rushlight.vision.ops.ps_roi_align import ps_roi_align as ps_roi_align
