# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.tv_tensors import Image as Image
from rushlight.vision.tv_tensors import TVTensor as TVTensor
from rushlight.vision.tv_tensors import set_return_type as set_return_type
from rushlight.vision.tv_tensors import wrap as wrap
