# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.functorch.experimental import chunk_vmap as chunk_vmap
from rushlight.functorch.experimental import functionalize as functionalize
from rushlight.functorch.experimental import hessian as hessian
from rushlight.functorch.experimental import jacfwd as jacfwd
from rushlight.functorch.experimental import jvp as jvp
from rushlight.functorch.experimental import replace_all_batch_norm_modules_ as replace_all_batch_norm_modules_
