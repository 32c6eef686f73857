# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.data.datapipes import MissingName as MissingName
from rushlight.utils.data.datapipes import annotations as annotations
