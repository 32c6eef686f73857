# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.autograd.module_hooks import BackwardHook as BackwardHook
from rushlight.autograd.module_hooks import Node as Node
from rushlight.autograd.module_hooks import Op as Op
from rushlight.autograd.module_hooks import Spec as Spec
from rushlight.autograd.module_hooks import Tensor as Tensor
from rushlight.autograd.module_hooks import annotations as annotations
from rushlight.autograd.module_hooks import refresh as refresh
from rushlight.autograd.module_hooks import state as state
from rushlight.autograd.module_hooks import warnings as warnings
from rushlight.autograd.module_hooks import watch_last_node as watch_last_node
from rushlight.autograd.module_hooks import zeros as zeros
