"""Thread pool, allocator, and arrays that NumPy frees through our handler."""

import copy
import gc
import os
import pickle
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from numpy._core.multiarray import get_handler_name

from rushlight._arrays import threads
from rushlight._native import ext
from support.patience import PATIENCE

ROOT = Path(__file__).parents[2]
DTYPES = ["bool", "u1", "i1", "i2", "i4", "i8", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"]


@pytest.fixture
def four_threads():
    before = ext.get_num_threads()
    ext.set_num_threads(4)
    yield
    ext.set_num_threads(before)


@pytest.fixture
def no_garbage():
    """What other tests left is collected before, not while bytes are counted."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def python(code, **env):
    """Run code in a fresh process; its stripped output. Fails on a bad exit, output on stderr, or a hang."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **env},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0 and not done.stderr, done.stderr or done.returncode
    return done.stdout.strip()


def checksums(n, spins):
    x = np.arange(1, n + 1, dtype=np.uint64)
    for _ in range(spins):
        x = x * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
    return (x >> np.uint64(1)).astype(np.int64)


# --- thread pool ---


@pytest.mark.parametrize("n", [0, 1, 2, 3, 7, 64, 1000])
def test_every_chunk_runs_once(four_threads, n):
    out = ext.pool_probe(n, 50)
    assert out.shape == (n, 2)
    np.testing.assert_array_equal(out[:, 1], checksums(n, 50))
    assert n == 0 or (out[:, 0].min() >= 0 and out[:, 0].max() < 4)


def test_thread_counts():
    before = threads.get_num_threads()
    try:
        for n in (1, 2, 5, 9):
            threads.set_num_threads(n)
            assert threads.get_num_threads() == n
            out = ext.pool_probe(40, 20)
            np.testing.assert_array_equal(out[:, 1], checksums(40, 20))
            assert out[:, 0].max() < n
        threads.set_num_threads(10**9)
        assert threads.get_num_threads() == 256
    finally:
        threads.set_num_threads(before)
    with pytest.raises(RuntimeError, match="positive integer, but got 0"):
        threads.set_num_threads(0)
    with pytest.raises(TypeError, match="but got str"):
        threads.set_num_threads("2")
    with pytest.raises(TypeError):
        threads.set_num_threads(True)
    with pytest.raises(ValueError, match="-3"):
        ext.set_num_threads(-3)


def test_environment_sets_the_thread_count():
    code = "from rushlight._native import ext; print(ext.get_num_threads())"
    clean = {"OMP_NUM_THREADS": "", "RUSHLIGHT_NUM_THREADS": ""}
    assert python(code, **{**clean, "OMP_NUM_THREADS": "3"}) == "3"
    assert python(code, **{**clean, "OMP_NUM_THREADS": "2,4"}) == "2"
    assert python(code, **{**clean, "OMP_NUM_THREADS": "3", "RUSHLIGHT_NUM_THREADS": "2"}) == "2"
    assert int(python(code, **{**clean, "OMP_NUM_THREADS": "nonsense"})) >= 1
    if hasattr(os, "sched_setaffinity"):
        bind = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))});"
        assert python(bind + code, **clean) == "1"


def test_no_thread_before_the_first_parallel_work():
    out = (
        python(
            "import os\nfrom rushlight._native import ext\next.set_num_threads(3)\n"
            "count = lambda: len(os.listdir('/proc/self/task'))\n"
            "a = count(); ext.pool_probe(1, 10); b = count(); ext.pool_probe(8, 10); print(b - a, count() - a)",
            OPENBLAS_NUM_THREADS="1",
        )
        if os.path.isdir("/proc/self/task")
        else "0 2"
    )
    assert out == "0 2"


def test_several_python_threads(four_threads):
    expected, failures = checksums(64, 30), []

    def work():
        for _ in range(200):
            if not np.array_equal(ext.pool_probe(64, 30)[:, 1], expected):
                failures.append(1)

    crew = [threading.Thread(target=work) for _ in range(4)]
    [t.start() for t in crew]
    [t.join() for t in crew]
    assert not failures


