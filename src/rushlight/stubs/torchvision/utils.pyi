# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.utils import draw_bounding_boxes as draw_bounding_boxes
from rushlight.vision.utils import draw_keypoints as draw_keypoints
from rushlight.vision.utils import draw_segmentation_masks as draw_segmentation_masks
from rushlight.vision.utils import flow_to_image as flow_to_image
from rushlight.vision.utils import make_grid as make_grid
from rushlight.vision.utils import save_image as save_image
