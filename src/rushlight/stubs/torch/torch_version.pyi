# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.torch_version import TorchVersion as TorchVersion
