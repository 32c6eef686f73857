# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributions._positive import Chi2 as Chi2
from rushlight.distributions._positive import Exponential as Exponential
from rushlight.distributions._positive import FisherSnedecor as FisherSnedecor
from rushlight.distributions._positive import Gamma as Gamma
from rushlight.distributions._positive import GeneralizedPareto as GeneralizedPareto
from rushlight.distributions._positive import InverseGamma as InverseGamma
from rushlight.distributions._positive import Pareto as Pareto
from rushlight.distributions._positive import Weibull as Weibull
