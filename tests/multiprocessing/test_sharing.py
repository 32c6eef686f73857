"""torch.multiprocessing: tensors whose memory processes share, and processes that end together."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

import rushlight
from rushlight import multiprocessing as mp

PROGRAM = """
import sys
import torch, torch.multiprocessing as mp

def add(i, shared, results, wait):
    shared[i] += i + 1
    results.put((i, torch.full((3,), float(i)), shared))
    wait.wait()

def fail(i):
    if i == 1:
        raise ValueError("boom")

def leave(i):
    sys.exit(7)

def train(inputs, results, model):
    x = inputs.get()
    x.mul_(2)
    with torch.no_grad():
        model.weight.fill_(5)
    results.put(x[1:])
    inputs.get()

if __name__ == "__main__":
    for method in ("fork", "spawn"):
        context = mp.get_context(method)
        shared, results, wait = torch.zeros(2).share_memory_(), context.SimpleQueue(), context.Event()
        started = mp.start_processes(add, (shared, results, wait), nprocs=2, join=False, start_method=method)
        first, second = sorted((results.get() for _ in range(2)), key=lambda r: r[0])
        second[2][1] = 9  # the tensor that came back is the same memory
        print(method, shared.tolist(), second[1].tolist(), first[2].is_shared(), len(started.pids()))
        wait.set()
        while not started.join():
            pass
    for function, n in ((fail, 2), (leave, 1)):
        try:
            mp.start_processes(function, nprocs=n, start_method="fork")
        except mp.ProcessRaisedException as error:
            print(error.error_index, str(error).strip().splitlines()[-1])
        except mp.ProcessExitedException as error:
            print(error, error.exit_code)
    inputs, results, model = mp.Queue(), mp.Queue(), torch.nn.Linear(2, 2).share_memory()
    x = torch.arange(4.0)
    child = mp.Process(target=train, args=(inputs, results, model))
    child.start()
    inputs.put(x)
    print(results.get().tolist(), x.tolist(), model.weight.tolist())
    inputs.put(None)
    child.join()
"""
EXPECTED = """
fork [1.0, 9.0] [1.0, 1.0, 1.0] True 2
spawn [1.0, 9.0] [1.0, 1.0, 1.0] True 2
1 ValueError: boom
process 0 terminated with exit code 7 7
[2.0, 4.0, 6.0] [0.0, 2.0, 4.0, 6.0] [[5.0, 5.0], [5.0, 5.0]]
"""


def test_processes_share_tensors(tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    command = [sys.executable, "-m", "rushlight", tmp_path / "program.py"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert done.stdout.strip() == EXPECTED.strip(), done.stderr


def through_pickle(value):
    from multiprocessing.reduction import ForkingPickler

    return pickle.loads(bytes(ForkingPickler.dumps(value)))


@pytest.mark.parametrize(
    "make",
    [
        lambda: rushlight.arange(6).reshape(2, 3).t(),
        lambda: rushlight.ones(3, dtype=rushlight.bfloat16)[1:],
        lambda: rushlight.ones(2, 2)[:, 1],
        lambda: rushlight.tensor(3.5),
        lambda: rushlight.empty(0, 3),
        lambda: rushlight.ones(2, dtype=rushlight.complex64),
        lambda: rushlight.nn.Parameter(rushlight.ones(2)),
        lambda: rushlight.ones(2, requires_grad=True),
    ],
)
def test_what_arrives_is_the_same_memory(make):
    sent = make()
    got = through_pickle(sent)
    assert type(got) is type(sent) and got.dtype is sent.dtype and got.requires_grad == sent.requires_grad
    assert got.shape == sent.shape and got.stride() == sent.stride() and got.equal(sent) and got.is_shared()
    with rushlight.no_grad():
        got.zero_()
    assert got.equal(sent)


def test_memory_that_others_view_is_copied():
    base = rushlight.zeros(4)
    view = base[:2]
    got = through_pickle(view)
    got.fill_(1)
    assert base.tolist() == [0, 0, 0, 0] and view.equal(base[:2])


def test_a_history_does_not_travel():
    with pytest.raises(RuntimeError, match="Cowardly refusing"):
        through_pickle(rushlight.ones(2, requires_grad=True) * 2)


def test_everything_of_pythons_module_is_there():
    import multiprocessing

    assert set(multiprocessing.__all__) < set(mp.__all__) and mp.cpu_count() > 0
    assert mp.get_all_sharing_strategies() == {"file_descriptor", "file_system"}
    mp.set_sharing_strategy("file_system")
    assert mp.get_sharing_strategy() == "file_system"
    mp.set_sharing_strategy("file_descriptor")
    with pytest.raises(AssertionError, match="invalid sharing strategy"):
        mp.set_sharing_strategy("nope")
    error = mp.ProcessExitedException("text", 1, 2, 3, "SIGTERM")
    assert pickle.loads(pickle.dumps(error)).signal_name == "SIGTERM"
    with pytest.warns(FutureWarning, match="start_method=spawn"):
        mp.spawn(print, nprocs=0, start_method="fork")
