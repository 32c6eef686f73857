"""Training by a group of one process: as without it, under the names that PyTorch's wrappers give."""

from __future__ import annotations

import copy
import importlib
import pickle

import pytest

import rushlight
import rushlight.distributed as dist
from rushlight import nn
from rushlight.nn.parallel import DistributedDataParallel
from support.outcomes import same_outcomes


@pytest.fixture(autouse=True)
def _world():
    dist.init_process_group("gloo", store=dist.HashStore(), rank=0, world_size=1)
    yield
    if dist.is_initialized():
        dist.destroy_process_group()


def net():
    rushlight.manual_seed(3)
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))


def gradients(module):
    return [p.grad.tolist() for p in module.parameters()]


X = rushlight.arange(6.0).reshape(2, 3) / 5


def plain():
    module = net()
    module(X).sum().backward()
    return module


def test_gradients_and_names_of_ddp():
    ddp = DistributedDataParallel(net())
    ddp(X).sum().backward()
    assert gradients(ddp) == gradients(plain())
    assert list(ddp.state_dict()) == [f"module.{n}" for n in net().state_dict()]
    assert ddp(X).equal(ddp.module(X)) and isinstance(ddp.module, nn.Sequential)
    with ddp.join(), ddp.no_sync():
        ddp(X).sum().backward()
    assert rushlight.allclose(ddp.module[0].bias.grad, 2 * plain()[0].bias.grad)
    assert type(copy.deepcopy(ddp)) is DistributedDataParallel
    again = pickle.loads(pickle.dumps(ddp))
    assert again(X).equal(ddp(X))
    with pytest.raises(AttributeError):
        ddp.no_such_name  # noqa: B018 -- as PyTorch, attributes of the module are its own


def test_hooks_see_buckets():
    seen = []

    def doubled(state, bucket):
        sizes = [tuple(g.shape) for g in bucket.gradients()]
        seen.append((state, bucket.index(), tuple(bucket.buffer().shape), sizes, bucket.is_last()))
        future = rushlight.futures.Future()
        future.set_result(bucket.buffer() * 2)
        return future

    ddp = DistributedDataParallel(net())
    ddp.register_comm_hook("state", doubled)
    ddp(X).sum().backward()
    assert seen == [("state", 0, (26,), [(4, 3), (4,), (2, 4), (2,)], True)]
    for got, alone in zip(ddp.parameters(), plain().parameters(), strict=True):
        assert rushlight.allclose(got.grad, 2 * alone.grad)
    with ddp.no_sync():
        ddp(X).sum().backward()
    assert len(seen) == 1
    with pytest.raises(RuntimeError, match="only be called once"):
        ddp.register_comm_hook(None, doubled)


@pytest.mark.parametrize("name", ["allreduce_hook", "fp16_compress_hook", "bf16_compress_hook"])
def test_hooks_of_pytorchs_names(name):
    hooks = importlib.import_module("rushlight.distributed.algorithms.ddp_comm_hooks.default_hooks")
    ddp = DistributedDataParallel(net())
    ddp.register_comm_hook(None, getattr(hooks, name))
    ddp(X).sum().backward()
    for got, alone in zip(ddp.parameters(), plain().parameters(), strict=True):
        assert rushlight.allclose(got.grad, alone.grad, rtol=1e-2)


class Half(nn.Module):
    """Uses one of its two layers."""

    def __init__(self):
        super().__init__()
        self.used, self.unused = nn.Linear(3, 1), nn.Linear(3, 1)

    def forward(self, x):
        return self.used(x)


def test_unused_parameters_are_named():
    ddp = DistributedDataParallel(Half())
    ddp(X).sum().backward()
    with pytest.raises(RuntimeError, match=r"find_unused_parameters=True.*receive grad: 2 3"):
        ddp(X)
    ddp = DistributedDataParallel(Half(), find_unused_parameters=True)
    for _ in range(2):
        ddp(X).sum().backward()
    assert ddp.module.unused.weight.grad is None


WRONG = """
DDP(nn.ReLU())
DDP(nn.Linear(2, 2).requires_grad_(False))
DDP(nn.Linear(2, 2), device_ids=[0])
DDP(nn.Linear(2, 2), device_ids=[0, 1])
DDP(nn.Linear(2, 2), delay_all_reduce_named_params=[1])
DDP(nn.LazyLinear(2))
DDP(nn.Linear(2, 2)).register_comm_hook(None, 3)
DDP(nn.Linear(2, 2)).dim
DDP(nn.Linear(2, 2)).will_sync_module_buffers()
nn.DataParallel(nn.Identity())(torch.ones(2))
"""


