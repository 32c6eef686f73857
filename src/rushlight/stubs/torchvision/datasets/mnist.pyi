# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.datasets.mnist import EMNIST as EMNIST
from rushlight.vision.datasets.mnist import FashionMNIST as FashionMNIST
from rushlight.vision.datasets.mnist import KMNIST as KMNIST
from rushlight.vision.datasets.mnist import MNIST as MNIST
from rushlight.vision.datasets.mnist import QMNIST as QMNIST
