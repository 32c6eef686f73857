# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.cuda.graphs import CUDAGraph as CUDAGraph
from rushlight.cuda.graphs import graph as graph
from rushlight.cuda.graphs import graph_pool_handle as graph_pool_handle
from rushlight.cuda.graphs import is_current_stream_capturing as is_current_stream_capturing
from rushlight.cuda.graphs import make_graphed_callables as make_graphed_callables
