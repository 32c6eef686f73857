# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.modules.fold import Fold as Fold
from rushlight.nn.modules.fold import Unfold as Unfold
