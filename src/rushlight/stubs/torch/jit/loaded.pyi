# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.jit.loaded import LoadedProgram as LoadedProgram
from rushlight.jit.loaded import Module as Module
from rushlight.jit.loaded import Parameter as Parameter
from rushlight.jit.loaded import Program as Program
from rushlight.jit.loaded import RecursiveScriptModule as RecursiveScriptModule
from rushlight.jit.loaded import Size as Size
from rushlight.jit.loaded import Tensor as Tensor
from rushlight.jit.loaded import Unsaved as Unsaved
from rushlight.jit.loaded import annotations as annotations
from rushlight.jit.loaded import function_at as function_at
from rushlight.jit.loaded import identity as identity
from rushlight.jit.loaded import method_name as method_name
from rushlight.jit.loaded import undata as undata
from rushlight.jit.loaded import write as write
