# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.classes import load_library as load_library
from rushlight.classes import loaded_libraries as loaded_libraries
