# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.jit.programs import LoadedProgram as LoadedProgram
from rushlight.jit.programs import Module as Module
from rushlight.jit.programs import ScriptFunction as ScriptFunction
from rushlight.jit.programs import ScriptModule as ScriptModule
from rushlight.jit.programs import annotations as annotations
from rushlight.jit.programs import copy as copy
from rushlight.jit.programs import freeze as freeze
from rushlight.jit.programs import load as load
from rushlight.jit.programs import optimize_for_inference as optimize_for_inference
from rushlight.jit.programs import os as os
from rushlight.jit.programs import read as read
from rushlight.jit.programs import save as save
from rushlight.jit.programs import script as script
from rushlight.jit.programs import script_method as script_method
from rushlight.jit.programs import wrapped as wrapped
