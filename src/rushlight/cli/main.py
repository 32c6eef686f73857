"""``rushlight``: the commands and their arguments."""

from __future__ import annotations

import argparse
import sys

from ..version import __version__
from .predict import predict
from .settings import Refused, Settings
from .train import train

__all__ = ["main", "parser"]

EPILOG = """examples:
  rushlight train                                      the seed's network on built-in pictures of digits
  rushlight train --data cifar10 --root data --download --epochs 10
  rushlight train --data folder/of/class/folders --out runs/mine
  rushlight train --resume --out runs/mine             go on where it stopped, bit by bit
  rushlight predict runs/mine/checkpoint.pt a.png b.jpg
"""


def parser():
    """The argument parser of all commands."""
    top = argparse.ArgumentParser(prog="rushlight", description="Train small networks and use them.", epilog=EPILOG,
                                  formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    top.add_argument("--version", action="version", version=f"rushlight {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    p = commands.add_parser(
        "train", help="train a network", formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    d = Settings.DEFAULTS
    p.add_argument(
        "--data",
        default=d["data"],
        help="synthetic, cifar10, or a folder with one sub-folder of pictures per class",
    )
    p.add_argument("--root", default=d["root"], help="where cifar10 lies")
    p.add_argument("--download", action="store_true", help="fetch cifar10 if it isn't there")
    p.add_argument(
        "--train-size",
        type=int,
        default=None,
        help="how many training pictures (synthetic: to draw; else the first ones)",
    )
    p.add_argument("--test-size", type=int, default=None, help="how many test pictures")
    p.add_argument("--model", default=d["model"], choices=("net",), help="the network")
    p.add_argument("--epochs", type=int, default=d["epochs"], help="passes over the training pictures")
    p.add_argument("--batch-size", type=int, default=d["batch_size"], help="pictures per step")
    p.add_argument("--optimizer", default=d["optimizer"], choices=("sgd", "adam", "adamw"))
    p.add_argument("--lr", type=float, default=None, help="learning rate (adam, adamw: 0.001; sgd: 0.01)")
    p.add_argument("--momentum", type=float, default=d["momentum"], help="of sgd")
    p.add_argument("--weight-decay", type=float, default=d["weight_decay"])
    p.add_argument(
        "--schedule",
        default=d["schedule"],
        choices=("constant", "cosine", "step"),
        help="of the learning rate, per epoch",
    )
    p.add_argument("--seed", type=int, default=d["seed"], help="of initialisation and shuffling")
    p.add_argument("--workers", type=int, default=d["workers"], help="processes that load pictures")
    p.add_argument("--threads", type=int, default=None, help="threads that compute (default: all cores)")
    p.add_argument(
        "--out", default=d["out"], help="folder for checkpoint.pt, history.json, curves.png and report.html"
    )
    p.add_argument("--save-every", type=float, default=d["save_every"], help="seconds between checkpoints")
    p.add_argument(
        "--resume", action="store_true", help="go on from the checkpoint in --out, with its settings"
    )
    p.set_defaults(run=lambda args: train(Settings.of(args), args.resume, args.threads))
    p = commands.add_parser(
        "predict", help="tell what pictures show", formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    p.add_argument("checkpoint", help="checkpoint.pt of a training run")
    p.add_argument("pictures", nargs="+", metavar="PICTURE")
    p.add_argument("--top", type=int, default=3, help="how many classes to show")
    p.set_defaults(run=lambda args: predict(args.checkpoint, args.pictures, args.top))
    return top


def main(argv=None):
    """Run a command; returns its exit code."""
    args = parser().parse_args(argv)
    try:
        return args.run(args)
    except Refused as error:
        print(f"rushlight {args.command}: {error}", file=sys.stderr)
        return 2
