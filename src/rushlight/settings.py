"""Switches that scripts set once at the start. Results here are the same from run to run, whatever the switches say."""

from __future__ import annotations

from . import _dtypes
from ._core import Value
from ._size import Size

__all__ = [
    "are_deterministic_algorithms_enabled", "broadcast_shapes", "get_float32_matmul_precision", "get_num_interop_threads",
    "is_autocast_enabled", "is_deterministic_algorithms_warn_only_enabled", "set_default_tensor_type",
    "set_float32_matmul_precision", "set_flush_denormal", "set_num_interop_threads", "typename", "use_deterministic_algorithms",
]  # fmt: skip

_chosen = {"deterministic": False, "warn_only": False, "precision": "highest", "interop": 1}


def use_deterministic_algorithms(mode, *, warn_only=False):
    """Ask for the same results from run to run; rushlight always gives them.

    >>> use_deterministic_algorithms(True)
    """
    _chosen["deterministic"], _chosen["warn_only"] = bool(mode), bool(warn_only)


def are_deterministic_algorithms_enabled():
    """What ``use_deterministic_algorithms`` was last told."""
    return _chosen["deterministic"]


def is_deterministic_algorithms_warn_only_enabled():
    """The ``warn_only`` that ``use_deterministic_algorithms`` was last told."""
    return _chosen["warn_only"]


def set_float32_matmul_precision(precision):
    """How exact float32 matrix products must at least be: 'highest', 'high' or 'medium'; here they always are the first.

    >>> set_float32_matmul_precision("high")
    """
    if precision not in ("highest", "high", "medium"):
        raise RuntimeError(
            f"float32_matmul_precision must be one of highest, high or medium, got {precision!r}"
        )
    _chosen["precision"] = precision


def get_float32_matmul_precision():
    """What ``set_float32_matmul_precision`` was last told; 'highest' at first."""
    return _chosen["precision"]


def set_flush_denormal(mode):
    """Ask for tiny numbers to become 0. Returns False: they never do here."""
    return False


def get_num_interop_threads():
    """Threads for independent operations: they run one after the other."""
    return _chosen["interop"]


def set_num_interop_threads(n):
    """How many independent operations may run at once; here they run one after the other whatever is asked for."""
    if n < 1:
        raise RuntimeError(f"set_num_interop_threads expects a positive integer, but got {n}")
    _chosen["interop"] = int(n)


def is_autocast_enabled(device_type="cuda"):
    """Whether operations choose 16-bit floats by themselves: False."""
    return False


def set_default_tensor_type(t):
    """Set the default floating dtype by a tensor class (torch.DoubleTensor) or its name; better ``set_default_dtype``."""
    name = t if isinstance(t, str) else f"torch.{t.__name__}"
    found = [d for d in _dtypes.DTYPES if name == f"torch.{d.cpp}Tensor"]
    if not found:
        raise TypeError(f"invalid type object: {t!r} is no tensor type such as torch.FloatTensor")
    _dtypes.set_default_dtype(found[0])


def typename(obj):
    """The name of a tensor's type ('torch.FloatTensor'), or of any object's class.

    >>> typename(torch.ones(2))
    'torch.FloatTensor'
    """
    if isinstance(obj, Value):
        return obj.type()
    module = type(obj).__module__
    return (
        type(obj).__name__ if module in ("builtins", "__builtin__") else f"{module}.{type(obj).__qualname__}"
    )


def broadcast_shapes(*shapes):
    """The shape that the given ones broadcast to. Raises RuntimeError if they don't.

    >>> broadcast_shapes((2, 1), (3,))
    torch.Size([2, 3])
    """
    out: list = []
    for i, shape in enumerate(shapes):
        shape = [shape] if isinstance(shape, int) else list(shape)
        out = [1] * (len(shape) - len(out)) + out
        for d in range(-1, -len(shape) - 1, -1):
            if shape[d] != out[d] and shape[d] != 1:
                if out[d] != 1:
                    raise RuntimeError(
                        f"Attempting to broadcast a dimension of length {shape[d]} at {d}! Mismatching argument at index {i} had "
                        f"{tuple(shape)}; but expected shape should be broadcastable to {out}"
                    )
                out[d] = shape[d]
    return Size(out)
