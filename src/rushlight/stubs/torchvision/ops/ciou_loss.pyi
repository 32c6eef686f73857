# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.ops.ciou_loss import complete_box_iou_loss as complete_box_iou_loss
