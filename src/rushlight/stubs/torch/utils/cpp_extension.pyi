# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.cpp_extension import BuildExtension as BuildExtension
from rushlight.utils.cpp_extension import CUDAExtension as CUDAExtension
from rushlight.utils.cpp_extension import CUDA_HOME as CUDA_HOME
from rushlight.utils.cpp_extension import CppExtension as CppExtension
from rushlight.utils.cpp_extension import ROCM_HOME as ROCM_HOME
from rushlight.utils.cpp_extension import include_paths as include_paths
from rushlight.utils.cpp_extension import is_ninja_available as is_ninja_available
from rushlight.utils.cpp_extension import library_paths as library_paths
from rushlight.utils.cpp_extension import load as load
from rushlight.utils.cpp_extension import load_inline as load_inline
from rushlight.utils.cpp_extension import verify_ninja_availability as verify_ninja_availability
