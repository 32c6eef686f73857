# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.checkpoint.state_dict_loader import async_save as async_save
from rushlight.distributed.checkpoint.state_dict_loader import load as load
from rushlight.distributed.checkpoint.state_dict_loader import load_state_dict as load_state_dict
from rushlight.distributed.checkpoint.state_dict_loader import save as save
from rushlight.distributed.checkpoint.state_dict_loader import save_state_dict as save_state_dict
