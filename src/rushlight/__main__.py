"""``python -m rushlight``: a command (train, predict, summary), or a program written for PyTorch."""

from __future__ import annotations

import sys

COMMANDS = ("train", "predict", "summary", "-h", "--help", "--version")

if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] not in COMMANDS:
        from ._hook import main

        main(sys.argv[1:])
    else:
        from .cli.main import main as command

        sys.exit(command(sys.argv[1:]))
