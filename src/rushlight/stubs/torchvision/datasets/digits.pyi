# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.datasets.digits import SyntheticDigits as SyntheticDigits
