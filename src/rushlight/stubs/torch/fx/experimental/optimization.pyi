# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.fx.experimental.optimization import extract_subgraph as extract_subgraph
from rushlight.fx.experimental.optimization import fuse as fuse
from rushlight.fx.experimental.optimization import matches_module_pattern as matches_module_pattern
from rushlight.fx.experimental.optimization import remove_dropout as remove_dropout
from rushlight.fx.experimental.optimization import replace_node_module as replace_node_module
