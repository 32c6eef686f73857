"""Switches of the compiler. They can be set as programs do; functions run as they are written whatever they say."""

from __future__ import annotations

from .._base.switches import Switches

verbose = False
disable = False
suppress_errors = False
fail_on_recompile_limit_hit = False
error_on_recompile = False
recompile_limit = cache_size_limit = 8
accumulated_recompile_limit = accumulated_cache_size_limit = 256
assume_static_by_default = True
automatic_dynamic_shapes = True
dynamic_shapes = True
specialize_int = False
specialize_float = False
capture_scalar_outputs = False
capture_dynamic_output_shape_ops = False
capture_func_transforms = True
allow_unspec_int_on_nn_module = False
force_parameter_static_shapes = True
guard_nn_modules = True
inline_inbuilt_nn_modules = True
install_free_tensors = False
optimize_ddp = True
compiled_autograd = False
numpy_default_float = "float64"
numpy_default_complex = "complex128"
numpy_default_int = "int64"
use_numpy_random_stream = False
trace_numpy = True
raise_on_ctx_manager_usage = True
skip_fsdp_hooks = True
skip_nnmodule_hook_guards = True
skip_code_recursive_on_recompile_limit_hit = True
skip_torchrec = True
rewrite_assert_with_torch_assert = True
do_not_emit_runtime_asserts = False
prefer_deferred_runtime_asserts_over_guards = False
log_compilation_metrics = True
log_file_name = None
report_guard_failures = True
repro_after = None
repro_level = 2
enable_cpp_guard_manager = True
enable_compiler_collectives = False
enable_trace_contextlib = True
wrap_top_frame = False

Switches.of(__name__)
