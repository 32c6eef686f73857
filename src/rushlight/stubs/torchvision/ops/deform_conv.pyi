# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.ops.deform_conv import DeformConv2d as DeformConv2d
from rushlight.vision.ops.deform_conv import deform_conv2d as deform_conv2d
