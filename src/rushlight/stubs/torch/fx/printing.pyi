# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.fx.printing import PythonCode as PythonCode
from rushlight.fx.printing import code_of as code_of
from rushlight.fx.printing import last_uses as last_uses
