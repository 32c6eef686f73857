# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.models.regnet import RegNet as RegNet
from rushlight.vision.models.regnet import regnet_x_16gf as regnet_x_16gf
from rushlight.vision.models.regnet import regnet_x_1_6gf as regnet_x_1_6gf
from rushlight.vision.models.regnet import regnet_x_32gf as regnet_x_32gf
from rushlight.vision.models.regnet import regnet_x_3_2gf as regnet_x_3_2gf
from rushlight.vision.models.regnet import regnet_x_400mf as regnet_x_400mf
from rushlight.vision.models.regnet import regnet_x_800mf as regnet_x_800mf
from rushlight.vision.models.regnet import regnet_x_8gf as regnet_x_8gf
from rushlight.vision.models.regnet import regnet_y_128gf as regnet_y_128gf
from rushlight.vision.models.regnet import regnet_y_16gf as regnet_y_16gf
from rushlight.vision.models.regnet import regnet_y_1_6gf as regnet_y_1_6gf
from rushlight.vision.models.regnet import regnet_y_32gf as regnet_y_32gf
from rushlight.vision.models.regnet import regnet_y_3_2gf as regnet_y_3_2gf
from rushlight.vision.models.regnet import regnet_y_400mf as regnet_y_400mf
from rushlight.vision.models.regnet import regnet_y_800mf as regnet_y_800mf
from rushlight.vision.models.regnet import regnet_y_8gf as regnet_y_8gf
