"""Where a tensor lives: ``device("cpu")``, ``device("cuda", 0)``, ``device("meta")`` (shapes without data).

Devices of PyTorch's other kinds can be named; tensors on them can't be made.
"""

from __future__ import annotations

import threading

_PYTORCH = (
    "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, "
    "mtia, privateuseone"
)


class device:
    """A device: a type and an index (None = the current one of that type).

    >>> device("cuda:1").index
    1
    """

    __slots__ = ("_index", "_type")

    def __init__(self, type, index=None):
        if isinstance(type, device):
            type, index = type._type, type._index if index is None else index
        elif isinstance(type, int) and not isinstance(type, bool):
            type, index = "cuda", type
        elif not isinstance(type, str):
            raise TypeError(f"device(): argument 'type' must be str, int or device, not {type.__class__.__name__}")
        elif ":" in type:
            if index is not None:
                raise RuntimeError(
                    f"type (string) must not include an index because index was passed explicitly: {type}"
                )
            type, _, number = type.partition(":")
            if not number.isdigit() or (len(number) > 1 and number[0] == "0"):
                raise RuntimeError(f"Invalid device string: '{type}:{number}'")
            index = int(number)
        if type not in _PYTORCH.split(", "):
            raise RuntimeError(f"Expected one of {_PYTORCH} device type at start of device string: {type}")
        if index is not None and index < 0:
            raise RuntimeError(f"Device index must not be negative, got {index}")
        self._type, self._index = type, index

    @property
    def type(self) -> str:
        """'cpu', 'cuda', 'meta', ..."""
        return self._type

    @property
    def index(self):
        """The index, or None."""
        return self._index

    def __eq__(self, other):
        return isinstance(other, device) and self._type == other._type and self._index == other._index

    def __hash__(self):
        return hash((self._type, self._index))

    def __repr__(self):
        at = "" if self._index is None else f", index={self._index}"
        return f"device(type='{self._type}'{at})"

    def __str__(self):
        return self._type if self._index is None else f"{self._type}:{self._index}"

    def __reduce__(self):
        return device, (self._type, self._index) if self._index is not None else (self._type,)

    def __enter__(self):
        _thread.outer = (_thread.outer, _thread.default)
        _thread.default = self
        return self

    def __exit__(self, *exc):
        _thread.outer, _thread.default = _thread.outer


cpu = device("cpu")
meta = device("meta")


class _Thread(threading.local):
    """``default``: the device of new tensors in this thread; ``outer``: those before ``with device:`` blocks, innermost
    first."""

    default = cpu
    outer: tuple = ()


_thread = _Thread()


def as_device(d) -> device:
    """A device from a device, a string, an int or None (the default device)."""
    if d is None:
        return _thread.default
    d = d if isinstance(d, device) else device(d)
    if d._type == "cpu" or d._type == "meta":
        return cpu if d._type == "cpu" else meta
    return d if d._index is not None else device(d._type, 0)


def get_default_device() -> device:
    """The device on which this thread makes new tensors when none is named."""
    return _thread.default


def set_default_device(d) -> None:
    """Make new tensors of this thread on ``d`` unless told otherwise; None restores the CPU."""
    _thread.default = cpu if d is None else as_device(d)
