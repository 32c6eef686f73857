# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.vgg import VGG as VGG
from rushlight.vision.models.vgg import vgg11 as vgg11
from rushlight.vision.models.vgg import vgg11_bn as vgg11_bn
from rushlight.vision.models.vgg import vgg13 as vgg13
from rushlight.vision.models.vgg import vgg13_bn as vgg13_bn
from rushlight.vision.models.vgg import vgg16 as vgg16
from rushlight.vision.models.vgg import vgg16_bn as vgg16_bn
from rushlight.vision.models.vgg import vgg19 as vgg19
from rushlight.vision.models.vgg import vgg19_bn as vgg19_bn