def test_pool_stress(four_threads):
    """Short jobs of changing size, with pauses around the time after which workers fall asleep."""
    expected = checksums(40, 3)
    end, i = time.monotonic() + 1.0, 0
    while time.monotonic() < end:
        n = i % 40 + 1
        np.testing.assert_array_equal(ext.pool_probe(n, 3)[:, 1], expected[:n])
        if i % 16 == 0:
            time.sleep((i % 7) * 2e-5)
        i += 1


FORK = """
import os, sys
from rushlight._native import ext
ext.set_num_threads(4)
kept = ext.empty(100_000); kept[:] = 7
want = ext.pool_probe(64, 100)[:, 1].tolist()
for _ in range(8):
    child = os.fork()
    if child == 0:
        ok = (kept == 7).all()
        for _ in range(5):
            ok = ok and ext.pool_probe(64, 100)[:, 1].tolist() == want
            x = ext.empty(50_000); x[:] = 1; del x
        # the child has workers of its own; on a busy machine a job may be over before one of them is scheduled
        ok = ok and any(ext.pool_probe(4000, 1000)[:, 0].max() > 0 for _ in range(300))
        os._exit(0 if ok else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert ext.pool_probe(64, 100)[:, 1].tolist() == want
print("fine")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_fork_after_use():
    assert python(FORK) == "fine"


MULTIPROCESSING = """
import multiprocessing, sys
from rushlight._native import ext

def work(n):
    x = ext.empty(n)
    x[:] = n
    return x, int(ext.pool_probe(64, n)[:, 1].sum())

if __name__ == "__main__":
    ext.set_num_threads(2)
    want = [work(n)[1] for n in range(1, 30)]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        got = pool.map(work, range(1, 30))
    assert [g[1] for g in got] == want
    assert all((g[0] == n).all() and len(g[0]) == n for n, g in enumerate(got, 1))
    print("fine")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_multiprocessing():
    assert python(MULTIPROCESSING) == "fine"


BUSY_FORK = """
import os, threading
from rushlight._native import ext
ext.set_num_threads(3)
stop = False
def churn():
    while not stop:
        ext.pool_probe(32, 200)
        x = [ext.empty(n) for n in (10, 1000, 100_000)]
crew = [threading.Thread(target=churn) for _ in range(2)]
[t.start() for t in crew]
for _ in range(20):
    child = os.fork()
    if child == 0:
        for n in (10, 1000, 100_000):
            ext.empty(n)[:] = 1
        ext.pool_probe(32, 200)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
stop = True
[t.join() for t in crew]
print("fine")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_fork_while_other_threads_work():
    assert python(BUSY_FORK) == "fine"


def test_clean_exit_while_a_daemon_thread_works():
    code = """
import threading, sys
from rushlight._native import ext
ext.set_num_threads(3)
keep = ext.empty(1000)
sys.modules["keeper"] = keep          # freed late, if at all
def churn():
    while True:
        ext.pool_probe(16, 500); ext.empty(5000)
