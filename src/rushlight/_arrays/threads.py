"""How many threads one operation may use. The pool itself is csrc/base/thread_pool.h."""

from __future__ import annotations

from .._native import ext


def get_num_threads() -> int:
    """Threads that one operation may use, the calling one included.

    The default is RUSHLIGHT_NUM_THREADS, else OMP_NUM_THREADS, else what the machine grants: the least of
    its processors, the scheduler's affinity mask and the container's CPU quota.

        >>> get_num_threads() >= 1
        True
    """
    return ext.get_num_threads()


def set_num_threads(n: int) -> None:
    """Let one operation use at most `n` threads. Results do not depend on it, bit for bit.

    Raises TypeError if `n` is no integer, RuntimeError if it is not positive.

        >>> set_num_threads(2)
        >>> get_num_threads()
        2
    """
    if not isinstance(n, int) or isinstance(n, bool):
        raise TypeError(f"set_num_threads expects an int, but got {type(n).__name__}")
    if n < 1:
        raise RuntimeError(f"set_num_threads expects a positive integer, but got {n}")
    ext.set_num_threads(min(n, 1 << 20))
