# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.data.dataloader import DataLoader as DataLoader
from rushlight.utils.data.dataloader import default_collate as default_collate
from rushlight.utils.data.dataloader import default_convert as default_convert
from rushlight.utils.data.dataloader import get_worker_info as get_worker_info