threading.Thread(target=churn, daemon=True).start()
ext.pool_probe(64, 1000)
print("fine")
"""
    for _ in range(3):
        assert python(code) == "fine"


# --- arrays ---


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (0,), (1,), (3, 0, 2), (16,), (5, 7), (2, 3, 4, 5), (33, 1001)])
def test_empty(shape, dtype):
    a = ext.empty(shape, np.dtype(dtype))
    assert type(a) is np.ndarray and a.shape == shape and a.dtype == np.dtype(dtype)
    assert a.flags.owndata and a.flags.c_contiguous and a.flags.writeable and a.flags.aligned
    assert a.ctypes.data % 64 == 0 and a.base is None
    assert a.size == 0 or a.strides == np.empty(shape, dtype).strides
    assert get_handler_name(a) == "rushlight"
    a[...] = 1
    assert a.sum() == a.size


def test_empty_rejects_bad_arguments():
    with pytest.raises(ValueError, match="negative size -1 in dimension 1"):
        ext.empty((2, -1))
    with pytest.raises(TypeError):
        ext.empty((2.5,))
    with pytest.raises(TypeError):
        ext.empty()
    with pytest.raises(TypeError):
        ext.empty(2, np.dtype(object))
    with pytest.raises(ValueError, match="65 dimensions"):
        ext.empty((1,) * 65)
    with pytest.raises(MemoryError, match="out of memory"):
        ext.empty((1 << 40, 1 << 20))
    with pytest.raises(MemoryError, match="out of memory"):
        ext.empty((1 << 62, 1 << 62, 8))
    with pytest.raises(OverflowError):
        ext.empty((1 << 70,))


def test_default_handler_is_untouched():
    ext.empty(10)
    assert get_handler_name(np.empty(10)) == get_handler_name()
    assert get_handler_name() != "rushlight"


@pytest.mark.parametrize("n", [0, 1, 10, 1000, 10_000, 100_000, 3_000_000])
def test_resize_keeps_contents(n):
    a = ext.empty(n, np.dtype("f4"))
    a[:] = np.arange(n)
    for m in (n + 1, 2 * n + 3, 5 * n, n // 2, 3, 0, 40):
        kept = min(a.size, m)
        before = a[:kept].copy()
        a.resize(m, refcheck=False)
        np.testing.assert_array_equal(a[:kept], before)
        assert a.ctypes.data % 64 == 0
        a[:] = np.arange(m)


def test_pickle_copy_views_and_attribute_changes():
    a = ext.empty((6, 8), np.dtype("f4"))
    a[:] = np.arange(48).reshape(6, 8)
    for b in (pickle.loads(pickle.dumps(a)), pickle.loads(pickle.dumps(a, 5)), copy.deepcopy(a), a.copy()):
        np.testing.assert_array_equal(a, b)
    view = a[1:3].T
    want = view.copy()
    del a
    gc.collect()
    np.testing.assert_array_equal(view, want)
    c = ext.empty(16, np.dtype("f8"))
    c.shape = (4, 4)
    d = c.view(np.uint8)
    del c
    d[:] = 1
    del d


def test_freed_by_other_threads(no_garbage):
    """One thread allocates, another frees; the counts of live bytes come out even."""
    before = ext.memory_stats()["live_bytes"]
    box, done = [], threading.Event()

    def free():
        while not done.is_set() or box:
            while box:
                box.pop()
            time.sleep(0)

    t = threading.Thread(target=free)
    t.start()
    for i in range(20_000):
        a = ext.empty(i % 3000 * (50 if i % 100 == 0 else 1))
        a[:1] = 1
        box.append(a)
    del a
    done.set()
    t.join()
    assert ext.memory_stats()["live_bytes"] == before


def test_many_threads_do_not_share_memory():
    bad = []

    def work(mark):
        rng = np.random.default_rng(mark)
        held = []
        for _ in range(1500):
            a = ext.empty(int(rng.integers(1, 40_000 if rng.random() < 0.1 else 400)))
            a[:] = mark
            held.append(a)
            if len(held) > 20:
                b = held.pop(int(rng.integers(len(held))))
                if not (b == mark).all():
                    bad.append(mark)

    crew = [threading.Thread(target=work, args=(i,)) for i in range(6)]
    [t.start() for t in crew]
    [t.join() for t in crew]
    assert not bad


def test_gc_of_cycles(no_garbage):
    before = ext.memory_stats()["live_bytes"]
    for _ in range(100):
        cycle = [ext.empty(10_000)]
        cycle.append(cycle)
    del cycle
    gc.collect()
    assert ext.memory_stats()["live_bytes"] == before


# --- allocator ---


def test_memory_is_reused_and_given_back(no_garbage):
    ext.empty_cache()
    start = ext.memory_stats()
    a = ext.empty(1_000_000, np.dtype("f4"))
    address = a.ctypes.data
    live = ext.memory_stats()
    assert 4_000_000 <= live["live_bytes"] - start["live_bytes"] <= 4_500_000
    assert live["fetched"] == start["fetched"] + 1 and live["peak_bytes"] >= live["live_bytes"]
    del a
    assert ext.memory_stats()["cached_bytes"] >= start["cached_bytes"] + 4_000_000
    a = ext.empty(1_000_000, np.dtype("f4"))
    assert a.ctypes.data == address
    assert ext.memory_stats()["reused"] == start["reused"] + 1
    del a
    assert ext.empty_cache() >= 4_000_000
    assert ext.memory_stats()["cached_bytes"] == 0


def test_cache_is_bounded(no_garbage):
    limit = ext.memory_stats()["cache_limit"]
    assert limit > 0
    ext.empty_cache()
    try:
        ext.set_cache_limit(10_000_000)
        held = [ext.empty(n) for n in range(300_000, 1_300_000, 100_000)]
        del held
        assert 0 < ext.memory_stats()["cached_bytes"] <= 10_000_000
        ext.set_cache_limit(0)
        assert ext.memory_stats()["cached_bytes"] == 0
        held = [ext.empty(1000) for _ in range(20_000)]  # 80 MB of small blocks, 16 MiB may stay
        del held
        assert ext.memory_stats()["cached_bytes"] <= 16 << 20
    finally:
        ext.set_cache_limit(limit)
    with pytest.raises(ValueError, match="-1"):
        ext.set_cache_limit(-1)


def test_cache_limit_from_the_environment():
    code = "from rushlight._native import ext; print(ext.memory_stats()['cache_limit'])"
    assert python(code, RUSHLIGHT_CACHE_BYTES="12345") == "12345"


def test_peak(no_garbage):
    a = ext.empty(2_000_000)
    ext.reset_peak()
    floor = ext.memory_stats()["live_bytes"]
    b = ext.empty(4_000_000)
    del b
    stats = ext.memory_stats()
    assert stats["live_bytes"] == floor and stats["peak_bytes"] >= floor + 16_000_000
    del a


STRESS = r"""
#include <cstdio>
#include <cstring>
#include <pthread.h>
#include "base/allocator.h"
#include "base/thread_pool.h"
static void* work(void* seed) {
  unsigned long x = reinterpret_cast<unsigned long>(seed);
  char* held[32] = {};
  for (int i = 0; i < 3000; i++) {
    x = x * 6364136223846793005u + 1442695040888963407u;
    char*& slot = held[x >> 59];
    if (slot) rl::dealloc(slot, 0);
    size_t n = (x >> 20) % (i % 10 ? 2000 : 500000);
    slot = static_cast<char*>(rl::alloc(n));
    std::memset(slot, 1, n);
    if (i % 8 == 0) {
      long sums[16] = {};
      rl::parallel_for(16, [&](long c) { for (int k = 0; k <= c; k++) sums[c] += k; });
      for (long c = 0; c < 16; c++) if (sums[c] != c * (c + 1) / 2) std::puts("wrong");
    }
    if (i % 500 == 0) rl::empty_cache();
    if (i % 300 == 0) rl::memory_stats();
    if (i % 700 == 0) rl::set_num_threads(2 + static_cast<int>(x % 3));
  }
  for (char* p : held) rl::dealloc(p, 0);
  return nullptr;
}
int main() {
  pthread_t crew[3];
  for (long i = 0; i < 3; i++) pthread_create(&crew[i], nullptr, work, reinterpret_cast<void*>(i + 1));
  for (pthread_t t : crew) pthread_join(t, nullptr);
  std::puts("fine");
}
"""


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("g++"), reason="needs g++")
def test_thread_sanitizer(tmp_path):
    (tmp_path / "stress.cpp").write_text(STRESS)
    base = ROOT / "csrc" / "base"
    sources = [base / "thread_pool.cpp", base / "allocator.cpp", base / "machine_limits.cpp", tmp_path / "stress.cpp"]
    flags = ["-std=gnu++17", "-O1", "-g", "-fsanitize=thread", "-pthread", f"-I{ROOT / 'csrc'}"]
    subprocess.run(["g++", *flags, *sources, "-o", str(tmp_path / "stress")], check=True)
    done = subprocess.run(
        [str(tmp_path / "stress")], capture_output=True, text=True, timeout=PATIENCE, env={"RUSHLIGHT_NUM_THREADS": "4"}
    )
    if "unexpected memory mapping" in done.stderr:
        pytest.skip("the thread sanitizer does not run under this kernel's address randomisation")
    assert done.returncode == 0 and done.stdout == "fine\n", done.stderr[:3000]
