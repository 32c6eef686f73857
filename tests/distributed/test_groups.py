"""Process groups of one process: answers before and after ``init_process_group``, exchanges, stores, refusals."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

import rushlight
import rushlight.distributed as dist
from support.outcomes import same_outcomes

BEFORE = """
d.is_available()
d.is_initialized()
d.get_rank()
d.get_world_size()
d.get_backend()
d.barrier()
d.all_reduce(torch.ones(2))
d.group.WORLD
d.GroupMember.WORLD
d.GroupMember.NON_GROUP_MEMBER
d.new_group([0])
d.destroy_process_group()
d.ReduceOp.SUM
list(d.ReduceOp.RedOpType.__members__)
isinstance(d.ReduceOp.MAX, d.ReduceOp)
d.ReduceOp(d.ReduceOp.SUM) == d.ReduceOp.SUM
d.reduce_op.SUM
d.get_process_group_ranks(None)
d.is_nccl_available()
d.is_gloo_available()
d.is_mpi_available()
d.is_torchelastic_launched()
d.get_node_local_rank()
d.get_node_local_rank(3)
d.Backend('GLOO')
d.Backend.backend_list
d.Backend(3)
d.BackendConfig(d.Backend('cpu:gloo,cuda:nccl'))
d.BackendConfig(d.Backend('cpu:gloo,cpu:nccl'))
d.get_default_backend_for_device('cpu')
d.get_default_backend_for_device('nope')
d.init_process_group('gloo')
d.init_process_group('nccl', rank=0, world_size=1)
d.init_process_group('gloo', init_method='tcp://127.0.0.1:0', rank=0)
d.init_process_group('gloo', init_method='nope://127.0.0.1:0', rank=0)
d.init_process_group('mpi')
d.init_process_group('gloo', store=d.HashStore())
d.init_process_group('gloo', store=d.HashStore(), world_size=1)
d.init_process_group('gloo', store=d.HashStore(), init_method='env://', world_size=1, rank=0)
d.default_pg_timeout
d.is_backend_available('gloo')
d.is_backend_available('nope')
d.supports_complex(d.ReduceOp.SUM)
d.supports_complex(d.ReduceOp.MAX)
d.get_debug_level()
d.broadcast_object_list([1])
d.distributed_c10d._get_default_group()
"""
AFTER = """
d.get_backend()
d.is_initialized()
d.get_rank()
d.get_world_size()
d.group.WORLD.size()
d.group.WORLD.rank()
d.group.WORLD.name()
d.group.WORLD.group_desc
d.get_backend_config()
d.init_process_group('gloo', store=d.HashStore(), rank=0, world_size=1)
d.all_reduce(x)
d.all_reduce(x, async_op=True).wait()
d.all_reduce(x, op=d.ReduceOp.AVG)
d.all_reduce(x, op=d.ReduceOp.MAX)
x
d.all_reduce([x])
d.all_reduce(c, op=d.ReduceOp.MAX)
d.all_reduce(c)
d.broadcast(x, 0)
d.broadcast(x, 1)
d.broadcast(x)
d.broadcast(x, group_src=0)
d.broadcast(x, 0, group_src=0)
d.reduce(x, 0)
d.reduce(x, 1)
d.all_gather(e, x), e
d.all_gather([x] * 2, x)
d.all_gather([x[:3]], x)
d.all_gather([x.int()], x)
d.all_gather(x, x)
d.all_gather_into_tensor(e[0].mul_(0), x), e
d.all_gather_into_tensor(torch.ones(5), x)
d.all_gather_into_tensor(torch.zeros(1, 4), x)
d.gather(x, e, 0), e
d.gather(x)
d.scatter(e[0], [x * 2], 0), e
d.scatter(x)
d.scatter(x, None, 0)
d.reduce_scatter(e[0], [x * 3]), e
d.reduce_scatter_tensor(e[0], x * 4), e
d.all_to_all(e, [x * 5]), e
d.all_to_all_single(e[0], x * 6), e
d.send(x, 0)
d.barrier()
d.barrier(async_op=True).wait()
d.monitored_barrier()
d.new_group([0]).size()
d.new_group().size()
d.new_group([0, 1])
d.new_group([1])
d.get_process_group_ranks(d.group.WORLD)
d.get_group_rank(d.group.WORLD, 0)
d.get_global_rank(d.group.WORLD, 0)
d.get_rank(d.GroupMember.NON_GROUP_MEMBER)
d.get_world_size(d.GroupMember.NON_GROUP_MEMBER)
d.all_reduce(x, group=d.GroupMember.NON_GROUP_MEMBER)
len(d.new_subgroups(1)[1])
d.new_subgroups(2)
len(d.new_subgroups_by_enumeration([[0]])[1])
d.batch_isend_irecv([])
d.P2POp(1, x, 0)
d.all_reduce_coalesced([x, x])
d.all_gather_object(o, {'a': (1, 'b')}), o
d.broadcast_object_list([{'a': 1}], 0)
d.gather_object((1, 2), o, 0), o
d.gather_object(3, None, 0)
d.scatter_object_list(o, [7], 0), o
d.scatter_object_list([], [7], 0)
d.distributed_c10d._rank_not_in_group(d.group.WORLD)
d.destroy_process_group(d.group.WORLD)
d.group.WORLD
d.is_initialized()
"""


@pytest.fixture
def world():
    dist.init_process_group("gloo", store=dist.HashStore(), rank=0, world_size=1)
    yield dist
    if dist.is_initialized():
        dist.destroy_process_group()


@pytest.fixture
def _no_launcher(monkeypatch):
    for name in ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT", "LOCAL_RANK"):
        monkeypatch.delenv(name, raising=False)


def names_of(torch, d):
    x = torch.arange(4.0)
    return {"torch": torch, "d": d, "x": x, "e": [torch.zeros(4)], "c": torch.ones(2) * 1j, "o": [None]}


@pytest.mark.usefixtures("_no_launcher")
def test_answers_are_pytorchs():
    torch = pytest.importorskip("torch")
    import torch.distributed as theirs

    names = names_of(rushlight, dist), names_of(torch, theirs)
    assert same_outcomes(BEFORE, *names) == []
    for d in (dist, theirs):
        d.init_process_group("gloo", store=d.HashStore(), rank=0, world_size=1)
    assert same_outcomes(AFTER, *names) == []


def test_exchanges_give_what_went_in(world):
    x, out = rushlight.arange(3.0), [rushlight.zeros(3)]
    work = world.all_gather(out, x, async_op=True)
    assert work.wait() and work.is_completed() and out[0].equal(x)
    assert work.get_future().wait()[0][0].equal(x)
    weight = rushlight.ones(2, requires_grad=True)
    world.broadcast(weight, 0)  # a leaf may be written, without history
    world.all_gather([weight], rushlight.tensor([3.0, 4.0]))
    assert weight.tolist() == [3.0, 4.0] and weight.is_leaf


def test_objects_travel_as_copies(world):
    given, got = {"a": [1]}, [None]
    world.all_gather_object(got, given)
    assert got[0] == given and got[0] is not given


@pytest.mark.usefixtures("_no_launcher")
@pytest.mark.parametrize("how", ["env", "tcp", "file"])
def test_ways_to_meet(how, tmp_path, monkeypatch):
    if how == "env":
        for name, value in (("RANK", "0"), ("WORLD_SIZE", "1"), ("MASTER_ADDR", "localhost"), ("MASTER_PORT", "0")):
            monkeypatch.setenv(name, value)
        dist.init_process_group("gloo")
    elif how == "tcp":
        dist.init_process_group("gloo", init_method="tcp://127.0.0.1:0", rank=0, world_size=1)
    else:
        dist.init_process_group("gloo", init_method=f"file://{tmp_path}/meet", rank=0, world_size=1)
        assert (tmp_path / "meet").exists()
    assert dist.get_world_size() == 1
    dist.destroy_process_group()


@pytest.mark.usefixtures("_no_launcher")
def test_a_second_process_is_refused_in_words(monkeypatch):
    for name, value in (("RANK", "0"), ("WORLD_SIZE", "2"), ("MASTER_ADDR", "localhost"), ("MASTER_PORT", "0")):
        monkeypatch.setenv(name, value)
    with pytest.raises(RuntimeError, match=r"one process so far.*WORLD_SIZE=1"):
        dist.init_process_group("gloo")
    with pytest.raises(RuntimeError, match="rank 1 of 2 processes"):
        dist.init_process_group("gloo", store=dist.HashStore(), rank=1, world_size=2)
    assert not dist.is_initialized()


def test_sending_to_oneself_is_refused(world):
    x = rushlight.ones(1)
    with pytest.raises(ValueError, match="same as the rank"):
        world.send(x, 0)
    with pytest.raises(ValueError, match="only one of the group"):
        world.isend(x, 1)
    with pytest.raises(ValueError, match="only one of the group"):
        world.recv(x)
    with pytest.raises(ValueError, match="non-integral"):
        world.all_reduce(x, op=world.ReduceOp.BAND)


def stores(tmp_path):
    yield dist.HashStore()
    yield dist.FileStore(str(tmp_path / "store"), 1)
    yield dist.TCPStore("127.0.0.1", 0, 1, is_master=True)
    yield dist.PrefixStore("p", dist.HashStore())


def test_stores(tmp_path):
    for store in stores(tmp_path):
        store.set_timeout(timedelta(milliseconds=30))
        store.set("a", "x")
        store.set("b", b"\xff\x00")
        assert store.get("a") == b"x" and store.get("b") == b"\xff\x00" and store.num_keys() >= 2
        assert store.add("n", 2) == 2 and store.add("n", -5) == -3 and store.get("n") == b"-3"
        assert store.check(["a", "b"]) and not store.check(["a", "zz"])
        assert store.compare_set("q", "", "v") == b"v" and store.compare_set("q", "no", "w") == b"v"
        assert store.compare_set("q", "v", "w") == b"w" and store.compare_set("r", "x", "y") == b"x"
        assert store.delete_key("a") and not store.delete_key("a")
        store.append("log", "1")
        store.append("log", "2")
        store.multi_set(["k", "l"], ["1", "2"])
        assert store.get("log") == b"12" and store.multi_get(["k", "l"]) == [b"1", b"2"]
        store.queue_push("jobs", "1")
        assert store.queue_len("jobs") == 1 and store.queue_pop("jobs") == b"1"
        with pytest.raises(dist.QueueEmptyError):
            store.queue_pop("jobs", False)
        with pytest.raises(dist.DistStoreError, match="timeout after 30ms"):
            store.get("zz")
        with pytest.raises(TypeError, match="str or bytes"):
            store.set("c", 1)


def test_stores_at_one_port_are_one():
    master = dist.TCPStore("localhost", 0, 1, is_master=True)
    client = dist.TCPStore("localhost", master.port, 1, is_master=False)
    master.set("a", "1")
    assert client.get("a") == b"1"
    with pytest.raises(dist.DistNetworkError, match="failed to listen"):
        dist.TCPStore("localhost", master.port, 1, is_master=True)
    port = master.port
    del master
    with pytest.raises(dist.DistNetworkError, match="is_master=True"):
        dist.TCPStore("localhost", port, 1, is_master=False)
    with pytest.raises(dist.DistNetworkError, match="one process"):
        dist.TCPStore("localhost", 0, 2, is_master=True)


def test_a_backend_of_ones_own(tmp_path):
    made = []

    def make(store, rank, size, timeout):
        made.append((rank, size))
        group = dist.ProcessGroup(store, rank, size, timeout)
        group.allreduce = lambda tensors, opts=None: dist.distributed_c10d._world and _done(tensors)
        return group

    def _done(tensors):
        future = rushlight.Future()
        future.set_result([t.mul_(2) for t in tensors])
        return dist.Work(future)

    dist.Backend.register_backend("twice", make)
    try:
        dist.init_process_group("twice", store=dist.HashStore(), rank=0, world_size=2)
        x = rushlight.ones(2)
        dist.all_reduce(x)
        assert made == [(0, 2)] and x.tolist() == [2.0, 2.0] and dist.get_world_size() == 2
        with pytest.raises(NotImplementedError, match="barrier"):
            dist.barrier()
    finally:
        dist.destroy_process_group()
        dist.Backend._plugins.pop("TWICE")


def test_names_that_need_other_processes_say_so():
    rpc = dist.rpc
    assert not rpc.is_available() and not isinstance(1, rpc.RRef)
    with pytest.raises(RuntimeError, match="use torch"):
        rpc.rpc_sync("worker", abs)
    with pytest.raises(RuntimeError, match="one so far"):
        dist.pipelining.PipelineStage(None, 0, 1, "cpu")
    with pytest.raises(RuntimeError, match="start one"):
        dist.launcher.LaunchConfig(nproc_per_node=2)


def test_sampler_asks_the_group(world):
    sampler = rushlight.utils.data.DistributedSampler(range(5), shuffle=False)
    assert (sampler.num_replicas, sampler.rank, list(sampler)) == (1, 0, [0, 1, 2, 3, 4])
    world.destroy_process_group()
    with pytest.raises(ValueError, match="init_process_group"):
        rushlight.utils.data.DistributedSampler(range(5))


def test_the_launcher_runs_a_program_as_one_process(tmp_path):
    program = tmp_path / "program.py"
    program.write_text("import os, sys; print(os.environ['RANK'], os.environ['WORLD_SIZE'], sys.argv[1:]); sys.exit(3)")
    with pytest.raises(SystemExit) as ended:
        dist.run.main(["--nproc_per_node=1", "--master-port", "29511", str(program), "--lr", "1"])
    assert ended.value.code == 3
    with pytest.raises(RuntimeError, match="one process so far"):
        dist.run.main(["--nproc-per-node", "2", str(program)])
    assert "RANK" not in os.environ or os.environ["RANK"] == "0"
