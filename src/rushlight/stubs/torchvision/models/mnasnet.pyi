# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.mnasnet import MNASNet as MNASNet
from rushlight.vision.models.mnasnet import mnasnet0_5 as mnasnet0_5
from rushlight.vision.models.mnasnet import mnasnet0_75 as mnasnet0_75
from rushlight.vision.models.mnasnet import mnasnet1_0 as mnasnet1_0
from rushlight.vision.models.mnasnet import mnasnet1_3 as mnasnet1_3
