# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.autograd.function import Function as Function
from rushlight.autograd.function import FunctionCtx as FunctionCtx
from rushlight.autograd.function import FunctionMeta as FunctionMeta
from rushlight.autograd.function import InplaceFunction as InplaceFunction
from rushlight.autograd.function import once_differentiable as once_differentiable
