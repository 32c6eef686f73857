"""cuDNN, which isn't there. Its switches can be set, as scripts do, and change nothing: there is no CUDA here."""

from __future__ import annotations

__all__ = ["allow_tf32", "benchmark", "deterministic", "enabled", "is_available", "version"]

enabled, benchmark, deterministic, allow_tf32 = True, False, False, True


def is_available() -> bool:
    """Whether cuDNN is there: False."""
    return False


def version() -> int | None:
    """The version of cuDNN: None."""
    return None
