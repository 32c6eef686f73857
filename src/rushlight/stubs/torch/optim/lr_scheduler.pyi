# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.optim.lr_scheduler import ChainedScheduler as ChainedScheduler
from rushlight.optim.lr_scheduler import ConstantLR as ConstantLR
from rushlight.optim.lr_scheduler import CosineAnnealingLR as CosineAnnealingLR
from rushlight.optim.lr_scheduler import CosineAnnealingWarmRestarts as CosineAnnealingWarmRestarts
from rushlight.optim.lr_scheduler import CyclicLR as CyclicLR
from rushlight.optim.lr_scheduler import ExponentialLR as ExponentialLR
from rushlight.optim.lr_scheduler import LRScheduler as LRScheduler
from rushlight.optim.lr_scheduler import LambdaLR as LambdaLR
from rushlight.optim.lr_scheduler import LinearLR as LinearLR
from rushlight.optim.lr_scheduler import MultiStepLR as MultiStepLR
from rushlight.optim.lr_scheduler import MultiplicativeLR as MultiplicativeLR
from rushlight.optim.lr_scheduler import OneCycleLR as OneCycleLR
from rushlight.optim.lr_scheduler import PolynomialLR as PolynomialLR
from rushlight.optim.lr_scheduler import ReduceLROnPlateau as ReduceLROnPlateau
from rushlight.optim.lr_scheduler import SequentialLR as SequentialLR
from rushlight.optim.lr_scheduler import StepLR as StepLR
