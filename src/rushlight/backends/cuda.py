"""CUDA libraries, which aren't there. Switches can be set, as scripts do, and change nothing."""

from __future__ import annotations

import enum
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .. import _settings
from ._switches import Precision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .._face.types import Tensor

__all__ = [
    "SDPAParams",
    "allow_fp16_bf16_reduction_math_sdp",
    "can_use_cudnn_attention",
    "can_use_efficient_attention",
    "can_use_flash_attention",
    "cudnn_sdp_enabled",
    "cufft_plan_cache",
    "enable_cudnn_sdp",
    "enable_flash_sdp",
    "enable_math_sdp",
    "enable_mem_efficient_sdp",
    "flash_sdp_enabled",
    "fp16_bf16_reduction_math_sdp_allowed",
    "is_built",
    "is_ck_sdpa_available",
    "is_flash_attention_available",
    "math_sdp_enabled",
    "matmul",
    "mem_efficient_sdp_enabled",
    "preferred_blas_library",
    "preferred_linalg_library",
    "preferred_rocm_fa_library",
    "sdp_kernel",
]


def is_built() -> bool:
    """Whether rushlight was built for CUDA: False."""
    return False


class _Matmul(Precision):
    """How cuBLAS may compute."""

    __slots__ = (
        "allow_bf16_reduced_precision_reduction",
        "allow_fp16_accumulation",
        "allow_fp16_reduced_precision_reduction",
    )

    def __init__(self) -> None:
        super().__init__()
        self.allow_fp16_reduced_precision_reduction = True
        self.allow_bf16_reduced_precision_reduction = True
        self.allow_fp16_accumulation = False

    @property
    def allow_tf32(self) -> bool:
        """Whether float32 products may be less exact: ``set_float32_matmul_precision`` by another name."""
        return _settings.get_float32_matmul_precision() != "highest"

    @allow_tf32.setter
    def allow_tf32(self, value: bool) -> None:
        _settings.set_float32_matmul_precision("high" if value else "highest")


matmul = _Matmul()


class _PlanCache:
    """Plans of cuFFT. Raises AssertionError: it isn't there."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AssertionError("Torch not compiled with CUDA enabled: there are no plans of cuFFT here")

    def __getitem__(self, device: Any) -> Any:
        raise RuntimeError(f"cufft_plan_cache: expected 0 <= device index < 0, but got device with index {device}")


cufft_plan_cache = _PlanCache()


class _Libraries(enum.Enum):
    Default = 0
    Cublas = 1


def preferred_linalg_library(backend: Any = None) -> Any:
    """The library for linear algebra on CUDA: the default one of none."""
    return _Libraries.Default


def preferred_blas_library(backend: Any = None) -> Any:
    """The library for products on CUDA, as if it were there."""
    return _Libraries.Cublas


def preferred_rocm_fa_library(backend: Any = None) -> Any:
    """The library for attention on ROCm: the default one of none."""
    return _Libraries.Default


def is_ck_sdpa_available() -> bool:
    """Whether a library for attention on ROCm is there: False."""
    return False


_attention = {"flash": True, "mem_efficient": True, "math": True, "cudnn": True, "reduced": False}


def flash_sdp_enabled() -> bool:
    """What ``enable_flash_sdp`` was last told."""
    return _attention["flash"]


def enable_flash_sdp(enabled: bool) -> None:
    """Allow flash attention on CUDA or not."""
    _attention["flash"] = bool(enabled)


def mem_efficient_sdp_enabled() -> bool:
    """What ``enable_mem_efficient_sdp`` was last told."""
    return _attention["mem_efficient"]


def enable_mem_efficient_sdp(enabled: bool) -> None:
    """Allow attention that saves memory on CUDA or not."""
    _attention["mem_efficient"] = bool(enabled)


def math_sdp_enabled() -> bool:
    """What ``enable_math_sdp`` was last told."""
    return _attention["math"]


def enable_math_sdp(enabled: bool) -> None:
    """Allow attention in single steps on CUDA or not."""
    _attention["math"] = bool(enabled)


def cudnn_sdp_enabled() -> bool:
    """What ``enable_cudnn_sdp`` was last told."""
    return _attention["cudnn"]


def enable_cudnn_sdp(enabled: bool) -> None:
    """Allow cuDNN's attention or not."""
    _attention["cudnn"] = bool(enabled)


def fp16_bf16_reduction_math_sdp_allowed() -> bool:
    """What ``allow_fp16_bf16_reduction_math_sdp`` was last told."""
    return _attention["reduced"]


def allow_fp16_bf16_reduction_math_sdp(enabled: bool) -> None:
    """Allow attention in single steps to add in 16 bits or not."""
    _attention["reduced"] = bool(enabled)


@contextmanager
def sdp_kernel(
    enable_flash: bool = True, enable_math: bool = True, enable_mem_efficient: bool = True, enable_cudnn: bool = True
) -> Iterator[dict[Any, Any]]:
    """Context manager: these ways of attention are allowed inside. ``nn.attention.sdpa_kernel`` is the newer one."""
    before = dict(_attention)
    _attention.update(flash=enable_flash, math=enable_math, mem_efficient=enable_mem_efficient, cudnn=enable_cudnn)
    try:
        yield {}
    finally:
        _attention.update(before)


class SDPAParams:
    """The operands of an attention, to ask which way could compute it."""

    def __init__(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        attn_mask: Tensor | None,
        dropout: float,
        is_causal: bool,
        enable_gqa: bool,
    ) -> None:
        self.query, self.key, self.value, self.attn_mask = query, key, value, attn_mask
        self.dropout, self.is_causal, self.enable_gqa = dropout, is_causal, enable_gqa


def is_flash_attention_available() -> bool:
    """Whether flash attention on CUDA is there: False."""
    return False


def can_use_flash_attention(params: SDPAParams, debug: bool = False) -> bool:
    """Whether flash attention on CUDA could compute it: False."""
    return False


def can_use_efficient_attention(params: SDPAParams, debug: bool = False) -> bool:
    """Whether attention that saves memory on CUDA could compute it: False."""
    return False


def can_use_cudnn_attention(params: SDPAParams, debug: bool = False) -> bool:
    """Whether cuDNN could compute it: False."""
    return False
