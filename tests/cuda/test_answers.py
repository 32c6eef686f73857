"""What torch.cuda and its kin answer on a machine without devices: as PyTorch's build for the CPU does."""

from __future__ import annotations

import pytest

import rushlight
from support.outcomes import outcome, same_outcomes

DEVICES = """
torch.cuda.is_available()
torch.cuda.device_count()
torch.cuda.current_device()
torch.cuda.set_device(0)
torch.cuda.set_device(-1)
torch.cuda.get_device_name()
torch.cuda.get_device_capability()
torch.cuda.get_device_properties(0)
torch.cuda.synchronize()
torch.cuda.init()
torch.cuda.is_bf16_supported()
torch.cuda.is_tf32_supported()
torch.cuda.get_arch_list()
torch.cuda.get_gencode_flags()
torch.cuda.can_device_access_peer(0, 1)
torch.cuda.ipc_collect()
torch.cuda.cudart()
torch.cuda.check_error(0)
torch.cuda.current_blas_handle()
torch.cuda.get_sync_debug_mode()
torch.cuda.set_sync_debug_mode(1)
torch.cuda.utilization()
torch.cuda.temperature()
torch.cuda.device(0)
torch.cuda.device(0).__enter__()
torch.cuda.device(-1).__enter__()
torch.cuda.device_of(torch.ones(1)).__enter__()
torch.cuda.default_generators
torch.cuda.has_half
torch.cuda.has_magma
torch.cuda._is_in_bad_fork()
torch.xpu.is_available()
torch.xpu.device_count()
torch.xpu.current_device()
torch.xpu.empty_cache()
torch.xpu.synchronize()
torch.xpu.manual_seed(1)
torch.xpu.manual_seed_all(1)
torch.xpu.get_device_name()
torch.xpu.get_device_capability()
torch.xpu.memory_allocated()
torch.xpu.reset_peak_memory_stats()
torch.xpu.mem_get_info()
torch.xpu.set_device(0)
torch.xpu.Stream()
torch.xpu.get_rng_state()
torch.xpu.get_rng_state_all()
torch.xpu.set_rng_state_all([])
torch.xpu.is_bf16_supported()
torch.mps.is_available()
torch.mps.device_count()
torch.mps.empty_cache()
torch.mps.synchronize()
torch.mps.manual_seed(1)
torch.mps.seed()
torch.mps.current_allocated_memory()
torch.mps.get_rng_state()
torch.mps.set_per_process_memory_fraction(0.5)
torch.mtia.is_available()
torch.mtia.device_count()
torch.mtia.current_device()
torch.mtia.empty_cache()
torch.mtia.memory_allocated()
torch.mtia.get_device_capability()
torch.accelerator.is_available()
torch.accelerator.device_count()
torch.accelerator.current_accelerator()
torch.accelerator.current_accelerator(check_available=True)
torch.accelerator.current_device_index()
torch.accelerator.set_device_index(0)
torch.accelerator.current_stream()
torch.accelerator.synchronize()
torch.accelerator.empty_cache()
torch.accelerator.memory_allocated()
torch.accelerator.get_memory_info()
torch.accelerator.device_index(None).__enter__()
torch.get_device_module('cpu')
torch.get_device_module()
torch.get_device_module('cuda')
torch.get_device_module('mps')
torch.get_device_module('meta')
torch.get_device_module('nope')
torch.get_device_module(torch.device('xpu', 1))
torch.device('mps')
torch.device('xpu:1')
torch.device('hpu')
torch.device('nope')
torch.ones(2, device='mps')
torch.ones(2, device='xpu')
torch.ones(2, device='cuda')
torch.ones(2).to('mps')
torch.ones(2).to('xpu')
torch.ones(2).cuda()
torch.nn.Linear(2, 2).to('mps')
torch.nn.Linear(2, 2).cuda()
"""
MEMORY = """
torch.cuda.mem_get_info()
torch.cuda.memory_allocated()
torch.cuda.max_memory_allocated(0)
torch.cuda.memory_reserved()
torch.cuda.max_memory_reserved()
torch.cuda.memory_cached()
torch.cuda.max_memory_cached()
torch.cuda.memory_summary()
torch.cuda.memory_snapshot()
torch.cuda.reset_peak_memory_stats()
torch.cuda.reset_max_memory_allocated()
torch.cuda.reset_max_memory_cached()
torch.cuda.reset_accumulated_memory_stats()
torch.cuda.set_per_process_memory_fraction(0.5)
torch.cuda.list_gpu_processes()
torch.cuda.empty_cache()
torch.cuda.caching_allocator_alloc(1)
torch.cuda.get_allocator_backend()
torch.cuda.memory._record_memory_history()
torch.cuda.MemPool()
torch.cuda.host_memory_stats() == {}
torch.cuda.memory_stats() == {}
"""
STREAMS = """
torch.cuda.Stream()
torch.cuda.Event()
torch.cuda.Event(enable_timing=True)
torch.cuda.CUDAGraph()
torch.cuda.graph(None)
torch.cuda.graph_pool_handle()
torch.cuda.is_current_stream_capturing()
torch.cuda.StreamContext(None).__enter__()
torch.cuda.stream(None).__enter__()
torch.cuda.current_stream()
torch.cuda.default_stream()
torch.cuda.set_stream(None)
torch.Stream('cpu')
torch.Stream('cuda')
torch.Stream().query()
torch.Event()
torch.Event('cpu').query()
torch.cuda.nvtx.range_push('a')
torch.cuda.nvtx.range_pop()
torch.cuda.nvtx.mark('a')
torch.cuda.nvtx.range('a').__enter__()
torch.cuda.nvtx.range_start('a')
torch.cuda.profiler.start()
torch.cuda.profiler.profile().__enter__()
torch.cuda.nccl.is_available([torch.ones(1)])
torch.cuda.nccl.version()
torch.cuda.get_rng_state()
torch.cuda.get_rng_state_all()
torch.cuda.set_rng_state_all([])
torch.cuda.set_rng_state(torch.get_rng_state())
torch.cuda.set_rng_state_all([torch.get_rng_state()])
torch.cuda.seed()
torch.cuda.seed_all()
torch.cuda.initial_seed()
torch.cuda.manual_seed(3)
torch.cuda.manual_seed('a')
torch.cuda.FloatTensor(2)
torch.cuda.HalfTensor([1.0])
isinstance(torch.ones(1), torch.cuda.FloatTensor)
"""
BACKENDS = """
torch.backends.cudnn.is_available()
torch.backends.cudnn.version()
torch.backends.cudnn.is_acceptable(torch.ones(1))
torch.backends.cudnn.enabled
torch.backends.cudnn.benchmark
torch.backends.cudnn.deterministic
torch.backends.cudnn.allow_tf32
torch.backends.cudnn.flags(enabled=False).__enter__()
torch.backends.cudnn.fp32_precision
torch.backends.mkldnn.flags(enabled=False, deterministic=True).__enter__()
torch.backends.mkldnn.is_acl_available()
torch.backends.mkldnn.verbose(1).__exit__(None, None, None)
torch.backends.mkl.verbose(0).__exit__(None, None, None)
torch.backends.opt_einsum.is_available()
torch.backends.opt_einsum.enabled
torch.backends.opt_einsum.get_opt_einsum()
torch.backends.nnpack.set_flags(True)
torch.backends.cuda.is_built()
torch.backends.cuda.matmul.allow_tf32
setattr(torch.backends.cuda.matmul, 'allow_tf32', True)
torch.get_float32_matmul_precision()
setattr(torch.backends.cuda.matmul, 'allow_tf32', False)
torch.get_float32_matmul_precision()
torch.backends.cuda.matmul.allow_fp16_reduced_precision_reduction
setattr(torch.backends.cuda.matmul, 'nope', 1)
torch.backends.cuda.matmul.nope
torch.backends.cuda.cufft_plan_cache.size
torch.backends.cuda.cufft_plan_cache.clear()
torch.backends.cuda.cufft_plan_cache[0]
torch.backends.cuda.flash_sdp_enabled()
torch.backends.cuda.enable_flash_sdp(False)
torch.backends.cuda.flash_sdp_enabled()
torch.backends.cuda.enable_flash_sdp(True)
torch.backends.cuda.math_sdp_enabled()
torch.backends.cuda.mem_efficient_sdp_enabled()
torch.backends.cuda.is_flash_attention_available()
torch.backends.cuda.can_use_flash_attention(torch.backends.cuda.SDPAParams(q, q, q, None, 0.0, False, False))
torch.backends.cuda.SDPAParams(q, q, q, None, 0.5, True, False).is_causal
torch.backends.fp32_precision
setattr(torch.backends, 'fp32_precision', 'nope')
torch.backends.flags_frozen()
torch.backends.mps.is_available()
torch.backends.mps.is_built()
torch.backends.mps.is_macos_or_newer(13, 0)
torch.backends.mps.is_macos13_or_newer()
torch.backends.mps.get_name()
torch.backends.miopen.immediate
torch.backends.kleidiai.is_available()
torch.backends.cusparselt.is_available()
torch.backends.mha.get_fastpath_enabled()
torch.backends.cpu.get_cpu_capability() in ('AVX512', 'AVX2', 'DEFAULT')
"""
TABLES = {"devices": DEVICES, "memory": MEMORY, "streams": STREAMS, "backends": BACKENDS}


