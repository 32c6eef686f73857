# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.module_tracker import ModuleTracker as ModuleTracker
