"""Switches that scripts set once at the start. Results here are the same from run to run, whatever the switches say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._base import dtypes
from ._core import Value

if TYPE_CHECKING:
    from typing import Any


_chosen: dict[str, Any] = {
    "deterministic": False,
    "warn_only": False,
    "precision": "highest",
    "interop": 1,
    "warn_always": False,
}


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Ask for the same results from run to run; rushlight always gives them.

    >>> use_deterministic_algorithms(True)
    >>> use_deterministic_algorithms(False)
    """
    _chosen["deterministic"], _chosen["warn_only"] = bool(mode), bool(warn_only)


def are_deterministic_algorithms_enabled() -> bool:
    """What ``use_deterministic_algorithms`` was last told."""
    return _chosen["deterministic"]


def is_deterministic_algorithms_warn_only_enabled() -> bool:
    """The ``warn_only`` that ``use_deterministic_algorithms`` was last told."""
    return _chosen["warn_only"]


_DEBUG_MODES = ("default", "warn", "error")


def set_deterministic_debug_mode(debug_mode: int | str) -> None:
    """``use_deterministic_algorithms`` by a number or name: 0 'default', 1 'warn', 2 'error'.

    >>> set_deterministic_debug_mode("default")
    """
    if not isinstance(debug_mode, (int, str)):
        raise TypeError(f"debug_mode must be str or int, but got {type(debug_mode)}")
    if isinstance(debug_mode, str) and debug_mode not in _DEBUG_MODES:
        raise RuntimeError(
            f"invalid value of debug_mode, expected one of `default`, `warn`, `error`, but got {debug_mode}"
        )
    level = _DEBUG_MODES.index(debug_mode) if isinstance(debug_mode, str) else debug_mode
    if level not in (0, 1, 2):
        raise RuntimeError(f"invalid value of debug_mode, expected 0, 1, or 2, but got {debug_mode}")
    use_deterministic_algorithms(level > 0, warn_only=level == 1)


def get_deterministic_debug_mode() -> int:
    """0, 1 or 2: what ``set_deterministic_debug_mode`` or ``use_deterministic_algorithms`` was last told.

    >>> get_deterministic_debug_mode()
    0
    """
    return 0 if not _chosen["deterministic"] else 1 if _chosen["warn_only"] else 2


def set_warn_always(b: bool) -> None:
    """Ask for warnings each time instead of once. Warnings go through ``warnings.warn`` each time here; its filters
    decide.

    >>> set_warn_always(False)
    """
    if not isinstance(b, bool):
        raise RuntimeError(f"setWarnOnlyOnce expects a bool, but got {type(b).__name__}")
    _chosen["warn_always"] = b


def is_warn_always_enabled() -> bool:
    """What ``set_warn_always`` was last told; False at first."""
    return _chosen["warn_always"]


def set_float32_matmul_precision(precision: str) -> None:
    """How exact float32 matrix products must at least be: 'highest', 'high' or 'medium'; here they always are the
    first.

    >>> set_float32_matmul_precision("high")
    >>> set_float32_matmul_precision("highest")
    """
    if precision not in ("highest", "high", "medium"):
        raise RuntimeError(f"float32_matmul_precision must be one of highest, high or medium, got {precision!r}")
    _chosen["precision"] = precision


def get_float32_matmul_precision() -> str:
    """What ``set_float32_matmul_precision`` was last told; 'highest' at first."""
    return _chosen["precision"]


def set_flush_denormal(mode: bool) -> bool:
    """Ask for tiny numbers to become 0. Returns False: they never do here."""
    return False


def get_num_interop_threads() -> int:
    """Threads for independent operations: they run one after the other."""
    return _chosen["interop"]


def set_num_interop_threads(n: int) -> None:
    """How many independent operations may run at once; here they run one after the other whatever is asked for."""
    if n < 1:
        raise RuntimeError(f"set_num_interop_threads expects a positive integer, but got {n}")
    _chosen["interop"] = int(n)


def set_default_tensor_type(t: Any) -> None:
    """Set the default floating dtype by a tensor class (torch.DoubleTensor) or its name; better
    ``set_default_dtype``."""
    name = t if isinstance(t, str) else f"torch.{t.__name__}"
    found = [d for d in dtypes.DTYPES if name == f"torch.{d.cpp}Tensor"]
    if not found:
        raise TypeError(f"invalid type object: {t!r} is no tensor type such as torch.FloatTensor")
    dtypes.set_default_dtype(found[0])


def typename(obj: Any) -> str:
    """The name of a tensor's type ('torch.FloatTensor'), or of any object's class.

    >>> typename(torch.ones(2))
    'torch.FloatTensor'
    """
    if isinstance(obj, Value):
        return obj.type()
    module = type(obj).__module__
    return type(obj).__name__ if module in ("builtins", "__builtin__") else f"{module}.{type(obj).__qualname__}"
