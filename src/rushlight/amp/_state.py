"""What each thread's autocast is set to, and what it does with the operands of functions that have a policy.

Public functions with a policy (``_face/autocast.py``) call ``_run`` while autocast is on (csrc/waist/overrides.cpp);
while it is off they know nothing of it.
"""

from __future__ import annotations

import math
import threading
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .._base.dtypes import bfloat16, float16, float32, float64, promote_types
from .._base.dtypes import dtype as dtype_class
from .._face import autocast as policy
from .._native import ext
from .._tensor.tensor import Tensor

if TYPE_CHECKING:
    from typing import Any

    from .._face.types import dtype


_DTYPES = {
    "cpu": bfloat16,
    "cuda": float16,
    "hpu": bfloat16,
    "ipu": float16,
    "maia": bfloat16,
    "mps": float16,
    "mtia": bfloat16,
    "privateuseone": float16,
    "xla": bfloat16,
    "xpu": float16,
}
_OTHERS = ("fpga", "hip", "ideep", "lazy", "meta", "mkldnn", "opencl", "opengl", "ve", "vulkan")


class _State(threading.local):
    def __init__(self):
        self.enabled = dict.fromkeys(_DTYPES, False)
        self.dtypes = dict(_DTYPES)
        self.caching, self.nesting = True, 0
        self.cache = {}  # (id of a parameter, dtype, recording) -> (the parameter, its version, the cast)


_state = _State()


def _known(device_type):
    if device_type in _DTYPES:
        return device_type
    if device_type in _OTHERS:
        raise RuntimeError(f"unsupported scalarType: there is no autocast for device type '{device_type}'; use 'cpu'")
    names = ", ".join(("cpu", "cuda", *sorted({*_DTYPES, *_OTHERS} - {"cpu", "cuda"})))
    raise RuntimeError(f"Expected one of {names} device type at start of device string: {device_type}")


def is_autocast_available(device_type: str) -> bool:
    """Whether PyTorch has autocast for this type of device.

    >>> is_autocast_available("cpu"), is_autocast_available("meta")
    (True, False)
    """
    return device_type not in _OTHERS and bool(_known(device_type))


def is_autocast_enabled(device_type: str | None = "cuda") -> bool:
    """Whether functions on this type of device choose their precision by themselves now, in this thread.

    >>> is_autocast_enabled("cpu")
    False
    """
    return _state.enabled.get(device_type, False) or (device_type not in _OTHERS and not _known(device_type))


def _flag(function, value):
    """``value`` if it is a bool. Raises TypeError if not: 1 and "no" are easily meant otherwise."""
    if not isinstance(value, bool):
        raise TypeError(
            f"{function}(): argument 'enabled' must be bool, not {type(value).__name__}: write True or False"
        )
    return value


def set_autocast_enabled(device_type: Any, enabled: Any = None) -> None:
    """Switch autocast of a type of device on or off in this thread; ``set_autocast_enabled(flag)`` means 'cuda'. Better
    ``with torch.autocast(...)``, which ends.

    >>> set_autocast_enabled("cpu", False)
    """
    if enabled is None:
        device_type, enabled = "cuda", device_type
    _state.enabled[_known(device_type)] = _flag("set_autocast_enabled", enabled)
    ext.set_autocast(_run if _state.enabled["cpu"] else None)


def get_autocast_dtype(device_type: str) -> dtype:
    """The 16-bit dtype that autocast uses on a type of device.

    >>> get_autocast_dtype("cpu")
    torch.bfloat16
    """
    return _state.dtypes[_known(device_type)]


def set_autocast_dtype(device_type: str, dtype: dtype) -> None:
    """Set the 16-bit dtype that autocast uses on a type of device, in this thread.

    >>> set_autocast_dtype("cpu", get_autocast_dtype("cpu"))
    """
    if not isinstance(dtype, dtype_class):
        raise TypeError(
            f"set_autocast_dtype(): argument 'dtype' must be torch.dtype, not {type(dtype).__name__}: write "
            "torch.bfloat16"
        )
    _state.dtypes[_known(device_type)] = dtype


