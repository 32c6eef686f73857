# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.ops.diou_loss import distance_box_iou_loss as distance_box_iou_loss
