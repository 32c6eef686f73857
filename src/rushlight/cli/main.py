"""``rushlight``: the commands and their arguments."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from ..version import __version__
from . import predict, summary, train
from .settings import Refused, shown

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence


EPILOG = """examples:
  rushlight train                                      the seed's network on built-in pictures of digits
  rushlight train --data folder/of/class/folders --augment standard --early-stop 5 --out runs/mine
  rushlight train --data folder/of/class/folders --lr-find --out runs/mine
  rushlight train --resume --out runs/mine             go on where it stopped, bit by bit
  rushlight predict runs/mine/best.pt a.png folder/ --csv answers.csv
  rushlight summary net                                layer by layer; also: runs/mine/best.pt, file.py:Class
"""

_COMMANDS = {
    "train": (train, "train a network"),
    "predict": (predict, "tell what pictures show"),
    "summary": (summary, "show a network layer by layer, and what is wrong with it"),
}


class _Parser(argparse.ArgumentParser):
    """Errors say how all errors do: one line, and exit code 2."""

    def error(self, message):
        print(f"rushlight: error: {message} ({self.prog} --help names all options)", file=sys.stderr)
        self.exit(2)


class _Help(argparse.ArgumentDefaultsHelpFormatter):
    """Shows defaults, but not those that only say that an option was not given."""

    def _get_help_string(self, action):
        return action.help if action.default in (None, False) else super()._get_help_string(action)


def parser() -> ArgumentParser:
    """The argument parser of all commands."""
    top = _Parser(
        prog="rushlight",
        description="Train small networks and use them.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"rushlight {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module, text) in _COMMANDS.items():
        p = commands.add_parser(name, help=text, description=text, formatter_class=_Help)
        module.arguments(p)
        p.set_defaults(run=module.command)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code."""
    args = parser().parse_args(argv)
    try:
        return args.run(args)
    except Refused as error:
        text = str(error)
        if text.startswith("Caught "):  # it comes from a worker process, with that one's traceback
            text = text.strip().splitlines()[-1].partition(": ")[2]
        print(f"rushlight: error: {text}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # as in `rushlight … | head`: nobody reads on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as error:
        where = f"{shown(error.filename)}: " if error.filename else ""
        print(f"rushlight: error: {where}{error.strerror or error}", file=sys.stderr)
        return 2
    except MemoryError:
        print(
            "rushlight: error: there is not enough memory: a smaller --batch-size, --size or network needs less",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        print("\nrushlight: stopped", file=sys.stderr)
        return 130
