# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.modules.adaptive import AdaptiveLogSoftmaxWithLoss as AdaptiveLogSoftmaxWithLoss
