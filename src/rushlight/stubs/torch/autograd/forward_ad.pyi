# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.autograd.forward_ad import UnpackedDualTensor as UnpackedDualTensor
from rushlight.autograd.forward_ad import dual_level as dual_level
from rushlight.autograd.forward_ad import enter_dual_level as enter_dual_level
from rushlight.autograd.forward_ad import exit_dual_level as exit_dual_level
from rushlight.autograd.forward_ad import make_dual as make_dual
from rushlight.autograd.forward_ad import unpack_dual as unpack_dual
