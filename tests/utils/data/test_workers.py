"""DataLoader with worker processes: the same batches, seeds and errors, and a clean end whatever happens."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest

import rushlight
from rushlight.utils import data as ours
from rushlight.utils.data import DataLoader, Dataset, IterableDataset, TensorDataset, get_worker_info
from support.patience import PATIENCE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="worker processes need a POSIX system")


@pytest.fixture(autouse=True)
def _many_processors(monkeypatch):
    """Otherwise small machines warn that there are more workers than processors."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(64)), raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)


class Pictures(Dataset):
    def __init__(self, n=20, size=100):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        return rushlight.full((self.size,), float(i)), i


class Seeds(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, i):
        return (
            int(rushlight.randint(0, 2**30, (1,)).item()),
            random.random(),
            np.random.rand(),
            get_worker_info().seed,
        )


class Numbers(IterableDataset):
    def __init__(self, n, shared=True):
        self.n, self.shared = n, shared

    def __iter__(self):
        info = get_worker_info()
        if info is None or not self.shared:
            return iter(range(self.n))
        return iter(range(info.id, self.n, info.num_workers))


class Bad(Dataset):
    def __init__(self, what):
        self.what = what

    def __len__(self):
        return 6

    def __getitem__(self, i):
        if i == 3:
            if self.what == "exit":
                os._exit(7)
            if self.what == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if self.what == "sleep":
                time.sleep(30)
            if self.what == "key":
                return {}["missing\nkey"]
            if self.what == "picky":
                raise Picky(1, 2)
            raise ValueError("number three")
        return i


class Picky(Exception):
    def __init__(self, a, b):
        super().__init__(a, b)


def flat(loader):
    return [(x.tolist(), y.tolist()) for x, y in loader]


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.parametrize("size", [3, 20_000])
def test_same_as_without(method, size):
    if size == 3 and method != "fork":
        pytest.skip("one size is enough")
    expected = flat(DataLoader(Pictures(20, size), 3))
    loader = DataLoader(Pictures(20, size), 3, num_workers=2, multiprocessing_context=method)
    assert flat(loader) == expected
    assert flat(loader) == expected


def test_batches_stay_true_while_kept():
    """The memory of a batch is not used again while somebody holds it, or a view of it."""
    loader = DataLoader(Pictures(60, 5000), 2, num_workers=2, persistent_workers=True)
    kept = [x[1] for x, _ in loader]
    kept += [x[1] for x, _ in loader]
    assert [float(x[0].item()) for x in kept] == [float(i) for i in range(1, 60, 2)] * 2
    kept[0][:] = 7.0  # a batch can be written to


@pytest.mark.torch
def test_seeds_are_pytorchs():
    torch = pytest.importorskip("torch")
    import torch.utils.data as theirs

    class Theirs(theirs.Dataset):
        def __len__(self):
            return 8

        def __getitem__(self, i):
            info = theirs.get_worker_info()
            return int(torch.randint(0, 2**30, (1,)).item()), random.random(), np.random.rand(), info.seed

    results = []
    for T, loader in ((rushlight, DataLoader), (torch, theirs.DataLoader)):
        T.manual_seed(6)
        data = Seeds() if T is rushlight else Theirs()
        batches = [list(b) for b in loader(data, None, num_workers=3, multiprocessing_context="fork", shuffle=True)]
        results.append((batches, T.rand(1).item()))
    assert results[0] == results[1]


@pytest.mark.parametrize("persistent", [False, True])
@pytest.mark.parametrize("shared", [False, True])
def test_streams(persistent, shared):
    loader = DataLoader(Numbers(11, shared), 2, num_workers=2, persistent_workers=persistent)
    expected = sorted(range(11)) if shared else sorted([*range(11), *range(11)])
    for _ in range(3):
        assert sorted(v for batch in loader for v in batch.tolist()) == expected