def is_autocast_cache_enabled() -> bool:
    """Whether the casts of parameters are kept until the outermost autocast region ends.

    >>> is_autocast_cache_enabled()
    True
    """
    return _state.caching


def set_autocast_cache_enabled(enabled: bool) -> None:
    """Whether to keep the casts of parameters until the outermost autocast region ends.

    >>> set_autocast_cache_enabled(True)
    """
    _state.caching = _flag("set_autocast_cache_enabled", enabled)


def clear_autocast_cache() -> None:
    """Let go of the casts that are kept.

    >>> clear_autocast_cache()
    """
    _state.cache.clear()


def autocast_increment_nesting() -> int:
    """Enter a region; the number of regions that this thread is in."""
    _state.nesting += 1
    return _state.nesting


def autocast_decrement_nesting() -> int:
    """Leave a region; the number of regions that this thread is in."""
    _state.nesting -= 1
    return _state.nesting


def snapshot() -> Any:
    """What this thread's autocast is set to now, for ``restored``."""
    return dict(_state.enabled), dict(_state.dtypes), _state.caching


@contextmanager
def restored(settings: Any) -> Any:
    """A region with the settings of a ``snapshot``."""
    before = snapshot()
    autocast_increment_nesting()
    _set(settings)
    try:
        yield
    finally:
        if autocast_decrement_nesting() == 0:
            clear_autocast_cache()
        _set(before)


def _set(settings):
    _state.enabled, _state.dtypes, _state.caching = dict(settings[0]), dict(settings[1]), settings[2]
    ext.set_autocast(_run if _state.enabled["cpu"] else None)


def _older(name, instead):
    warnings.warn(f"torch.{name} is deprecated. Please use torch.{instead} instead.", DeprecationWarning, 3)


def is_autocast_cpu_enabled() -> bool:
    """Older name of ``is_autocast_enabled("cpu")``."""
    _older("is_autocast_cpu_enabled()", "is_autocast_enabled('cpu')")
    return is_autocast_enabled("cpu")


def set_autocast_cpu_enabled(enabled: bool) -> None:
    """Older name of ``set_autocast_enabled("cpu", enabled)``."""
    _older("set_autocast_cpu_enabled(enabled)", "set_autocast_enabled('cpu', enabled)")
    set_autocast_enabled("cpu", enabled)


def get_autocast_cpu_dtype() -> dtype:
    """Older name of ``get_autocast_dtype("cpu")``."""
    _older("get_autocast_cpu_dtype()", "get_autocast_dtype('cpu')")
    return get_autocast_dtype("cpu")


def set_autocast_cpu_dtype(dtype: dtype) -> None:
    """Older name of ``set_autocast_dtype("cpu", dtype)``."""
    _older("set_autocast_cpu_dtype(dtype)", "set_autocast_dtype('cpu', dtype)")
    set_autocast_dtype("cpu", dtype)


def get_autocast_gpu_dtype() -> dtype:
    """Older name of ``get_autocast_dtype("cuda")``."""
    _older("get_autocast_gpu_dtype()", "get_autocast_dtype('cuda')")
    return get_autocast_dtype("cuda")


def set_autocast_gpu_dtype(dtype: dtype) -> None:
    """Older name of ``set_autocast_dtype("cuda", dtype)``."""
    _older("set_autocast_gpu_dtype(dtype)", "set_autocast_dtype('cuda', dtype)")
    set_autocast_dtype("cuda", dtype)


# What happens to operands --------------------------------------------------------------------------------------------


def _castable(v):
    return isinstance(v, Tensor) and v.dtype.is_floating_point and v.dtype is not float64 and v.device.type == "cpu"


def _tensors(values):
    for v in values:
        if isinstance(v, (list, tuple)):
            yield from _tensors(v)
        elif isinstance(v, Tensor):
            yield v


