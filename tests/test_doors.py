"""Names that packages take from torch: they are there, lazily, and mean what PyTorch's do."""

from __future__ import annotations

import importlib
import io
import subprocess
import sys

import pytest

import rushlight
from support.outcomes import same_outcomes

# What timm, transformers, accelerate, lightning, monai, ignite, torchmetrics and kornia import, as they write it.
IMPORTS = """
import torch, torch.distributed as dist, torch.multiprocessing as mp
import torch.utils.data.distributed
from torch import Tensor, ScriptModule, PyTorchFileReader, TensorType, DeviceObjType
from torch._C import _TensorMeta, Value, Graph, _get_tracing_state, _log_api_usage_once, DispatchKey, _nn
from torch.torch_version import __version__ as version
from torch.types import Number, Device
from torch.functional import einsum
from torch.futures import Future
from torch._utils import ExceptionWrapper, _flatten_dense_tensors, _unflatten_dense_tensors, _get_device_index
from torch.nn.parallel import DistributedDataParallel, DataParallel
from torch.nn.parallel.distributed import DistributedDataParallel as DDP
from torch.distributed import GradBucket, ProcessGroup, ReduceOp, group, is_initialized, default_pg_timeout
from torch.distributed.constants import default_pg_timeout
from torch.distributed.distributed_c10d import _get_default_group, ProcessGroup, Work, all_gather
from torch.distributed.rendezvous import rendezvous
from torch.distributed.device_mesh import DeviceMesh, init_device_mesh
from torch.distributed.tensor import DTensor, Placement, Replicate, Shard, distribute_tensor
from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module
from torch.distributed.fsdp import CPUOffload, FullyShardedDataParallel, MixedPrecision, fully_shard
from torch.distributed.fsdp.fully_sharded_data_parallel import FullyShardedDataParallel
from torch.distributed.fsdp.sharded_grad_scaler import ShardedGradScaler
from torch.distributed.fsdp.wrap import ModuleWrapPolicy, transformer_auto_wrap_policy, wrap
from torch.distributed.algorithms.join import Join, Joinable, JoinHook
from torch.distributed.algorithms.ddp_comm_hooks import default_hooks, powerSGD_hook
from torch.distributed.algorithms.ddp_comm_hooks.debugging_hooks import noop_hook
from torch.distributed.algorithms.model_averaging.averagers import ModelAverager
from torch.distributed.algorithms._checkpoint.checkpoint_wrapper import checkpoint_wrapper
from torch.distributed.optim import ZeroRedundancyOptimizer, PostLocalSGDOptimizer
from torch.distributed.checkpoint import FileSystemReader, FileSystemWriter, load, save
from torch.distributed.checkpoint.state_dict import StateDictOptions, get_state_dict, set_model_state_dict
from torch.distributed.checkpoint.stateful import Stateful
from torch.distributed.elastic.multiprocessing.errors import record
from torch.distributed.launcher.api import LaunchConfig, elastic_launch
from torch.distributed.run import get_args_parser
from torch.distributed._composable.fsdp import fully_shard
from torch.distributed._tensor import DTensor
from torch.distributed._functional_collectives import all_reduce
from torch.distributed.nn.functional import all_gather
from torch._dynamo import OptimizedModule, is_compiling
from torch._dynamo.eval_frame import OptimizedModule
from torch._dynamo._trace_wrapped_higher_order_op import TransformGetItemToIndex
from torch.compiler import disable, is_compiling
from torch.cuda import CUDAGraph, Event, Stream, StreamContext, graph
from torch.cuda.amp import GradScaler
from torch.backends import cudnn, mkldnn, mps
from torch.backends.cuda import sdp_kernel
from torch.ao.quantization import FakeQuantizeBase, ObserverBase
from torch.ao.quantization.quantize_fx import prepare_fx
import torch.onnx, torch.onnx.symbolic_helper, torch.quantization, torch.export, torch.accelerator, torch.xpu
import torch.cuda.nvtx, torch.cuda.profiler, torch.cuda.random, torch.cuda.sparse, torch.numa, torch.__config__
assert torch.torch is torch and not dist.is_initialized() and not torch.compiler.is_compiling()
print("fine")
"""


