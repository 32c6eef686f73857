"""Switches of the code generator. They can be set as programs do; there is no generated code that they could change."""

from __future__ import annotations

from types import SimpleNamespace

from .._base.switches import Switches

debug = False
cpp_wrapper = False
freezing = False
max_autotune = False
max_autotune_gemm = False
max_autotune_pointwise = False
max_autotune_gemm_backends = "ATEN,TRITON,CPP"
coordinate_descent_tuning = False
coordinate_descent_check_all_directions = False
epilogue_fusion = True
epilogue_fusion_first = False
conv_1x1_as_mm = False
force_fuse_int_mm_with_mul = False
use_mixed_mm = True
fx_graph_cache = True
fx_graph_remote_cache = None
autotune_local_cache = True
compile_threads = 1
shape_padding = True
split_reductions = True
layout_optimization = True
fallback_random = False
emulate_precision_casts = False
joint_graph_constant_folding = True
pattern_matcher = True
reorder_for_compute_comm_overlap = False
group_fusion = False
batch_fusion = True
permute_fusion = False
triton = SimpleNamespace(
    cudagraphs=False,
    cudagraph_trees=True,
    cudagraph_skip_dynamic_graphs=False,
    unique_kernel_names=True,
    autotune_pointwise=True,
    dense_indexing=False,
    max_tiles=None,
)
cpp = SimpleNamespace(threads=-1, simdlen=None, min_chunk_size=512, enable_kernel_profile=False, weight_prepack=True)
trace = SimpleNamespace(enabled=False, debug_dir=None, graph_diagram=False, log_autotuning_results=False)

Switches.of(__name__)