def _cast(v, to, keep):
    """``v`` (a tensor, or what holds tensors) with its floats as ``to``; float64 stays. ``keep``: casts of parameters
    may be kept."""
    if isinstance(v, (list, tuple)) and any(isinstance(x, (Tensor, list, tuple)) for x in v):
        items = [_cast(x, to, keep) for x in v]
        return type(v)._make(items) if hasattr(v, "_make") else type(v)(items)
    if not _castable(v) or v.dtype is to:
        return v
    if not (keep and _state.caching and v.dtype is float32 and v.requires_grad and v.is_leaf and not v._is_view()):
        return v.to(to)
    key = (id(v), to, ext.state.grad)
    kept = _state.cache.get(key)
    if kept is None or kept[0] is not v or kept[1] != v._version:
        kept = _state.cache[key] = (v, v._version, v.to(to))
    return kept[2]


def _widest(values, start):
    widest = start
    for t in _tensors(values):
        if _castable(t):
            widest = promote_types(widest, t.dtype)
        elif t.dtype is float64:
            return None  # the function's own promotion decides
    return widest


def _target(rule: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dtype_class | None:
    """The dtype that the operands are cast to; None: as they are."""
    if rule == policy.POWER:
        n = args[1] if len(args) > 1 else kwargs["n"]
        return float32 if n < 0 else None if n < 2 else _state.dtypes["cpu"]
    lower = _state.dtypes["cpu"]
    if rule == policy.WIDE:
        return float32
    if rule == policy.PROMOTE:
        return _widest((*args, *kwargs.values()), lower)
    if rule == policy.REFLECTED:
        mode = args[2] if len(args) > 2 else kwargs.get("mode", "constant")
        return float32 if mode in ("reflect", "replicate") else None
    if rule == policy.VALUES:
        return None if (args[6] if len(args) > 6 else kwargs.get("return_indices")) else float32
    if rule == policy.INNER:
        dims = [t.ndim for t in _tensors((*args, *kwargs.values()))]
        return lower if dims and min(dims) and max(dims) > 1 else None
    return None if rule == policy.PRODUCTS and not _contracts(*args, **kwargs) else lower


def _contracts(first, *rest, **kwargs):
    """Whether products of matrices compute an ``einsum`` (two operands with a common index that is summed) or
    ``tensordot`` (more than one element)."""
    if not isinstance(first, str):
        other = rest[0] if rest else kwargs["b"]
        dims = rest[1] if len(rest) > 1 else kwargs.get("dims", 2)
        if isinstance(dims, int):
            dims = range(first.ndim - dims, first.ndim), range(dims)
        left = first.numel(), other.numel()
        return any(
            n != math.prod(t.shape[int(d)] for d in ds) for n, t, ds in zip(left, (first, other), dims, strict=True)
        )
    inputs, _, output = first.replace(" ", "").partition("->")
    names = [c for c in inputs if c.isalpha()]
    output = output if "->" in first else "".join(c for c in set(names) if names.count(c) == 1)
    parts = inputs.split(",")
    return len(parts) > 1 and any(c not in output for c in names if sum(c in p for p in parts) > 1)


def _run(rule, function, *args, **kwargs):
    """``function(*args, **kwargs)`` with its operands cast as its policy says; what it calls inside computes as it
    is."""
    if kwargs.get("out") is not None:  # PyTorch's out= forms have no policy
        return function(*args, **kwargs)
    before = ext.autocast()
    ext.set_autocast(None)
    try:
        to = _target(rule, args, kwargs)
        if to is None:
            return function(*args, **kwargs)
        back = _widest(args[1:2], to) if rule == policy.STATE else None
        keep = to is not float32
        args = [_cast(a, to, keep) for a in args]
        kwargs = {k: _cast(a, to, keep) for k, a in kwargs.items()}
        result = function(*args, **kwargs)
        return result if back is None else _cast(result, back, False)
    finally:
        ext.set_autocast(before)
