# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.ops.boxes import batched_nms as batched_nms
from rushlight.vision.ops.boxes import box_area as box_area
from rushlight.vision.ops.boxes import box_convert as box_convert
from rushlight.vision.ops.boxes import box_iou as box_iou
from rushlight.vision.ops.boxes import clip_boxes_to_image as clip_boxes_to_image
from rushlight.vision.ops.boxes import complete_box_iou as complete_box_iou
from rushlight.vision.ops.boxes import distance_box_iou as distance_box_iou
from rushlight.vision.ops.boxes import generalized_box_iou as generalized_box_iou
from rushlight.vision.ops.boxes import masks_to_boxes as masks_to_boxes
from rushlight.vision.ops.boxes import nms as nms
from rushlight.vision.ops.boxes import remove_small_boxes as remove_small_boxes
