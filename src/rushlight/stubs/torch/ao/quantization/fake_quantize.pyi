# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.ao.quantization.fake_quantize import FakeQuantize as FakeQuantize
from rushlight.ao.quantization.fake_quantize import FakeQuantizeBase as FakeQuantizeBase
from rushlight.ao.quantization.fake_quantize import FixedQParamsFakeQuantize as FixedQParamsFakeQuantize
from rushlight.ao.quantization.fake_quantize import annotations as annotations
from rushlight.ao.quantization.fake_quantize import refusing as refusing
