# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.checkpoint.state_dict import StateDictOptions as StateDictOptions
from rushlight.distributed.checkpoint.state_dict import get_model_state_dict as get_model_state_dict
from rushlight.distributed.checkpoint.state_dict import get_optimizer_state_dict as get_optimizer_state_dict
from rushlight.distributed.checkpoint.state_dict import get_state_dict as get_state_dict
from rushlight.distributed.checkpoint.state_dict import set_model_state_dict as set_model_state_dict
from rushlight.distributed.checkpoint.state_dict import set_optimizer_state_dict as set_optimizer_state_dict
from rushlight.distributed.checkpoint.state_dict import set_state_dict as set_state_dict
