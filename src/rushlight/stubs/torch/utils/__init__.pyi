# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils import set_module as set_module
from rushlight.utils import swap_tensors as swap_tensors
from . import checkpoint as checkpoint
from . import cpp_extension as cpp_extension
from . import data as data
from . import deterministic as deterministic
from . import dlpack as dlpack
from . import hooks as hooks
from . import model_zoo as model_zoo
from . import module_tracker as module_tracker
from . import tensorboard as tensorboard
