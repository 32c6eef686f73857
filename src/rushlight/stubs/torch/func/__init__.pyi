# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.func import functional_call as functional_call
from rushlight.func import functionalize as functionalize
from rushlight.func import grad as grad
from rushlight.func import grad_and_value as grad_and_value
from rushlight.func import hessian as hessian
from rushlight.func import jacfwd as jacfwd
from rushlight.func import jacrev as jacrev
from rushlight.func import jvp as jvp
from rushlight.func import linearize as linearize
from rushlight.func import replace_all_batch_norm_modules_ as replace_all_batch_norm_modules_
from rushlight.func import stack_module_state as stack_module_state
from rushlight.func import vjp as vjp
from rushlight.func import vmap as vmap
