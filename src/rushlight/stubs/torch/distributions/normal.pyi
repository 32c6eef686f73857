# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributions._real_line import Cauchy as Cauchy
from rushlight.distributions._real_line import Gumbel as Gumbel
from rushlight.distributions._real_line import Laplace as Laplace
from rushlight.distributions._real_line import Normal as Normal
from rushlight.distributions._real_line import Uniform as Uniform
