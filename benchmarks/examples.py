"""The examples on rushlight and on PyTorch: milliseconds per step, one thread, processes in turn.

    python benchmarks/examples.py                   all: a line each, with the ratio PyTorch / rushlight (above 1: rushlight is faster)
    python benchmarks/examples.py vae gan --rounds 5

A run prints ten lines about its steps; what is timed is the way from the first to the last of them: no start of a process, no
making of data, no evaluation. Figures are medians over the rounds.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
STEPS = {"neural_style": 10, "policy_gradient": 20, "super_resolution": 60, "siamese": 60}


def per_step(name, steps, library):
    """Milliseconds per step of one run in a process of its own."""
    started = ["-m", "rushlight"] if library == "rushlight" else []
    command = [sys.executable, "-u", *started, EXAMPLES / f"{name}.py", "--steps", str(steps)]
    threads = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | threads)
    times = [time.perf_counter() for line in process.stdout if line.startswith("step ")]
    if process.wait() != 0 or len(times) < 2:
        raise SystemExit(f"{name} failed on {library}")
    return (times[-1] - times[0]) / (len(times) - 1) / max(1, steps // 10) * 1e3


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="examples (default: all)")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    print("| example | rushlight, ms | PyTorch, ms | ratio |\n|---|---|---|---|")
    for name in args.names or sorted(p.stem for p in EXAMPLES.glob("*.py")):
        steps = STEPS.get(name, 100)
        times = {"rushlight": [], "torch": []}
        for _ in range(args.rounds):
            for library, found in times.items():
                found.append(per_step(name, steps, library))
        ours, theirs = (median(found) for found in times.values())
        print(f"| {name} | {ours:.2f} | {theirs:.2f} | {theirs / ours:.2f} |", flush=True)


if __name__ == "__main__":
    main()
