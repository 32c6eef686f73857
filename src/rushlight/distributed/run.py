"""``python -m torch.distributed.run [options] program.py args...``, which is also called torchrun: the program as one
process, with the variables that ``init_process_group`` reads."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from .launcher.api import LaunchConfig, environment

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["get_args_parser", "main", "parse_args", "run"]

_OPTIONS = (
    "rdzv-backend rdzv-id rdzv-conf max-restarts monitor-interval start-method role log-dir redirects tee "
    "local-ranks-filter node-rank local-addr logs-specs numa-binding event-log-handler"
).split()


def get_args_parser() -> argparse.ArgumentParser:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description="Start a program as one process of a group.", prog="torchrun")

    def add(name: str, **how: object) -> None:
        parser.add_argument(f"--{name}", f"--{name.replace('-', '_')}", **how)  # type: ignore[arg-type]

    add("nnodes", default="1:1", help="machines: 1")
    add("nproc-per-node", default="1", help="processes: 1")
    add("rdzv-endpoint", default="", help="host:port of the store")
    add("master-addr", default="127.0.0.1")
    add("master-port", default="29500")
    add("standalone", action="store_true")
    add("no-python", action="store_true", help="the program is none of Python's")
    add("run-path", action="store_true")
    parser.add_argument("-m", "--module", action="store_true", help="the program is a module's name")
    for name in _OPTIONS:
        add(name, default=None, help="for several processes")
    parser.add_argument("training_script", help="the program")
    parser.add_argument("training_script_args", nargs=argparse.REMAINDER)
    return parser


def parse_args(args: Sequence[str] | None) -> argparse.Namespace:
    """The options that a command line gives."""
    return get_args_parser().parse_args(args)


def run(args: argparse.Namespace) -> None:
    """Run the program and wait for it. Raises: RuntimeError for more than one process; SystemExit with its exit code
    if that is not 0."""
    nodes = int(str(args.nnodes).rpartition(":")[2])
    processes = str(args.nproc_per_node)
    LaunchConfig(max_nodes=nodes, nproc_per_node=int(processes) if processes.isdigit() else 1)
    place = args.rdzv_endpoint or f"{args.master_addr}:{args.master_port}"
    command = [args.training_script, *args.training_script_args]
    if not args.no_python:
        as_torch = ["-m", __name__.partition(".")[0]] if "torch" in sys.modules else []
        command = [sys.executable, *as_torch, *(["-m"] if args.module else []), *command]
    done = subprocess.run(command, env={**os.environ, **environment(place)})
    if done.returncode:
        sys.exit(done.returncode)


def main(args: Sequence[str] | None = None) -> None:
    """Run the program that a command line names."""
    run(parse_args(args))


if __name__ == "__main__":
    main()