def test_wrong_calls_are_pytorchs():
    torch = pytest.importorskip("torch")
    torch.distributed.init_process_group("gloo", store=torch.distributed.HashStore(), rank=0, world_size=1)
    try:
        names = [{"torch": t, "nn": t.nn, "DDP": t.nn.parallel.DistributedDataParallel} for t in (rushlight, torch)]
        assert same_outcomes(WRONG, *names) == []
    finally:
        torch.distributed.destroy_process_group()


def test_fully_sharded():
    fsdp = dist.fsdp
    policy = fsdp.wrap.ModuleWrapPolicy({nn.Linear})
    model = fsdp.FullyShardedDataParallel(net(), auto_wrap_policy=policy, use_orig_params=True)
    model(X).sum().backward()
    assert gradients(model) == gradients(plain())
    assert list(model.state_dict()) == list(net().state_dict())
    assert len(fsdp.FullyShardedDataParallel.fsdp_modules(model)) == 3
    model.load_state_dict(plain().state_dict())
    optimizer = rushlight.optim.Adam(model.parameters())
    optimizer.step()
    state = fsdp.FullyShardedDataParallel.optim_state_dict(model, optimizer)
    assert sorted(state["state"]) == sorted(net().state_dict())
    back = fsdp.FullyShardedDataParallel.optim_state_dict_to_load(model, optimizer, state)
    assert sorted(back["state"]) == [0, 1, 2, 3]
    assert float(model.clip_grad_norm_(1e-3)) > 1e-3
    with fsdp.FullyShardedDataParallel.state_dict_type(model, fsdp.StateDictType.SHARDED_STATE_DICT):
        now = fsdp.FullyShardedDataParallel.get_state_dict_type(model).state_dict_type
        assert now is fsdp.StateDictType.SHARDED_STATE_DICT
    sharded = fsdp.fully_shard(net())
    assert isinstance(sharded, fsdp.FSDPModule) and type(sharded).__name__ == "FSDPSequential"
    assert sharded(X).equal(net()(X))


def test_wrapping_policies():
    wrap = dist.fsdp.wrap
    big = nn.Sequential(nn.Linear(10, 10), nn.Linear(1, 1))

    def small(module, recurse, nonwrapped_numel):
        return wrap.size_based_auto_wrap_policy(module, recurse, nonwrapped_numel, min_num_params=100)

    model = dist.fsdp.FullyShardedDataParallel(big, auto_wrap_policy=small)
    assert [type(m).__name__ for m in model.module] == ["FullyShardedDataParallel", "Linear"]
    with wrap.enable_wrap(wrapper_cls=nn.Sequential):
        assert type(wrap.wrap(nn.ReLU())) is nn.Sequential
    assert type(wrap.wrap(nn.ReLU())) is nn.ReLU


def test_distributed_tensors():
    tensor = dist.tensor
    mesh = dist.init_device_mesh("cpu", (1,), mesh_dim_names=("dp",))
    assert (mesh.size(), mesh.shape, mesh["dp"].mesh_dim_names, mesh.get_coordinate()) == (1, (1,), ("dp",), (0,))
    w = tensor.distribute_tensor(rushlight.ones(2, 2, requires_grad=True), mesh, [tensor.Shard(0)])
    assert w.is_leaf and w.requires_grad and w.placements == (tensor.Shard(0),) and w.device_mesh is mesh
    product = w @ w
    assert type(product) is tensor.DTensor and product.device_mesh is mesh
    (product.to_local() * 3).sum().backward()
    assert w.grad.tolist() == [[12.0, 12.0], [12.0, 12.0]]
    x = rushlight.ones(2, requires_grad=True)
    placed = tensor.DTensor.from_local(x, mesh, [tensor.Replicate()]).redistribute(mesh, [tensor.Shard(-1)])
    assert placed.placements == (tensor.Shard(0),)
    (placed.full_tensor() * 2).sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]
    assert "DTensor(local_tensor=tensor([1., 1.])" in repr(placed)
    assert tensor.zeros(2, 3, device_mesh=mesh).shape == (2, 3)
    with pytest.raises(RuntimeError, match="bigger than default world size 1"):
        dist.init_device_mesh("cpu", (2,))
    with pytest.raises(ValueError, match="same length"):
        tensor.distribute_tensor(rushlight.ones(2), mesh, [tensor.Shard(0), tensor.Shard(0)])


