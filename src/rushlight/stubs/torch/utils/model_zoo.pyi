# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.model_zoo import load_url as load_url
