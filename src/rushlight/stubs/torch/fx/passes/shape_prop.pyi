# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.fx.passes.shape_prop import ShapeProp as ShapeProp
from rushlight.fx.passes.shape_prop import TensorMetadata as TensorMetadata