def test_parallel_plans_compute_the_same():
    parallel = importlib.import_module("rushlight.distributed.tensor.parallel")
    plan = {"0": parallel.ColwiseParallel(), "2": parallel.RowwiseParallel()}
    mesh = dist.init_device_mesh("cpu", (1,))
    assert parallel.parallelize_module(net(), mesh, plan)(X).equal(net()(X))
    with pytest.warns(UserWarning, match="could not be resolved"):
        parallel.parallelize_module(net(), mesh, {"nope": parallel.ColwiseParallel()})


def test_zero_redundancy_and_local_sgd():
    alone, zero = plain(), plain()
    rushlight.optim.Adam(alone.parameters(), lr=0.1).step()
    optimizer = dist.optim.ZeroRedundancyOptimizer(zero.parameters(), rushlight.optim.Adam, lr=0.1)
    schedule = rushlight.optim.lr_scheduler.StepLR(optimizer, 1, 0.5)
    optimizer.step()
    schedule.step()
    assert all(a.equal(b) for a, b in zip(alone.parameters(), zero.parameters(), strict=True))
    assert optimizer.optim.param_groups[0]["lr"] == 0.05
    with pytest.raises(RuntimeError, match="consolidate_state_dict"):
        optimizer.state_dict()
    optimizer.consolidate_state_dict()
    assert sorted(optimizer.state_dict()) == ["param_groups", "state"]
    averagers = importlib.import_module("rushlight.distributed.algorithms.model_averaging.averagers")
    inner = rushlight.optim.SGD(zero.parameters(), lr=0.1)
    local = dist.optim.PostLocalSGDOptimizer(inner, averagers.PeriodicModelAverager(period=2))
    local.step()
    assert local.state_dict()["step"] == 1


def test_checkpoints(tmp_path):
    save = dist.checkpoint
    model = DistributedDataParallel(plain())
    optimizer = rushlight.optim.Adam(model.parameters())
    model(X).sum().backward()
    optimizer.step()
    states = importlib.import_module("rushlight.distributed.checkpoint.state_dict")
    weights, moments = states.get_state_dict(model, optimizer)
    assert list(weights) == list(net().state_dict()) and sorted(moments["state"]) == sorted(net().state_dict())
    save.save({"model": weights, "optim": moments, "step": 3}, checkpoint_id=tmp_path / "c")

    fresh = net()
    state = {"model": fresh.state_dict(), "step": 0}
    save.load(state, checkpoint_id=tmp_path / "c")
    assert state["step"] == 3 and all(v.equal(weights[k]) for k, v in fresh.state_dict().items())
    with pytest.raises(RuntimeError, match="Missing key"):
        save.load({"nope": 1}, checkpoint_id=tmp_path / "c")
    with pytest.raises(ValueError, match="Size mismatch"):
        save.load({"model": {"0.bias": rushlight.ones(1)}}, checkpoint_id=tmp_path / "c")
    other = rushlight.optim.Adam(model.parameters())
    result = states.set_state_dict(model, other, model_state_dict=weights, optim_state_dict=moments)
    assert not result.missing_keys and other.state_dict()["state"][0]["step"] == 1
    convert = importlib.import_module("rushlight.distributed.checkpoint.format_utils")
    convert.dcp_to_torch_save(tmp_path / "c", tmp_path / "c.pt")
    assert rushlight.load(tmp_path / "c.pt")["model.0.bias"].equal(weights["0.bias"])


def test_gradients_go_through_exchanges():
    functional = dist.nn.functional
    x = rushlight.ones(2, requires_grad=True)
    total = functional.all_reduce(x * 2) + functional.all_gather(x)[0] + functional.broadcast(x, 0)
    (total + functional.reduce_scatter(x, [x * 3])).sum().backward()
    assert x.grad.tolist() == [7.0, 7.0]
    again = dist._functional_collectives
    assert again.all_gather_tensor(x, 0, dist.group.WORLD).tolist() == [1.0, 1.0]


def test_modules_computed_again():
    wrapper = importlib.import_module("rushlight.distributed.algorithms._checkpoint.checkpoint_wrapper")
    model = net()
    wrapper.apply_activation_checkpointing(model, check_fn=lambda m: isinstance(m, nn.Linear))
    model(X).sum().backward()
    assert list(model.state_dict()) == list(net().state_dict()) and gradients(model) == gradients(plain())
    assert [n for n, _ in model[0].named_parameters()] == ["weight", "bias"]
    model.load_state_dict(net().state_dict())


def returns(a, b):
    import os

    return a + b, os.environ["WORLD_SIZE"]


def test_launching_a_function():
    launcher = importlib.import_module("rushlight.distributed.launcher.api")
    assert launcher.elastic_launch(launcher.LaunchConfig(start_method="fork"), returns)(1, 2) == {0: (3, "1")}
