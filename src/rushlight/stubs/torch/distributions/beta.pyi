# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributions._unit_interval import Beta as Beta
from rushlight.distributions._unit_interval import ContinuousBernoulli as ContinuousBernoulli
from rushlight.distributions._unit_interval import Dirichlet as Dirichlet
from rushlight.distributions._unit_interval import Kumaraswamy as Kumaraswamy
