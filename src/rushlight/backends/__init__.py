"""Which libraries compute: rushlight's own kernels, and nothing that could be switched on or off. The switches are
there for scripts that set them."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING

from ._switches import checked_precision

if TYPE_CHECKING:
    from collections.abc import Iterator

_state = {"precision": "none", "frozen": False}


class _Backends(ModuleType):
    @property
    def fp32_precision(self) -> str:
        return _state["precision"]  # type: ignore[return-value]

    @fp32_precision.setter
    def fp32_precision(self, value: str) -> None:
        _state["precision"] = checked_precision(value)


sys.modules[__name__].__class__ = _Backends

from . import (  # noqa: E402
    cpu,
    cuda,
    cudnn,
    cusparselt,
    kleidiai,
    mha,
    miopen,
    mkl,
    mkldnn,
    mps,
    nnpack,
    openmp,
    opt_einsum,
    quantized,
)

__all__ = [
    "cpu",
    "cuda",
    "cudnn",
    "cusparselt",
    "disable_global_flags",
    "flags",
    "flags_frozen",
    "kleidiai",
    "mha",
    "miopen",
    "mkl",
    "mkldnn",
    "mps",
    "nnpack",
    "openmp",
    "opt_einsum",
    "quantized",
    "set_flags",
]


def disable_global_flags() -> None:
    """Say that switches are to be set for a while only; ``flags_frozen`` tells."""
    _state["frozen"] = True


def flags_frozen() -> bool:
    """Whether ``disable_global_flags`` was called."""
    return bool(_state["frozen"])


@contextmanager
def __allow_nonbracketed_mutation() -> Iterator[None]:
    """Context manager: switches may be set inside."""
    before, _state["frozen"] = _state["frozen"], False
    try:
        yield
    finally:
        _state["frozen"] = before


def set_flags(_fp32_precision: str | None = "none") -> tuple[str]:
    """Set how exact float32 is; returns what it was."""
    before = (str(_state["precision"]),)
    if _fp32_precision is not None:
        _state["precision"] = checked_precision(_fp32_precision)
    return before


@contextmanager
def flags(fp32_precision: str = "none") -> Iterator[None]:
    """Context manager: how exact float32 is inside."""
    before = set_flags(fp32_precision)
    try:
        yield
    finally:
        set_flags(*before)
