# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.autograd.gradcheck import GradcheckError as GradcheckError
from rushlight.autograd.gradcheck import gradcheck as gradcheck
from rushlight.autograd.gradcheck import gradgradcheck as gradgradcheck
