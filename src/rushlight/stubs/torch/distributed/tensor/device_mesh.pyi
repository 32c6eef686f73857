# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.tensor.device_mesh import DeviceMesh as DeviceMesh
from rushlight.distributed.tensor.device_mesh import init_device_mesh as init_device_mesh
