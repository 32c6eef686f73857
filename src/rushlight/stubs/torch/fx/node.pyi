# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.fx.node import Node as Node
from rushlight.fx.node import OPS as OPS
from rushlight.fx.node import map_arg as map_arg
from rushlight.fx.node import path_of as path_of
