# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributions._matrices import LKJCholesky as LKJCholesky
from rushlight.distributions._matrices import LowRankMultivariateNormal as LowRankMultivariateNormal
from rushlight.distributions._matrices import MultivariateNormal as MultivariateNormal
from rushlight.distributions._matrices import Wishart as Wishart
