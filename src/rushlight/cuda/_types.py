"""Tensor classes of CUDA by dtype, as older scripts name them: nothing is of them, and they make nothing."""

from __future__ import annotations

from typing import Any


class _TensorType(type):
    def __call__(cls, *data: Any, device: Any = None) -> Any:
        raise TypeError(
            f"type torch.cuda.{cls.__name__} not available. Torch not compiled with CUDA enabled. Use "
            f"torch.{cls.__name__}"
        )

    def __instancecheck__(cls, instance: object) -> bool:
        return False

    def __repr__(cls) -> str:
        return f"<class 'torch.cuda.{cls.__name__}'>"


def tensor_type(name: str) -> type:
    """torch.cuda.FloatTensor and its kin, by name."""
    return _TensorType(name, (), {"__doc__": f"torch.{name} on CUDA, which isn't there.", "__module__": "torch.cuda"})