def test_packages_imports(tmp_path):
    lines = [line for line in IMPORTS.strip().splitlines() if "torch_version" not in line]
    (tmp_path / "program.py").write_text("\n".join(lines))
    command = [sys.executable, "-m", "rushlight", "program.py"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout == "fine\n", done.stderr


# A trainer as those packages have it: it asks for devices and ranks, wraps, compiles, trains, saves, and cleans up.
TRAINER = """
import os, torch, torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

os.environ.update(RANK="0", WORLD_SIZE="1", LOCAL_RANK="0", MASTER_ADDR="localhost", MASTER_PORT="0")
ddp = int(os.environ.get("RANK", -1)) != -1
device = f"cuda:{os.environ['LOCAL_RANK']}" if torch.cuda.is_available() else "cpu"
if torch.accelerator.is_available():
    device = torch.accelerator.current_accelerator()
dist.init_process_group(backend="nccl" if dist.is_nccl_available() and device != "cpu" else "gloo")
torch.backends.cuda.matmul.allow_tf32 = True
torch.backends.cudnn.allow_tf32 = True
torch.manual_seed(1 + dist.get_rank())
model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.GELU(), torch.nn.Linear(8, 1)).to(device)
model = DDP(torch.compile(model, backend="eager"))
raw = model.module if ddp else model
x = torch.randn(32, 4)
data = TensorDataset(x, x.sum(1, keepdim=True))
loader = DataLoader(data, batch_size=8, sampler=DistributedSampler(data))
optimizer = torch.optim.AdamW(raw.parameters(), lr=1e-2, fused=False)
losses = []
for epoch in range(10):
    loader.sampler.set_epoch(epoch)
    for i, (x, y) in enumerate(loader):
        model.require_backward_grad_sync = i % 2 == 1
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward()
        if i % 2:
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        mean = loss.detach().clone()
        dist.all_reduce(mean, op=dist.ReduceOp.SUM)
        losses.append(mean.item() / dist.get_world_size())
assert losses[-1] < losses[0]
print(sorted(raw.state_dict())[0], sorted(model.state_dict())[0])
dist.barrier()
if dist.get_rank() == 0:
    torch.save(raw._orig_mod.state_dict(), "model.pt")
dist.destroy_process_group()
print([f"{x:.4f}" for x in losses[::7]])
"""


TRAINED = """\
_orig_mod.0.bias module._orig_mod.0.bias
['2.6228', '1.5675', '6.1108', '3.6668', '6.5716', '4.5021']
"""  # what PyTorch 2.13 prints


def test_a_trainer(tmp_path):
    (tmp_path / "program.py").write_text(TRAINER)

    command = [sys.executable, "-m", "rushlight", "program.py"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout == TRAINED, done.stderr
    assert (tmp_path / "model.pt").exists()


VALUES = """
torch._C._get_tracing_state()
torch._C._log_api_usage_once('x')
torch._C._get_default_device()
torch._C._get_privateuse1_backend_name()
torch._C._get_accelerator()
torch._C._jit_can_fuse_on_cpu()
torch._C._jit_override_can_fuse_on_cpu(False)
torch._C._jit_set_profiling_executor(True)
torch._C._jit_set_profiling_mode(True)
torch._C._are_functorch_transforms_active()
isinstance(torch.Tensor, torch._C._TensorMeta)
torch._C._nn.gelu(torch.tensor([1.0]))
torch.DeviceObjType.get()
torch.TensorType.get()
torch.functional.einsum('i,i->', torch.ones(3), torch.ones(3))
torch.functional.__all__
torch.torch is torch
torch._utils._flatten_dense_tensors([torch.ones(2), torch.zeros(1, 2)])
torch._utils._unflatten_dense_tensors(torch.arange(4.0), [torch.ones(2), torch.zeros(1, 2)])
list(torch._utils._take_tensors([torch.ones(2), torch.ones(2), torch.ones(3)], 16))
torch._utils._get_device_index('cpu', allow_cpu=True)
torch._utils._get_device_index(3)
torch._utils._get_device_index('cpu')
torch._utils._get_device_index('cuda:1')
torch._utils._import_dotted_name('os.path').__name__
torch._utils.KeyErrorMessage('a')
torch.classes.loaded_libraries
torch.classes.load_library('nope')
torch.onnx.is_in_onnx_export()
torch.futures.Future().done()
torch.futures.collect_all([]).wait()
torch.futures.wait_all([])
torch.numa.binding.AffinityMode('node').value
"""


def test_values_are_pytorchs():
    torch = pytest.importorskip("torch")

    importlib.import_module("torch.numa.binding")
    assert same_outcomes(VALUES, {"torch": rushlight}, {"torch": torch}) == []


def test_exceptions_are_raised_again():
    try:
        raise KeyError("boom")
    except KeyError:
        wrapped = rushlight._utils.ExceptionWrapper(where="in a worker")
    with pytest.raises(KeyError, match="Caught KeyError in a worker") as raised:
        wrapped.reraise()
    assert "boom" in str(raised.value)


def test_futures():
    future = rushlight.futures.Future()
    seen = []
    doubled = future.then(lambda f: f.value() * 2)
    future.add_done_callback(lambda f: seen.append(f.wait()))
    both = rushlight.futures.collect_all([future, doubled])
    with pytest.raises(RuntimeError, match="not completed"):
        future.value()
    assert not both.done()
    future.set_result(3)
    assert doubled.wait() == 6 and seen == [3] and [f.value() for f in both.wait()] == [3, 6]
    with pytest.raises(RuntimeError, match="only be marked completed once"):
        future.set_result(4)
    failed = rushlight.futures.Future()
    after = failed.then(lambda f: f.wait())
    failed.set_exception(ValueError("boom"))
    with pytest.raises(ValueError, match="boom"):
        after.wait()
    with pytest.raises(AssertionError, match="not an Exception"):
        failed.set_exception("boom")


def test_archives_are_read():
    file = io.BytesIO()
    x = rushlight.arange(6.0)
    rushlight.save({"x": x}, file)
    file.seek(0)
    reader = rushlight.PyTorchFileReader(file)
    assert reader.has_record("data.pkl") and "data/0" in reader.get_all_records() and not reader.has_record("nope")
    assert reader.get_storage_from_record("data/0", 6, rushlight.float32).equal(x)
    offset, size = reader.get_record_offset("data/0"), reader.get_record_size("data/0")
    assert file.getvalue()[offset : offset + size] == reader.get_record("data/0")
    with pytest.raises(RuntimeError, match="failed locating file nope"):
        reader.get_record("nope")
    with pytest.raises(RuntimeError, match="failed reading zip archive"):
        rushlight.PyTorchFileReader(io.BytesIO(b"nope"))


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (lambda: rushlight.ao.quantization.QuantStub(), "bfloat16"),
        (lambda: rushlight.ao.quantization.quantize_dynamic(None), "quantise with PyTorch"),
        (lambda: rushlight.quantization.prepare(None), "bfloat16"),
        (lambda: rushlight.ao.nn.quantized.Linear(2, 2), "torch.nn's layers"),
        (lambda: rushlight.onnx.export(None, (), "x.onnx"), "export with PyTorch"),
        (lambda: rushlight.onnx.symbolic_helper.parse_args("v"), "export with PyTorch"),
        (lambda: rushlight._C.Graph(), "symbolic_trace"),
        (lambda: rushlight.classes.mine.Thing, "does not exist"),
    ],
)
def test_what_can_not_be_says_what_to_use_instead(use, words):
    with pytest.raises(RuntimeError, match=words):
        use()


def test_refused_classes_are_classes():
    observer = rushlight.ao.quantization.ObserverBase
    assert not isinstance(rushlight.nn.ReLU(), (observer, rushlight.ao.quantization.FakeQuantizeBase))

    class Mine(observer):
        pass

    with pytest.raises(RuntimeError, match="ObserverBase"):
        Mine()
    with pytest.raises(AttributeError, match="nearest supported name is 'QuantStub'"):
        rushlight.ao.quantization.QuantStab  # noqa: B018


def test_doors_are_opened_lazily():
    doors = "distributed _distributed multiprocessing _dynamo compiler export onnx ao xpu mps futures _internals"
    code = "import sys, rushlight, rushlight.nn; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {f"rushlight.{door}" for door in doors.split()} & set(loaded)
