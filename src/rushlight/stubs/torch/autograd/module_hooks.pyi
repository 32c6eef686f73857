# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.autograd.module_hooks import BackwardHook as BackwardHook
from rushlight.autograd.module_hooks import watch_last_node as watch_last_node
