# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.grad import conv1d_input as conv1d_input
from rushlight.nn.grad import conv1d_weight as conv1d_weight
from rushlight.nn.grad import conv2d_input as conv2d_input
from rushlight.nn.grad import conv2d_weight as conv2d_weight
from rushlight.nn.grad import conv3d_input as conv3d_input
from rushlight.nn.grad import conv3d_weight as conv3d_weight
