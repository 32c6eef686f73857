"""How rushlight was built."""

from __future__ import annotations

import os

__all__ = ["parallel_info", "show"]


def show() -> str:
    """A text: who computes, and with which instructions of the CPU."""
    import numpy as np

    from .backends.cpu import get_cpu_capability
    from .version import __version__

    return (
        f"rushlight built with:\n  - its own kernels and threads\n  - NumPy {np.__version__}\n"
        f"  - CPU capability usage: {get_cpu_capability()}\n"
        f"  - Build settings: VERSION={__version__}, USE_CUDA=0, USE_CUDNN=OFF, USE_MKL=OFF, USE_MKLDNN=OFF, "
        "USE_OPENMP=OFF, USE_MPI=OFF, USE_NCCL=OFF, USE_GLOO=OFF\n"
    )


def parallel_info() -> str:
    """A text: how many threads compute, and the variables of the environment that say so."""
    from ._arrays.threads import get_num_threads
    from ._settings import get_num_interop_threads

    return (
        f"ATen/Parallel:\n\tat::get_num_threads() : {get_num_threads()}\n"
        f"\tat::get_num_interop_threads() : {get_num_interop_threads()}\n"
        f"std::thread::hardware_concurrency() : {os.cpu_count()}\nEnvironment variables:\n"
        f"\tOMP_NUM_THREADS : {os.environ.get('OMP_NUM_THREADS', '[not set]')}\n"
        f"\tMKL_NUM_THREADS : {os.environ.get('MKL_NUM_THREADS', '[not set]')}\n"
        "ATen parallel backend: native thread pool\n"
    )


def _cxx_flags() -> str:
    return ""
