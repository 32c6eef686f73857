# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.fx.experimental.proxy_tensor import get_proxy_mode as get_proxy_mode
from rushlight.fx.experimental.proxy_tensor import make_fx as make_fx
from rushlight.fx.experimental.proxy_tensor import maybe_disable_fake_tensor_mode as maybe_disable_fake_tensor_mode
