# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.weak import WeakIdKeyDictionary as WeakIdKeyDictionary
from rushlight.utils.weak import WeakIdRef as WeakIdRef
from rushlight.utils.weak import WeakRef as WeakRef
from rushlight.utils.weak import WeakTensorKeyDictionary as WeakTensorKeyDictionary
from rushlight.utils.weak import WeakTensorRefKey as WeakTensorRefKey
