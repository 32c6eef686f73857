# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.datasets.cifar import CIFAR10 as CIFAR10
from rushlight.vision.datasets.cifar import CIFAR100 as CIFAR100
