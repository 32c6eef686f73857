"""torch.profiler: events and their nesting, averages, tables, traces, schedules beside PyTorch's."""

from __future__ import annotations

import gzip
import json
import warnings

import pytest

import rushlight
from rushlight.autograd import profiler as older
from rushlight.profiler import (
    ProfilerAction,
    ProfilerActivity,
    profile,
    record_function,
    schedule,
    tensorboard_trace_handler,
)


def work():
    x = rushlight.ones(4, 4, requires_grad=True)
    with record_function("outer"):
        with record_function("inner"):
            y = x @ x
        z = y.exp().sum()
    z.backward()


def test_events_lie_within_each_other():
    with profile(record_shapes=True, profile_memory=True, with_stack=True) as p:
        work()
    assert rushlight._C is not None and rushlight.ones(1).exp().item() > 2  # nothing is measured any more
    events = {e.name: e for e in reversed(p.events())}
    outer, inner, mm, exp = (events[n] for n in ("outer", "inner", "aten::mm", "aten::exp"))
    assert "ProfilerStep#0" not in events and outer.cpu_parent is None
    assert mm.cpu_parent is inner and inner.cpu_parent is outer and exp.cpu_parent is outer
    assert 0 < mm.cpu_time_total <= inner.cpu_time_total <= outer.cpu_time_total
    assert outer.self_cpu_time_total < outer.cpu_time_total
    assert mm.input_shapes == [[4, 4], [4, 4]] and mm.cpu_memory_usage == 64
    assert __file__ in mm.stack[0] and "work" in mm.stack[0]
    total = p.events().self_cpu_time_total
    assert total == pytest.approx(sum(e.cpu_time_total for e in p.events() if e.cpu_parent is None))


def test_averages_and_tables():
    with older.profile(record_shapes=True) as p:
        for _ in range(3):
            rushlight.ones(2, 2).exp()
        rushlight.ones(3).exp()
    found = {e.key: e for e in p.key_averages()}
    assert found["aten::exp"].count == 4
    by_shape = [e for e in p.key_averages(group_by_input_shape=True) if e.key == "aten::exp"]
    assert sorted(e.count for e in by_shape) == [1, 3]
    text = p.key_averages().table(sort_by="self_cpu_time_total", row_limit=1, header="Mine")
    assert "Mine" in text and "# of Calls" in text and "Self CPU time total" in text and len(text.splitlines()) == 8
    times = [e.cpu_time_total for e in sorted(p.key_averages(), key=lambda e: -e.cpu_time_total)]
    assert times == sorted(times, reverse=True)
    with pytest.raises(AttributeError):
        p.key_averages().table(sort_by="nonsense")
    assert p.total_average().count == len(p.function_events) and "aten::exp" in str(p)


def test_traces(tmp_path):
    with profile(with_stack=True) as p:
        work()
    p.export_chrome_trace(tmp_path / "t.json")
    p.export_chrome_trace(tmp_path / "t.json.gz")
    trace = json.loads((tmp_path / "t.json").read_text())
    assert json.loads(gzip.decompress((tmp_path / "t.json.gz").read_bytes())) == trace
    names = [e["name"] for e in trace["traceEvents"]]
    assert "outer" in names and all(e["ph"] == "X" and e["dur"] >= 0 for e in trace["traceEvents"])
    p.export_stacks(tmp_path / "stacks")
    assert "work" in (tmp_path / "stacks").read_text()


def test_steps_of_a_schedule(tmp_path):
    ready = []

    def note(p):
        ready.append((p.step_num, sorted(e.key for e in p.key_averages() if e.key.startswith("ProfilerStep"))))

    with profile(schedule=schedule(wait=1, warmup=1, active=2, repeat=2), on_trace_ready=note) as p:
        for _ in range(10):
            rushlight.ones(1).exp()
            p.step()
    assert ready == [(4, ["ProfilerStep#2", "ProfilerStep#3"]), (8, ["ProfilerStep#6", "ProfilerStep#7"])]
    with profile(on_trace_ready=tensorboard_trace_handler(tmp_path / "log", "me")):
        work()
    [path] = (tmp_path / "log").iterdir()
    assert path.name.startswith("me.") and path.name.endswith(".pt.trace.json")


@pytest.mark.torch
def test_schedules_are_pytorchs():
    torch = pytest.importorskip("torch")
    for options in (
        {"wait": 1, "warmup": 1, "active": 2},
        {"wait": 0, "warmup": 1, "active": 1, "repeat": 2},
        {"wait": 2, "warmup": 1, "active": 3, "skip_first": 4, "repeat": 1},
        {"wait": 2, "warmup": 1, "active": 1, "skip_first": 1, "skip_first_wait": 1, "repeat": 2},
    ):
        ours, theirs = schedule(**options), torch.profiler.schedule(**options)
        assert [ours(i).name for i in range(20)] == [theirs(i).name for i in range(20)]
    for options in ({"wait": -1, "warmup": 0, "active": 1}, {"wait": 0, "warmup": 0, "active": 0}):
        for t in (rushlight, torch):
            with pytest.raises(AssertionError):
                t.profiler.schedule(**options)
    assert [a.name for a in ProfilerAction] == [a.name for a in torch.profiler.ProfilerAction][:4]
    assert ProfilerActivity.CUDA.name == torch.profiler.ProfilerActivity.CUDA.name


def test_what_does_not_go():
    with older.profile() as p:
        with pytest.raises(RuntimeError, match="finish"):
            p.key_averages()
        with pytest.raises(RuntimeError):
            rushlight.ones(2) @ rushlight.ones(3)  # an error between beginning and end
        rushlight.ones(2).exp()
    exp = next(e for e in p.function_events if e.name == "aten::exp")
    assert exp.cpu_time_total < 1e6
    with pytest.raises(RuntimeError, match="with_stack"):
        p.export_stacks("none")
    with pytest.raises(AssertionError):
        profile().key_averages()
    with pytest.warns(UserWarning, match="CUDA is not available"):
        profile(activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with older.profile(enabled=False):
            rushlight.ones(1)


def test_functions_and_other_recorders():
    @record_function("named")
    def f(x):
        return x.exp()

    assert f(rushlight.zeros(1)).item() == 1
    with pytest.warns(UserWarning, match="Anomaly"):
        anomaly = rushlight.autograd.detect_anomaly(check_nan=False)
    with older.profile() as p, anomaly:
        x = rushlight.zeros(1, requires_grad=True)
        f(x).backward()
    names = [e.name for e in p.function_events]
    assert "named" in names and "aten::exp" in names
    assert next(e for e in p.function_events if e.name == "aten::exp").cpu_time_total > 0
