# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.modules.batchnorm import BatchNorm1d as BatchNorm1d
from rushlight.nn.modules.batchnorm import BatchNorm2d as BatchNorm2d
from rushlight.nn.modules.batchnorm import BatchNorm3d as BatchNorm3d
from rushlight.nn.modules.batchnorm import LazyBatchNorm1d as LazyBatchNorm1d
from rushlight.nn.modules.batchnorm import LazyBatchNorm2d as LazyBatchNorm2d
from rushlight.nn.modules.batchnorm import LazyBatchNorm3d as LazyBatchNorm3d
from rushlight.nn.modules.batchnorm import SyncBatchNorm as SyncBatchNorm
