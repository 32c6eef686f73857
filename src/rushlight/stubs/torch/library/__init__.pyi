# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.library import CustomOpDef as CustomOpDef
from rushlight.library import Library as Library
from rushlight.library import custom_op as custom_op
from rushlight.library import define as define
from rushlight.library import fallthrough_kernel as fallthrough_kernel
from rushlight.library import get_ctx as get_ctx
from rushlight.library import get_kernel as get_kernel
from rushlight.library import impl as impl
from rushlight.library import impl_abstract as impl_abstract
from rushlight.library import infer_schema as infer_schema
from rushlight.library import opcheck as opcheck
from rushlight.library import register_autograd as register_autograd
from rushlight.library import register_fake as register_fake
from rushlight.library import register_kernel as register_kernel
from rushlight.library import register_vmap as register_vmap
from rushlight.library import triton_op as triton_op
from rushlight.library import wrap_triton as wrap_triton
