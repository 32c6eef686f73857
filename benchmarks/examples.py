"""The examples on rushlight and on PyTorch: milliseconds per step, one thread, processes in turn.

    python benchmarks/examples.py                   all: a line each, with the ratio PyTorch / rushlight (above 1:
                                                    rushlight is faster)
    python benchmarks/examples.py vae gan --rounds 5

A run prints lines about its steps; what is timed is the way from the first to the last of them: no start of a process,
no making of data, no evaluation. The time is the processor's (with one thread that of an idle machine), so other
programs disturb it little. Figures are medians over the rounds.
"""

from __future__ import annotations

import argparse
import builtins
import itertools
import os
import runpy
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
STEPS = {"neural_style": 10, "policy_gradient": 20, "super_resolution": 60, "siamese": 60}


def run(library, path, steps):
    """In a process of its own: run an example; print seconds from its first line about steps to the last, and how many
    steps that was."""
    if library == "rushlight":
        from rushlight._hook import install

        install()
    times, numbers, shown = [], [], builtins.print

    def noted(*words, **options):
        if str(words[0]).startswith("step "):
            times.append(time.process_time())
            numbers.append(int(words[0].split()[1]))

    builtins.print, sys.argv = noted, [path, "--steps", steps]
    runpy.run_path(path, run_name="__main__")
    # A second training starts again at 1.
    covered = sum(b - a if b > a else b for a, b in itertools.pairwise(numbers))
    shown(times[-1] - times[0], covered)


def per_step(name, steps, library):
    """Milliseconds per step of one run."""
    command = [sys.executable, __file__, "--run", library, EXAMPLES / f"{name}.py", str(steps)]
    threads = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=os.environ | threads, check=True)
    seconds, covered = map(float, done.stdout.split())
    return seconds / covered * 1e3


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="examples (default: all)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.run:
        run(*args.run)
        return
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
