"""One array namespace per device. ``namespace(device)`` gives the ``xp`` that ops compute with.

A namespace is a module with NumPy's functions under their names plus our own (``conv2d``, ``cast``, ``sum_to``, ...),
each choosing the compiled kernel where it applies. ``native`` tells whether an op's compiled kernel may be called
directly.
"""

from __future__ import annotations

from . import cpu


def namespace(device):
    """The array namespace of a device. Raises PyTorch's exceptions for a device that is not available."""
    if device.type == "cpu":
        return cpu
    words = f"rushlight can't compute on {device} here; use device 'cpu'"
    if device.type in ("cuda", "xpu", "mtia"):
        raise AssertionError(f"Torch not compiled with {device.type.upper()} enabled: {words}")
    raise NotImplementedError(f"PyTorch is not linked with support for {device.type} devices: {words}")
