"""Errors of processes that a launcher started."""

from __future__ import annotations

import functools
import json
import os
import time
import traceback
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ChildFailedError", "ErrorHandler", "ProcessFailure", "get_error_handler", "record"]

P = ParamSpec("P")
R = TypeVar("R")


class ErrorHandler:
    """Writes an error into the file TORCHELASTIC_ERROR_FILE, if that is set."""

    def initialize(self) -> None:
        """Make ready."""
        import faulthandler

        if not faulthandler.is_enabled():
            faulthandler.enable(all_threads=True)

    def record_exception(self, e: BaseException) -> None:
        """Write an exception."""
        file = os.environ.get("TORCHELASTIC_ERROR_FILE")
        if file:
            with open(file, "w") as out:
                extra = {"py_callstack": traceback.format_exc(), "timestamp": str(int(time.time()))}
                json.dump({"message": {"message": f"{type(e).__name__}: {e}", "extraInfo": extra}}, out)


def get_error_handler() -> ErrorHandler:
    """The handler of errors."""
    return ErrorHandler()


class ProcessFailure:
    """A process that failed: its rank, number, exit code and file of errors."""

    def __init__(self, local_rank: int, pid: int, exitcode: int, error_file: str) -> None:
        self.local_rank, self.pid, self.exitcode, self.error_file = local_rank, pid, exitcode, error_file
        self.timestamp = int(time.time())
        self.message = f"process {local_rank} ended with exit code {exitcode}"


class ChildFailedError(Exception):
    """Processes failed, by their ranks."""

    def __init__(self, name: str, failures: dict[int, ProcessFailure]) -> None:
        self.name, self.failures = name, failures
        super().__init__(f"{name} FAILED: " + "; ".join(f.message for f in failures.values()))

    def get_first_failure(self) -> tuple[int, ProcessFailure]:
        """The first one, with its rank."""
        rank = min(self.failures, key=lambda r: self.failures[r].timestamp)
        return rank, self.failures[rank]


def record(fn: Callable[P, R], error_handler: ErrorHandler | None = None) -> Callable[P, R | None]:
    """A decorator of a program's main function: its error goes into the launcher's file too.

    >>> record(lambda: 1)()
    1
    """
    handler = error_handler or get_error_handler()

    @functools.wraps(fn)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R | None:
        handler.initialize()
        try:
            return fn(*args, **kwargs)
        except SystemExit as error:
            if error.code == 0:
                return None
            raise
        except Exception as error:
            handler.record_exception(error)
            raise

    return wrapper
