# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.parameter import Buffer as Buffer
from rushlight.nn.parameter import Parameter as Parameter
from rushlight.nn.parameter import UninitializedBuffer as UninitializedBuffer
from rushlight.nn.parameter import UninitializedParameter as UninitializedParameter
from rushlight.nn.parameter import is_lazy as is_lazy
