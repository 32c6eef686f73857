# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.modules.instancenorm import InstanceNorm1d as InstanceNorm1d
from rushlight.nn.modules.instancenorm import InstanceNorm2d as InstanceNorm2d
from rushlight.nn.modules.instancenorm import InstanceNorm3d as InstanceNorm3d
from rushlight.nn.modules.instancenorm import LazyInstanceNorm1d as LazyInstanceNorm1d
from rushlight.nn.modules.instancenorm import LazyInstanceNorm2d as LazyInstanceNorm2d
from rushlight.nn.modules.instancenorm import LazyInstanceNorm3d as LazyInstanceNorm3d