@pytest.mark.parametrize("table", TABLES)
def test_answers_are_pytorchs(table):
    torch = pytest.importorskip("torch")
    names = [{"torch": t, "q": t.ones(1, 1, 2, 2)} for t in (rushlight, torch)]
    assert same_outcomes(TABLES[table], *names) == []


def test_answers_by_themselves():
    def raised(text):
        return outcome(text, {"torch": rushlight})[1][0]

    assert rushlight.cuda.memory_allocated() == 0 and rushlight.cuda.get_rng_state_all() == []
    assert raised("torch.cuda.Stream()") == "RuntimeError" and raised("torch.cuda.mem_get_info()") == "AssertionError"
    assert raised("torch.ones(1, device='mps')") == "NotImplementedError"
    assert raised("torch.accelerator.current_device_index()") == "RuntimeError"
    assert str(rushlight.device("mps", 0)) == "mps:0"


def test_switches_are_as_before_after_flags():
    cudnn = rushlight.backends.cudnn
    cudnn.benchmark = True
    with cudnn.flags(enabled=False, benchmark=False, deterministic=True):
        assert (cudnn.enabled, cudnn.benchmark, cudnn.deterministic) == (False, False, True)
    assert (cudnn.enabled, cudnn.benchmark, cudnn.deterministic) == (True, True, False)
    assert cudnn.set_flags(_benchmark=False)[1] is True and cudnn.benchmark is False
    with rushlight.backends.cuda.sdp_kernel(enable_flash=False):
        assert not rushlight.backends.cuda.flash_sdp_enabled()
    assert rushlight.backends.cuda.flash_sdp_enabled()
    with rushlight.backends.flags(fp32_precision="ieee"):
        assert rushlight.backends.fp32_precision == "ieee"
    assert rushlight.backends.fp32_precision == "none"


def test_events_of_the_cpu_tell_the_time():
    start, end = (rushlight.Event(enable_timing=True) for _ in range(2))
    start.record()
    end.record()
    assert start.elapsed_time(end) >= 0
    with pytest.raises(RuntimeError, match="enable_timing"):
        rushlight.Event().elapsed_time(end)
    with rushlight.Stream() as stream:
        assert stream.record_event().query()


def test_streams_of_the_cpu():
    cpu = rushlight.cpu
    mine, before = cpu.Stream(), cpu.current_stream()
    with cpu.stream(mine):
        assert cpu.current_stream() is mine
    assert cpu.current_stream() is before and cpu.Event().query()
    assert cpu.get_capabilities()["sse4_2"]
