# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.modules.container import Container as Container
from rushlight.nn.modules.container import ModuleDict as ModuleDict
from rushlight.nn.modules.container import ModuleList as ModuleList
from rushlight.nn.modules.container import ParameterDict as ParameterDict
from rushlight.nn.modules.container import ParameterList as ParameterList
from rushlight.nn.modules.container import Sequential as Sequential
