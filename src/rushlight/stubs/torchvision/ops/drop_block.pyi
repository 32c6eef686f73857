# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.ops.drop_block import DropBlock2d as DropBlock2d
from rushlight.vision.ops.drop_block import DropBlock3d as DropBlock3d
from rushlight.vision.ops.drop_block import drop_block2d as drop_block2d
from rushlight.vision.ops.drop_block import drop_block3d as drop_block3d
