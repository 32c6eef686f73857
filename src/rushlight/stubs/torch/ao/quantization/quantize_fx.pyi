# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.ao.quantization.quantize_fx import annotations as annotations
from rushlight.ao.quantization.quantize_fx import convert_fx as convert_fx
from rushlight.ao.quantization.quantize_fx import fuse_fx as fuse_fx
from rushlight.ao.quantization.quantize_fx import prepare_fx as prepare_fx
from rushlight.ao.quantization.quantize_fx import prepare_qat_fx as prepare_qat_fx
from rushlight.ao.quantization.quantize_fx import refusing as refusing
