# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.utils.parametrize import ParametrizationList as ParametrizationList
from rushlight.nn.utils.parametrize import cached as cached
from rushlight.nn.utils.parametrize import is_parametrized as is_parametrized
from rushlight.nn.utils.parametrize import register_parametrization as register_parametrization
from rushlight.nn.utils.parametrize import remove_parametrizations as remove_parametrizations
from rushlight.nn.utils.parametrize import transfer_parametrizations_and_params as transfer_parametrizations_and_params
from rushlight.nn.utils.parametrize import type_before_parametrizations as type_before_parametrizations
