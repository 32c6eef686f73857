# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributions.transformed_distribution import Independent as Independent
from rushlight.distributions.transformed_distribution import TransformedDistribution as TransformedDistribution
