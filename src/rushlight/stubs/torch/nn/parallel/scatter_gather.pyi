# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.parallel.scatter_gather import gather as gather
from rushlight.nn.parallel.scatter_gather import is_namedtuple as is_namedtuple
from rushlight.nn.parallel.scatter_gather import scatter as scatter
from rushlight.nn.parallel.scatter_gather import scatter_kwargs as scatter_kwargs
