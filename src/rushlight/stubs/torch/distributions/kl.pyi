# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributions.kl import kl_divergence as kl_divergence
from rushlight.distributions.kl import register_kl as register_kl
