"""Speed beside PyTorch: ``make bench``.

Every figure is measured in fresh processes, alternating between the two libraries (never both in one), and quoted as a
median with the ratio PyTorch / rushlight: above 1 rushlight is faster. Without PyTorch only our own times are shown.

    python benchmarks/run.py                      everything
    python benchmarks/run.py --only step,micro    some of it
    python benchmarks/run.py --rounds 5 --json F  more rounds; the raw figures
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent

# Multiply-adds of one training picture of the seed's network: forward, gradient of weights, gradient of inputs
# (not needed for the first layer). Peak: two 16-lane multiply-adds a cycle would be the ceiling of an AVX-512 core.
FORWARD = {"conv1": 28 * 28 * 6 * 75, "conv2": 10 * 10 * 16 * 150, "fc1": 400 * 120, "fc2": 120 * 84, "fc3": 84 * 10}
STEP_MACS = 3 * sum(FORWARD.values()) - FORWARD["conv1"]


def child(library, what, threads):
    """One measurement in a process of its own; a dict of microseconds by name."""
    env = {**os.environ, "OMP_NUM_THREADS": str(threads)}
    out = subprocess.run(
        [sys.executable, HERE / "measure.py", library, what, str(threads)], env=env, capture_output=True, text=True
    )
    if out.returncode:
        raise SystemExit(f"{library} {what} failed:\n{out.stderr}")
    return json.loads(out.stdout.splitlines()[-1])


def alternate(libraries, what, threads, rounds):
    """Medians over ``rounds`` alternating processes: {library: {name: microseconds}}."""
    runs = {library: [] for library in libraries}
    for _ in range(rounds):
        for library in libraries:
            runs[library].append(child(library, what, threads))
    return {library: {k: statistics.median(r[k] for r in got) for k in got[0]} for library, got in runs.items()}


def show(title, medians, limit=None):
    """One table; ``limit``: {name: text}, what the machine would allow."""
    print(f"\n{title}")
    ours, theirs = medians["rushlight"], medians.get("torch")
    head = f"  {'':34}{'rushlight':>12}{'PyTorch':>12}{'ratio':>9}"
    print(head + ("   limit" if limit else ""))
    for name, us in ours.items():
        line = f"  {name:34}{us:9.2f} µs"
        line += f"{theirs[name]:9.2f} µs{theirs[name] / us:8.2f}x" if theirs else f"{'-':>12}{'-':>9}"
        print(line + (f"   {limit[name](us)}" if limit and name in limit else ""))


def peak():
    """GFLOP/s that one core reached in our own 1024 x 1024 float32 product: the yardstick for the arithmetic."""
    return child("rushlight", "gemm", 1)["gflops"]


def step_limits(gflops):
    """Per batch: how much of a step is arithmetic at the measured speed of a large product on one core."""

    def text(batch):
        def say(us):
            least = 2 * STEP_MACS * batch / gflops / 1e3
            return f"arithmetic alone {least:.0f} µs on one core, {least / us:.0%} reached"

        return say

    return {f"batch {b}": text(b) for b in (4, 32, 256)}


def sizes():
    """Bytes of the compiled module, and of everything that a wheel holds."""
    spec = importlib.util.find_spec("rushlight")
    root = Path(spec.origin).parent
    compiled = importlib.import_module("rushlight._native").ext.__file__
    python = sum(p.stat().st_size for p in root.rglob("*.py"))
    print(
        f"\nSize\n  compiled module {Path(compiled).stat().st_size / 1e6:.2f} MB, sources {python / 1e6:.2f} MB "
        "(wheel limit: 8 MB)"
    )


def build():
    """Seconds that compiling ``csrc`` takes from nothing with all cores, and the size of the environment."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        for command in (
            ["cmake", "-S", HERE.parent, "-B", folder, "-G", "Ninja", f"-DPython_EXECUTABLE={sys.executable}"],
            ["cmake", "--build", folder],
        ):
            subprocess.run(command, check=True, capture_output=True)
        seconds = time.perf_counter() - started
    used = sum(p.lstat().st_size for p in Path(sys.prefix).rglob("*") if p.is_file())
    print(f"\nBuild\n  csrc from nothing {seconds:.0f} s; {Path(sys.prefix).name} {used / 1e6:.0f} MB")


def startup(rounds):
    """Milliseconds from process start: bare Python, NumPy, rushlight, and the end of a first training step."""

    # with the byte code caches that every installation has after its first start
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def took(*args):
        started = time.perf_counter()
        subprocess.run([sys.executable, *args], check=True, capture_output=True, env=env)
        return (time.perf_counter() - started) * 1e3

    cases = {
        "bare Python": ("-c", "pass"),
        "import numpy": ("-c", "import numpy"),
        "import rushlight": ("-c", "import rushlight"),
        "first training step": (HERE / "measure.py", "rushlight", "first", "1"),
    }
    times = {name: [] for name in cases}
    for _ in range(2 * rounds + 1):
        for name, args in cases.items():
            times[name].append(took(*args))
    bare = statistics.median(times["bare Python"])
    print("\nStart-up (process start to end; limits: import 120 ms more than bare Python, first step 400 ms)")
    for name, got in times.items():
        ms = statistics.median(got)
        print(f"  {name:34}{ms:9.1f} ms   {ms - bare:+.1f} ms")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--only", default="step,micro,startup,size,build")
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--json", default=None)
    args = ap.parse_args()
    only = args.only.split(",")
    libraries = ["rushlight"] + (["torch"] if importlib.util.find_spec("torch") else [])
    if len(libraries) == 1:
        print("PyTorch is not installed in this environment: our own times only")
    cores = len(os.sched_getaffinity(0))
    print(f"{cores} cores, Python {sys.version.split()[0]}, medians of {args.rounds} alternating processes")
    results = {}
    if "step" in only:
        limits = step_limits(peak())
        for threads in sorted({1, cores}):
            results[f"step, {threads} threads"] = medians = alternate(libraries, "step", threads, args.rounds)
            show(f"Seed network, one training step (zero_grad ... loss.item()), {threads} thread(s)", medians, limits)
    if "micro" in only:
        results["micro"] = medians = alternate(libraries, "micro", 1, args.rounds)
        show("One call on 16 float32 elements with a recorded gradient; backward per node", medians)
    if "startup" in only:
        startup(args.rounds)
    if "size" in only:
        sizes()
    if "build" in only:
        build()
    if args.json:
        Path(args.json).write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
