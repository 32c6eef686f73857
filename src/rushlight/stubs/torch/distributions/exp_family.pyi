# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributions.distribution import Distribution as Distribution
from rushlight.distributions.distribution import ExponentialFamily as ExponentialFamily
