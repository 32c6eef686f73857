# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision import get_image_backend as get_image_backend
from rushlight.vision import set_image_backend as set_image_backend
from . import datasets as datasets
from . import io as io
from . import models as models
from . import ops as ops
from . import transforms as transforms
from . import tv_tensors as tv_tensors
from . import utils as utils
