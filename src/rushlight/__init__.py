"""rushlight: PyTorch's API on NumPy arrays.

Functions of tensors are declared where they are written (``_ops``, see ``_face/public.py``) and made here when they are
first used; what follows are the names that are not functions of tensors.
"""

from __future__ import annotations

from math import e, inf, nan, pi

from ._arrays.threads import get_num_threads, set_num_threads
from ._base.devices import device, get_default_device, set_default_device
from ._base.dtypes import (
    bfloat16,
    can_cast,
    complex32,
    complex64,
    complex128,
    dtype,
    float8_e4m3fn,
    float8_e4m3fnuz,
    float8_e5m2,
    float8_e5m2fnuz,
    float8_e8m0fnu,
    float16,
    float32,
    float64,
    get_default_dtype,
    int1,
    int2,
    int3,
    int4,
    int5,
    int6,
    int7,
    int8,
    int16,
    int32,
    int64,
    promote_types,
    set_default_dtype,
    uint1,
    uint2,
    uint3,
    uint4,
    uint5,
    uint6,
    uint7,
    uint8,
    uint16,
    uint32,
    uint64,
)
from ._base.dtypes import bool_ as bool
from ._base.errors import MissingName as _MissingName
from ._base.formats import (
    channels_last,
    channels_last_3d,
    contiguous_format,
    layout,
    memory_format,
    preserve_format,
    sparse_bsc,
    sparse_bsr,
    sparse_coo,
    sparse_csc,
    sparse_csr,
    strided,
)
from ._base.moved import install as _find_moved_names
from ._base.size import Size
from ._face.public import Declared as _Declared
from ._face.public import face as _face
from ._tensor.printing import get_printoptions, printoptions, set_printoptions
from ._tensor.tensor import Tensor
from .version import __version__

float, double, half, int, long, short = float32, float64, float16, int32, int64, int16
chalf, cfloat, cdouble = complex32, complex64, complex128
legacy_contiguous_format = contiguous_format
newaxis = None
can_cast = _Declared("can_cast", can_cast, "", factory=True).made("torch")
promote_types = _Declared("promote_types", promote_types, "", factory=True).made("torch")

_MODULES = frozenset(
    (
        "_C __config__ _dynamo _inductor _jit_internal _subclasses _tensor_str _utils accelerator amp ao autograd "
        "backends classes compiler cpu cuda distributed distributions export fft func functional futures fx hub jit "
        "library linalg masked mps mtia multiprocessing nn numa onnx optim overrides profiler quantization "
        "quasirandom random return_types serialization signal sparse special testing torch_version types utils "
        "version vision xpu"
    ).split()
)
# Names that are no functions of tensors, by the modules that have them: loaded when first used.
_ELSEWHERE = {
    name: module
    for module, names in {
        "_base.errors": "AcceleratorError OutOfMemoryError",
        "_checks": (
            "_assert _assert_async _assert_scalar _check _check_index _check_is_size _check_not_implemented "
            "_check_tensor_all _check_tensor_all_with _check_type _check_value _check_with cond eig lstsq matrix_rank "
            "solve symeig while_loop"
        ),
        "_dynamo.eval_frame": "compile",
        "_internals": "DeviceObjType PyTorchFileReader ScriptFunction TensorType",
        "_streams": "Event Stream",
        "futures": "Future",
        "_getters": "get_device_module",
        "jit": "ScriptModule",
        "_settings": (
            "are_deterministic_algorithms_enabled get_deterministic_debug_mode "
            "get_float32_matmul_precision get_num_interop_threads is_deterministic_algorithms_warn_only_enabled "
            "is_warn_always_enabled set_default_tensor_type set_deterministic_debug_mode set_float32_matmul_precision "
            "set_flush_denormal set_num_interop_threads set_warn_always typename use_deterministic_algorithms"
        ),
        "_symbolic": "SymBool SymFloat SymInt sym_float sym_int sym_ite sym_max sym_min sym_not sym_sqrt sym_sum",
        "_tensor.types": (
            "BFloat16Tensor BoolTensor ByteTensor CharTensor DoubleTensor FloatTensor HalfTensor IntTensor LongTensor "
            "ShortTensor"
        ),
        "amp": "GradScaler autocast",
        "amp._state": (
            "autocast_decrement_nesting autocast_increment_nesting clear_autocast_cache get_autocast_cpu_dtype "
            "get_autocast_dtype get_autocast_gpu_dtype is_autocast_cache_enabled is_autocast_cpu_enabled "
            "is_autocast_enabled set_autocast_cache_enabled set_autocast_cpu_dtype set_autocast_cpu_enabled "
            "set_autocast_dtype set_autocast_enabled set_autocast_gpu_dtype"
        ),
        "autograd.anomaly_mode": "is_anomaly_check_nan_enabled is_anomaly_enabled",
        "autograd.grad_mode": (
            "enable_grad inference_mode is_grad_enabled is_inference_mode_enabled no_grad set_grad_enabled"
        ),
        "func": "vmap",
        "library._operators": "ops",
        "random": "Generator default_generator get_rng_state initial_seed manual_seed seed set_rng_state",
        "serialization": "load save",
        "storage": (
            "BFloat16Storage BoolStorage ByteStorage CharStorage ComplexDoubleStorage ComplexFloatStorage "
            "DoubleStorage FloatStorage HalfStorage IntStorage LongStorage ShortStorage TypedStorage UntypedStorage"
        ),
    }.items()
    for name in names.split()
}
_functions, _function = _face("torch", globals(), lambda name: _MissingName("torch", name, __dir__))
__all__ = sorted(
    {name for name in (*globals(), *_functions, *_ELSEWHERE) if not name.startswith("_")} - {"annotations"}
)
_find_moved_names()


def __getattr__(name: str) -> object:
    if name == "torch":  # as PyTorch's module imports itself
        from sys import modules

        return modules[__name__]
    if name in _MODULES or name in _ELSEWHERE:
        from importlib import import_module

        module = import_module("." + _ELSEWHERE.get(name, name), __name__)
        value = globals()[name] = module if name in _MODULES else getattr(module, name)
        return value
    return _function(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_functions, *_MODULES, *_ELSEWHERE})
