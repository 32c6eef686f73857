# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.export.dims import Dim as Dim
from rushlight.export.dims import ShapesCollection as ShapesCollection
