# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.resnet import ResNet as ResNet
from rushlight.vision.models.resnet import resnet101 as resnet101
from rushlight.vision.models.resnet import resnet152 as resnet152
from rushlight.vision.models.resnet import resnet18 as resnet18
from rushlight.vision.models.resnet import resnet34 as resnet34
from rushlight.vision.models.resnet import resnet50 as resnet50
from rushlight.vision.models.resnet import resnext101_32x8d as resnext101_32x8d
from rushlight.vision.models.resnet import resnext101_64x4d as resnext101_64x4d
from rushlight.vision.models.resnet import resnext50_32x4d as resnext50_32x4d
from rushlight.vision.models.resnet import wide_resnet101_2 as wide_resnet101_2
from rushlight.vision.models.resnet import wide_resnet50_2 as wide_resnet50_2
