# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.jit.scripted import FunctionType as FunctionType
from rushlight.jit.scripted import Module as Module
from rushlight.jit.scripted import RecursiveScriptModule as RecursiveScriptModule
from rushlight.jit.scripted import ScriptFunction as ScriptFunction
from rushlight.jit.scripted import ScriptModule as ScriptModule
from rushlight.jit.scripted import TopLevelTracedModule as TopLevelTracedModule
from rushlight.jit.scripted import annotations as annotations
from rushlight.jit.scripted import functools as functools
from rushlight.jit.scripted import io as io
from rushlight.jit.scripted import scripted as scripted
from rushlight.jit.scripted import traced as traced
from rushlight.jit.scripted import wrapped as wrapped
from rushlight.jit.scripted import write as write
