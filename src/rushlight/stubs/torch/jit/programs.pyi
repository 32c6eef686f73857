# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.jit.programs import ScriptModule as ScriptModule
from rushlight.jit.programs import freeze as freeze
from rushlight.jit.programs import load as load
from rushlight.jit.programs import optimize_for_inference as optimize_for_inference
from rushlight.jit.programs import save as save
from rushlight.jit.programs import script as script
from rushlight.jit.programs import script_method as script_method
