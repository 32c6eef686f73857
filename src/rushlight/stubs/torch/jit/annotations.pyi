# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.jit.annotations import Any as Any
from rushlight.jit.annotations import BroadcastingList1 as BroadcastingList1
from rushlight.jit.annotations import BroadcastingList2 as BroadcastingList2
from rushlight.jit.annotations import BroadcastingList3 as BroadcastingList3
from rushlight.jit.annotations import Dict as Dict
from rushlight.jit.annotations import List as List
from rushlight.jit.annotations import Optional as Optional
from rushlight.jit.annotations import Tuple as Tuple
from rushlight.jit.annotations import Union as Union
