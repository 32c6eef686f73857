"""Errors of the compiler."""

from __future__ import annotations

from .._compiling import InvalidBackend, TorchDynamoException

__all__ = [
    "BackendCompilerFailed",
    "FailOnRecompileLimitHit",
    "InternalTorchDynamoError",
    "InvalidBackend",
    "RecompileError",
    "ResetRequired",
    "TorchDynamoException",
    "TorchRuntimeError",
    "Unsupported",
    "UserError",
]


class InternalTorchDynamoError(TorchDynamoException):
    """The compiler itself is at fault."""


class ResetRequired(TorchDynamoException):
    """``torch._dynamo.reset()`` must come first."""


class BackendCompilerFailed(TorchDynamoException):
    """A backend raised an error."""


class Unsupported(TorchDynamoException):
    """A program does what can't be compiled."""


class TorchRuntimeError(TorchDynamoException):
    """An operation raised an error while a program was recorded."""


class RecompileError(TorchDynamoException):
    """A program would have been compiled again."""


class FailOnRecompileLimitHit(Exception):
    """A program was compiled too often."""


class UserError(Unsupported):
    """A program must be changed before it can be compiled."""
