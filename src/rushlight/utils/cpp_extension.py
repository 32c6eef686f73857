"""``torch.utils.cpp_extension``: extensions in C++ for PyTorch. There is no PyTorch here to link them with, so what
makes or loads one raises on use; packages that only mention it start."""

from __future__ import annotations

from typing import Any, NoReturn

__all__ = [
    "CUDA_HOME",
    "ROCM_HOME",
    "BuildExtension",
    "CUDAExtension",
    "CppExtension",
    "include_paths",
    "is_ninja_available",
    "library_paths",
    "load",
    "load_inline",
    "verify_ninja_availability",
]

CUDA_HOME = ROCM_HOME = CUDNN_HOME = None
IS_WINDOWS = IS_MACOS = IS_LINUX = IS_HIP_EXTENSION = False


def _refuse(name: str) -> NoReturn:
    raise RuntimeError(
        f"torch.utils.cpp_extension.{name}: extensions in C++ are compiled against PyTorch's own library, which is not "
        "here. Register a Python function with torch.library.custom_op instead, or use the package's pure form"
    )


def _refused(name):
    def refused(*args: Any, **kwargs: Any) -> NoReturn:
        _refuse(name)

    refused.__name__ = refused.__qualname__ = name
    refused.__doc__ = "Raises RuntimeError: there is no PyTorch here to compile against."
    return refused


CppExtension, CUDAExtension, SyclExtension = map(_refused, ("CppExtension", "CUDAExtension", "SyclExtension"))
load, load_inline = _refused("load"), _refused("load_inline")
include_paths, library_paths = _refused("include_paths"), _refused("library_paths")


class BuildExtension:
    """The command that would build extensions. Raises RuntimeError on use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        _refuse("BuildExtension")

    @classmethod
    def with_options(cls, **options: Any) -> type[BuildExtension]:
        """The command itself: ``setup.py`` names it before it is used."""
        return cls


def is_ninja_available() -> bool:
    """Whether extensions could be built in parallel: no."""
    return False


def verify_ninja_availability() -> NoReturn:
    """Raises RuntimeError."""
    _refuse("verify_ninja_availability")
