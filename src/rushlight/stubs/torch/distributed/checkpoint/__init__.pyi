# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.checkpoint import DefaultLoadPlanner as DefaultLoadPlanner
from rushlight.distributed.checkpoint import DefaultSavePlanner as DefaultSavePlanner
from rushlight.distributed.checkpoint import FileSystemReader as FileSystemReader
from rushlight.distributed.checkpoint import FileSystemWriter as FileSystemWriter
from rushlight.distributed.checkpoint import Stateful as Stateful
from rushlight.distributed.checkpoint import async_save as async_save
from rushlight.distributed.checkpoint import load as load
from rushlight.distributed.checkpoint import load_state_dict as load_state_dict
from rushlight.distributed.checkpoint import save as save
from rushlight.distributed.checkpoint import save_state_dict as save_state_dict
from . import default_planner as default_planner
from . import filesystem as filesystem
from . import format_utils as format_utils
from . import planner as planner
from . import state_dict as state_dict
from . import state_dict_loader as state_dict_loader
from . import stateful as stateful
