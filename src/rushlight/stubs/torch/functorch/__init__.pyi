# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.functorch import FunctionalModule as FunctionalModule
from rushlight.functorch import FunctionalModuleWithBuffers as FunctionalModuleWithBuffers
from rushlight.functorch import __version__ as __version__
from rushlight.functorch import combine_state_for_ensemble as combine_state_for_ensemble
from rushlight.functorch import functionalize as functionalize
from rushlight.functorch import grad as grad
from rushlight.functorch import grad_and_value as grad_and_value
from rushlight.functorch import hessian as hessian
from rushlight.functorch import jacfwd as jacfwd
from rushlight.functorch import jacrev as jacrev
from rushlight.functorch import jvp as jvp
from rushlight.functorch import make_functional as make_functional
from rushlight.functorch import make_functional_with_buffers as make_functional_with_buffers
from rushlight.functorch import vjp as vjp
from rushlight.functorch import vmap as vmap
from . import experimental as experimental
