# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.backends.mps import get_core_count as get_core_count
from rushlight.backends.mps import get_name as get_name
from rushlight.backends.mps import is_available as is_available
from rushlight.backends.mps import is_built as is_built
from rushlight.backends.mps import is_macos13_or_newer as is_macos13_or_newer
from rushlight.backends.mps import is_macos_or_newer as is_macos_or_newer
