# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.modules.conv import Conv1d as Conv1d
from rushlight.nn.modules.conv import Conv2d as Conv2d
from rushlight.nn.modules.conv import Conv3d as Conv3d
from rushlight.nn.modules.conv import ConvTranspose1d as ConvTranspose1d
from rushlight.nn.modules.conv import ConvTranspose2d as ConvTranspose2d
from rushlight.nn.modules.conv import ConvTranspose3d as ConvTranspose3d
from rushlight.nn.modules.conv import LazyConv1d as LazyConv1d
from rushlight.nn.modules.conv import LazyConv2d as LazyConv2d
from rushlight.nn.modules.conv import LazyConv3d as LazyConv3d
from rushlight.nn.modules.conv import LazyConvTranspose1d as LazyConvTranspose1d
from rushlight.nn.modules.conv import LazyConvTranspose2d as LazyConvTranspose2d
from rushlight.nn.modules.conv import LazyConvTranspose3d as LazyConvTranspose3d