@pytest.mark.torch
@pytest.mark.parametrize("workers", [1, 2, 3])
def test_streams_come_in_pytorchs_order(workers):
    torch = pytest.importorskip("torch")
    import torch.utils.data as theirs

    class Theirs(theirs.IterableDataset):
        def __iter__(self):
            info = theirs.get_worker_info()
            return iter(range(3 + 5 * info.id))

    class Ours(IterableDataset):
        def __iter__(self):
            return iter(range(3 + 5 * get_worker_info().id))

    assert torch.__version__
    orders = [
        [b.tolist() for b in D.DataLoader(d, 2, num_workers=workers, multiprocessing_context="fork")]
        for D, d in ((ours, Ours()), (theirs, Theirs()))
    ]
    assert orders[0] == orders[1]


def test_in_any_order():
    loader = DataLoader(Pictures(20, 3), 3, num_workers=2, in_order=False)
    for _ in range(2):
        assert sorted(i for _, y in loader for i in y.tolist()) == list(range(20))


def test_persistent_workers_are_the_same_processes():
    class Where(Dataset):
        def __len__(self):
            return 4

        def __getitem__(self, i):
            return os.getpid()

    fork = {"multiprocessing_context": "fork"}
    loader = DataLoader(Where(), num_workers=2, persistent_workers=True, **fork)
    first, second = ({b.item() for b in loader} for _ in range(2))
    assert first == second
    assert len(first) == 2
    loader = DataLoader(Where(), num_workers=2, **fork)
    assert {b.item() for b in loader} != {b.item() for b in loader}


def test_init_function_and_info():
    def init(worker):
        global _started
        _started = worker * 10

    class Info(Dataset):
        def __len__(self):
            return 4

        def __getitem__(self, i):
            info = get_worker_info()
            return _started, info.id, info.num_workers, len(info.dataset), rushlight.get_num_threads()

    loader = DataLoader(Info(), None, num_workers=2, worker_init_fn=init, multiprocessing_context="fork")
    assert [list(b) for b in loader] == [[0, 0, 2, 4, 1], [10, 1, 2, 4, 1]] * 2
    assert get_worker_info() is None


_started = None


@pytest.mark.parametrize(
    ("what", "kind", "message"),
    [
        (
            "value",
            ValueError,
            r"(?s)Caught ValueError in DataLoader worker process [01]\.\nOriginal Traceback.*number three",
        ),
        ("key", KeyError, r"(?s)Caught KeyError in DataLoader worker process [01]\.\nOriginal Traceback.*missing"),
        ("picky", RuntimeError, r"(?s)Caught Picky in DataLoader worker process [01]\.\nOriginal Traceback"),
    ],
)
def test_errors_cross_over(what, kind, message):
    loader = DataLoader(Bad(what), num_workers=2)
    batches = iter(loader)
    assert [next(batches).item() for _ in range(3)] == [0, 1, 2]
    with pytest.raises(kind, match=message):
        next(batches)
    assert next(batches).item() == 4  # one bad batch is not the end


@pytest.mark.parametrize(("what", "message"), [("exit", "exit code 7"), ("kill", "killed by SIGKILL")])
def test_death_of_a_worker(what, message):
    with pytest.raises(RuntimeError, match=rf"DataLoader worker \(pid\(s\) \d+\) exited unexpectedly.*{message}"):
        list(DataLoader(Bad(what), num_workers=1))


def test_timeout(monkeypatch):
    from rushlight.utils.data._utils import parallel

    monkeypatch.setattr(parallel, "SHUTDOWN_SECONDS", 0.2)
    started = time.monotonic()
    with pytest.raises(RuntimeError, match=r"DataLoader timed out after 0\.5 seconds"):
        list(DataLoader(Bad("sleep"), num_workers=1, timeout=0.5))
    assert time.monotonic() - started < 25  # the worker's 30 seconds are not waited for


def test_what_cannot_be_sent_is_an_error():
    with pytest.raises(RuntimeError, match="Cowardly refusing to serialize non-leaf tensor"):
        list(DataLoader([1], num_workers=1, collate_fn=_with_gradient, multiprocessing_context="fork"))


def _with_gradient(samples):
    return rushlight.ones(2, requires_grad=True) * 2


def test_unpicklable_data_set_is_explained():
    with pytest.raises((TypeError, AttributeError, Exception)) as caught:
        list(DataLoader([1], num_workers=1, collate_fn=lambda b: b, multiprocessing_context="spawn"))
    assert "Define them at the top of a module" in "".join(getattr(caught.value, "__notes__", []))


