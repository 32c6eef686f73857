# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.jit.marks import Attribute as Attribute
from rushlight.jit.marks import Error as Error
from rushlight.jit.marks import UnionType as UnionType
from rushlight.jit.marks import annotate as annotate
from rushlight.jit.marks import annotations as annotations
from rushlight.jit.marks import export as export
from rushlight.jit.marks import ignore as ignore
from rushlight.jit.marks import interface as interface
from rushlight.jit.marks import is_scripting as is_scripting
from rushlight.jit.marks import is_tracing as is_tracing
from rushlight.jit.marks import isinstance_ as isinstance_
from rushlight.jit.marks import script_if_tracing as script_if_tracing
from rushlight.jit.marks import threading as threading
from rushlight.jit.marks import tracing as tracing
from rushlight.jit.marks import unused as unused
