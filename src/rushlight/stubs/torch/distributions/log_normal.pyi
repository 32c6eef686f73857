# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributions._from_normal import HalfCauchy as HalfCauchy
from rushlight.distributions._from_normal import HalfNormal as HalfNormal
from rushlight.distributions._from_normal import LogNormal as LogNormal
from rushlight.distributions._from_normal import LogisticNormal as LogisticNormal
from rushlight.distributions._from_normal import StudentT as StudentT
from rushlight.distributions._from_normal import VonMises as VonMises
