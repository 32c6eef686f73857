# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.ops.poolers import LevelMapper as LevelMapper
from rushlight.vision.ops.poolers import MultiScaleRoIAlign as MultiScaleRoIAlign
