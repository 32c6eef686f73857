# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.optim.optimizer import Indices as Indices
from rushlight.optim.optimizer import Optimizer as Optimizer
from rushlight.optim.optimizer import ParamsT as ParamsT
from rushlight.optim.optimizer import TensorListList as TensorListList
from rushlight.optim.optimizer import register_optimizer_step_post_hook as register_optimizer_step_post_hook
from rushlight.optim.optimizer import register_optimizer_step_pre_hook as register_optimizer_step_pre_hook
from rushlight.optim.optimizer import required as required
