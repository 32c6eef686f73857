# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.autograd.functional import hessian as hessian
from rushlight.autograd.functional import hvp as hvp
from rushlight.autograd.functional import jacobian as jacobian
from rushlight.autograd.functional import jvp as jvp
from rushlight.autograd.functional import vhp as vhp
from rushlight.autograd.functional import vjp as vjp
