# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributions._counts import Bernoulli as Bernoulli
from rushlight.distributions._counts import Binomial as Binomial
from rushlight.distributions._counts import Geometric as Geometric
from rushlight.distributions._counts import NegativeBinomial as NegativeBinomial
from rushlight.distributions._counts import Poisson as Poisson