def test_all_kinds_of_things_travel():
    def collate(samples):
        return {
            "x": rushlight.zeros(3, dtype=rushlight.bfloat16),
            "big": rushlight.ones(100, 100).t(),
            "leaf": rushlight.ones(2, requires_grad=True),
            "array": np.arange(5000.0),
            "text": "ä",
            "none": None,
            "zero": rushlight.tensor(4),
            "empty": rushlight.zeros(0, 2),
            "flags": rushlight.ones(30_000, dtype=rushlight.bool),
        }

    (batch,) = DataLoader([1], num_workers=1, collate_fn=collate, multiprocessing_context="fork")
    assert batch["x"].dtype is rushlight.bfloat16
    assert batch["big"].shape == (100, 100)
    assert batch["leaf"].requires_grad
    assert batch["array"][4999] == 4999.0
    assert (batch["text"], batch["none"], batch["zero"].item()) == ("ä", None, 4)
    assert batch["empty"].shape == (0, 2)
    assert batch["flags"].dtype is rushlight.bool
    assert bool(batch["flags"].all())


def test_without_shared_memory(monkeypatch):
    from rushlight.utils.data._utils import transport

    def none_left(size):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(transport, "_new_segment", none_left)
    loader = DataLoader(Pictures(8, 50_000), 2, num_workers=2, multiprocessing_context="fork")
    assert [y.tolist() for _, y in loader] == [[0, 1], [2, 3], [4, 5], [6, 7]]


def test_leaving_early_leaves_no_processes():
    loader = DataLoader(Pictures(100, 10), 1, num_workers=2)
    batches = iter(loader)
    next(batches)
    processes = batches._workers
    assert all(p.is_alive() for p in processes)
    del batches
    deadline = time.monotonic() + PATIENCE
    while any(p.is_alive() for p in processes) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(p.is_alive() for p in processes)


def test_resume_with_workers():
    def loader():
        return DataLoader(TensorDataset(rushlight.arange(20)), 3, shuffle=True, num_workers=2)

    rushlight.manual_seed(4)
    one = loader()
    batches = iter(one)
    for _ in range(3):
        next(batches)
    state = one.state_dict()
    expected = [b[0].tolist() for b in batches] + [b[0].tolist() for b in one]
    rushlight.manual_seed(5)
    two = loader()
    two.load_state_dict(state)
    assert [b[0].tolist() for b in two] + [b[0].tolist() for b in two] == expected


SCRIPT = """
    import os, sys, time
    import rushlight
    from rushlight.utils.data import DataLoader, Dataset

    class Slow(Dataset):
        def __len__(self): return 100000
        def __getitem__(self, i):
            time.sleep(0.01)
            return rushlight.full((5000,), float(i))

    if __name__ == "__main__":
        loader = DataLoader(Slow(), 2, num_workers=2, multiprocessing_context=sys.argv[1])
        batches = iter(loader)
        next(batches)
        print(*(p.pid for p in batches._workers), flush=True)
        for _ in batches:
            pass
"""


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as f:
            return f.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks at /proc")
@pytest.mark.parametrize(("how", "method"), [("int", "fork"), ("int", "spawn"), ("kill", "fork")])
def test_end_of_the_main_process(tmp_path, ctrl_c, how, method):
    """Ctrl-C ends all processes with one traceback, that of the main process; a killed main process leaves no
    workers."""
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(SCRIPT))
    with subprocess.Popen(
        [sys.executable, script, method],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            pids = [int(p) for p in process.stdout.readline().split()]
            assert len(pids) == 2
            time.sleep(0.1)
            if how == "int":
                os.killpg(process.pid, signal.SIGINT)  # what a terminal does on Ctrl-C
            else:
                process.kill()
            _, errors = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    if how == "int":
        assert errors.count("Traceback") == 1, errors
        assert "KeyboardInterrupt" in errors
    deadline = time.monotonic() + PATIENCE
    while any(alive(p) for p in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(alive(p) for p in pids)
