# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.ops.roi_align import RoIAlign as RoIAlign
from rushlight.vision.ops.roi_align import roi_align as roi_align
