# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.checkpoint.format_utils import dcp_to_torch_save as dcp_to_torch_save
from rushlight.distributed.checkpoint.format_utils import torch_save_to_dcp as torch_save_to_dcp
