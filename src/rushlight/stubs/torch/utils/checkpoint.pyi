# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.checkpoint import CheckpointError as CheckpointError
from rushlight.utils.checkpoint import CheckpointFunction as CheckpointFunction
from rushlight.utils.checkpoint import DefaultDeviceType as DefaultDeviceType
from rushlight.utils.checkpoint import check_backward_validity as check_backward_validity
from rushlight.utils.checkpoint import checkpoint as checkpoint
from rushlight.utils.checkpoint import checkpoint_sequential as checkpoint_sequential
from rushlight.utils.checkpoint import detach_variable as detach_variable
from rushlight.utils.checkpoint import get_device_states as get_device_states
from rushlight.utils.checkpoint import noop_context_fn as noop_context_fn
from rushlight.utils.checkpoint import set_checkpoint_debug_enabled as set_checkpoint_debug_enabled
from rushlight.utils.checkpoint import set_checkpoint_early_stop as set_checkpoint_early_stop
from rushlight.utils.checkpoint import set_device_states as set_device_states
