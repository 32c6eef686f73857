# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.hub import download_url_to_file as download_url_to_file
from rushlight.hub import get_dir as get_dir
from rushlight.hub import load as load
from rushlight.hub import load_state_dict_from_url as load_state_dict_from_url
from rushlight.hub import set_dir as set_dir
