# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributions._relaxed import ExpRelaxedCategorical as ExpRelaxedCategorical
from rushlight.distributions._relaxed import LogitRelaxedBernoulli as LogitRelaxedBernoulli
from rushlight.distributions._relaxed import RelaxedBernoulli as RelaxedBernoulli
from rushlight.distributions._relaxed import RelaxedOneHotCategorical as RelaxedOneHotCategorical
