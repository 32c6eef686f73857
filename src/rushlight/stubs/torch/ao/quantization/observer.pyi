# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.ao.quantization.observer import HistogramObserver as HistogramObserver
from rushlight.ao.quantization.observer import MinMaxObserver as MinMaxObserver
from rushlight.ao.quantization.observer import MovingAverageMinMaxObserver as MovingAverageMinMaxObserver
from rushlight.ao.quantization.observer import ObserverBase as ObserverBase
from rushlight.ao.quantization.observer import PerChannelMinMaxObserver as PerChannelMinMaxObserver
from rushlight.ao.quantization.observer import annotations as annotations
from rushlight.ao.quantization.observer import refusing as refusing
