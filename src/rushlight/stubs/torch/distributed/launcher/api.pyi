# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.launcher.api import LaunchConfig as LaunchConfig
from rushlight.distributed.launcher.api import elastic_launch as elastic_launch
from rushlight.distributed.launcher.api import launch_agent as launch_agent
