# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.version import __version__ as __version__
from rushlight.version import cuda as cuda
from rushlight.version import debug as debug
from rushlight.version import hip as hip
