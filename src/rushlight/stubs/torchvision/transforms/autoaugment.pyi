# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.transforms.autoaugment import AugMix as AugMix
from rushlight.vision.transforms.autoaugment import AutoAugment as AutoAugment
from rushlight.vision.transforms.autoaugment import AutoAugmentPolicy as AutoAugmentPolicy
from rushlight.vision.transforms.autoaugment import RandAugment as RandAugment
from rushlight.vision.transforms.autoaugment import TrivialAugmentWide as TrivialAugmentWide
