# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.modules.channelshuffle import ChannelShuffle as ChannelShuffle
