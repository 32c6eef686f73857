# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.ops.focal_loss import sigmoid_focal_loss as sigmoid_focal_loss
