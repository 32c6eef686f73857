# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributions._categories import Categorical as Categorical
from rushlight.distributions._categories import MixtureSameFamily as MixtureSameFamily
from rushlight.distributions._categories import Multinomial as Multinomial
from rushlight.distributions._categories import OneHotCategorical as OneHotCategorical
from rushlight.distributions._categories import OneHotCategoricalStraightThrough as OneHotCategoricalStraightThrough
