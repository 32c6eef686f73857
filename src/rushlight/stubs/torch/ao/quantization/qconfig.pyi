# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.ao.quantization.qconfig import QConfig as QConfig
from rushlight.ao.quantization.qconfig import QConfigDynamic as QConfigDynamic
from rushlight.ao.quantization.qconfig import annotations as annotations
from rushlight.ao.quantization.qconfig import get_default_qat_qconfig as get_default_qat_qconfig
from rushlight.ao.quantization.qconfig import get_default_qconfig as get_default_qconfig
from rushlight.ao.quantization.qconfig import refusing as refusing
