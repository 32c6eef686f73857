# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.ops.giou_loss import generalized_box_iou_loss as generalized_box_iou_loss
