# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.utils.convert_parameters import parameters_to_vector as parameters_to_vector
from rushlight.nn.utils.convert_parameters import vector_to_parameters as vector_to_parameters
