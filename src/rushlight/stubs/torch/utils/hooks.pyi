# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.hooks import BackwardHook as BackwardHook
from rushlight.utils.hooks import RemovableHandle as RemovableHandle
from rushlight.utils.hooks import unserializable_hook as unserializable_hook
from rushlight.utils.hooks import warn_if_has_hooks as warn_if_has_hooks
