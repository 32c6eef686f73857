# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.autograd.graph import GradientEdge as GradientEdge
from rushlight.autograd.graph import Node as Node
from rushlight.autograd.graph import allow_mutation_on_saved_tensors as allow_mutation_on_saved_tensors
from rushlight.autograd.graph import disable_saved_tensors_hooks as disable_saved_tensors_hooks
from rushlight.autograd.graph import get_gradient_edge as get_gradient_edge
from rushlight.autograd.graph import increment_version as increment_version
from rushlight.autograd.graph import register_multi_grad_hook as register_multi_grad_hook
from rushlight.autograd.graph import save_on_cpu as save_on_cpu
from rushlight.autograd.graph import saved_tensors_hooks as saved_tensors_hooks
