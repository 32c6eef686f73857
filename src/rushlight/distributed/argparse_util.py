"""Options of command lines whose defaults are variables of the environment."""

from __future__ import annotations

import argparse
import os
from typing import Any

__all__ = ["check_env", "env"]


class env(argparse.Action):
    """An option ``--name`` whose default is the variable PET_NAME."""

    def __init__(self, dest: str, default: Any = None, required: bool = False, **kwargs: Any) -> None:
        default = os.environ.get(f"PET_{dest.upper()}", default)
        super().__init__(dest=dest, default=default, required=required and default is None, **kwargs)

    def __call__(self, parser: Any, namespace: Any, values: Any, option_string: str | None = None) -> None:
        setattr(namespace, self.dest, values)


class check_env(argparse.Action):
    """A flag ``--name`` that is set if the variable PET_NAME is 1."""

    def __init__(self, dest: str, default: Any = False, **kwargs: Any) -> None:
        default = bool(int(os.environ.get(f"PET_{dest.upper()}", "1" if default else "0")))
        super().__init__(dest=dest, const=True, default=default, nargs=0, **kwargs)

    def __call__(self, parser: Any, namespace: Any, values: Any, option_string: str | None = None) -> None:
        setattr(namespace, self.dest, self.const)
