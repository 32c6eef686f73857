# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.fx.graph_module import GraphModule as GraphModule
