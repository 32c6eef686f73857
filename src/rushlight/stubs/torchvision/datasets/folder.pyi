# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.datasets.folder import DatasetFolder as DatasetFolder
from rushlight.vision.datasets.folder import IMG_EXTENSIONS as IMG_EXTENSIONS
from rushlight.vision.datasets.folder import ImageFolder as ImageFolder
from rushlight.vision.datasets.folder import default_loader as default_loader
from rushlight.vision.datasets.folder import find_classes as find_classes
from rushlight.vision.datasets.folder import make_dataset as make_dataset
from rushlight.vision.datasets.folder import pil_loader as pil_loader
