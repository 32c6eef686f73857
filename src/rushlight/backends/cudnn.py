"""cuDNN, which isn't there. Its switches can be set, as scripts do, and change nothing: there is no CUDA here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._base.dtypes import float16, float32, float64
from ._switches import Precision, checked_precision, switched

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import Any

    from .._face.types import Tensor

__all__ = [
    "CUDNN_TENSOR_DTYPES",
    "allow_tf32",
    "benchmark",
    "benchmark_limit",
    "conv",
    "depthwise_kernel",
    "deterministic",
    "enabled",
    "flags",
    "fp32_precision",
    "is_acceptable",
    "is_available",
    "rnn",
    "set_flags",
    "version",
]

enabled, benchmark, deterministic, allow_tf32 = True, False, False, True
benchmark_limit: int | None = None
fp32_precision = "none"
depthwise_kernel = "auto"
conv, rnn = Precision("tf32"), Precision("tf32")
CUDNN_TENSOR_DTYPES = {float16, float64, float32}


def is_available() -> bool:
    """Whether cuDNN is there: False."""
    return False


def version() -> int | None:
    """The version of cuDNN: None."""
    return None


def is_acceptable(tensor: Tensor) -> bool:
    """Whether cuDNN would compute with a tensor: False."""
    return False


def set_flags(
    _enabled: bool | None = None,
    _benchmark: bool | None = None,
    _benchmark_limit: int | None = None,
    _deterministic: bool | None = None,
    _allow_tf32: bool | None = None,
    _fp32_precision: str = "none",
    _depthwise_kernel: str | None = None,
) -> tuple[Any, ...]:
    """Set switches (None: leave as it is); returns what they were."""
    new = {
        "enabled": _enabled,
        "benchmark": _benchmark,
        "benchmark_limit": _benchmark_limit,
        "deterministic": _deterministic,
        "allow_tf32": _allow_tf32,
        "fp32_precision": checked_precision(_fp32_precision),
        "depthwise_kernel": _depthwise_kernel,
    }
    before = tuple(globals()[name] for name in new)
    globals().update({name: value for name, value in new.items() if value is not None})
    return before


def flags(
    enabled: bool = False,
    benchmark: bool = False,
    benchmark_limit: int | None = 10,
    deterministic: bool = False,
    allow_tf32: bool = True,
    fp32_precision: str = "none",
    depthwise_kernel: str = "auto",
) -> AbstractContextManager[None]:
    """Context manager: these switches inside, and what they were after it."""
    return switched(
        globals(),
        enabled=enabled,
        benchmark=benchmark,
        benchmark_limit=benchmark_limit,
        deterministic=deterministic,
        allow_tf32=allow_tf32,
        fp32_precision=checked_precision(fp32_precision),
        depthwise_kernel=depthwise_kernel,
    )
