# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributions.utils import broadcast_all as broadcast_all
from rushlight.distributions.utils import clamp_probs as clamp_probs
from rushlight.distributions.utils import euler_constant as euler_constant
from rushlight.distributions.utils import lazy_property as lazy_property
from rushlight.distributions.utils import logits_to_probs as logits_to_probs
from rushlight.distributions.utils import probs_to_logits as probs_to_logits
from rushlight.distributions.utils import tril_matrix_to_vec as tril_matrix_to_vec
from rushlight.distributions.utils import vec_to_tril_matrix as vec_to_tril_matrix
