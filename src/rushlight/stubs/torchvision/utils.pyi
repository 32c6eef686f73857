# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.utils import make_grid as make_grid
from rushlight.vision.utils import save_image as save_image
