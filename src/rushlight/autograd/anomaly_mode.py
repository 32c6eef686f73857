"""detect_anomaly: where a nan in a gradient, or an error in the backward pass, comes from: the line and the layer."""

from __future__ import annotations

import sys
import warnings
from typing import TYPE_CHECKING

import numpy as np

from .._base.errors import module_path
from .._core import Value, saving, state
from .._core.value import site

if TYPE_CHECKING:
    from typing import Any

__all__ = ["detect_anomaly", "is_anomaly_check_nan_enabled", "is_anomaly_enabled", "set_detect_anomaly"]


class _Watcher:
    """Notes at each node where it was made, and is told of the nodes that ran or failed."""

    def __init__(self, check_nan):
        self.check_nan = check_nan

    def made(self, node):
        """Note in a node's metadata where the program is: traceback, place and layers."""
        import traceback  # slow to load, and rarely needed

        node.metadata["traceback_"] = traceback.format_stack()[:-2]
        node.metadata["made_at_"] = site(), _layers()

    def ran(self, node, grads):
        """Called after a node's gradients were computed. Raises RuntimeError for nan among them."""
        if not self.check_nan:
            return
        for i, g in enumerate(grads):
            if isinstance(g, Value) and g._dtype.category >= 2 and np.isnan(_numbers(g)).any():
                raise RuntimeError(f"Function '{node.name()}' returned nan values in its {i}th output.{_where(node)}")

    def failed(self, node, error):
        """Called when a node's gradient raised: warns with the forward traceback, and adds line and layer to the
        error."""
        stack = node.metadata.get("traceback_")
        if stack is None:
            told = (
                "No forward pass information available. Enable detect anomaly during forward pass for more information."
            )
        else:
            told = f"Traceback of forward call that caused the error:\n{''.join(stack)}"
            if "returned nan values" not in str(error):
                error.add_note(f"in the gradient of {node.name()}.{_where(node)}")
        warnings.warn(f"Error detected in {node.name()}. {told}", UserWarning, stacklevel=2)


def _numbers(g):
    """The array of a gradient; 16-bit floats widened."""
    return g.detach().float()._array if g._dtype.is_reduced else g._array


def _layers():
    """The modules whose calls the program is in, innermost first."""
    modules: list[Any] = []
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_name == "_call_impl":
            module = frame.f_locals.get("self")
            if hasattr(module, "named_modules"):
                modules.append(module)
        frame = frame.f_back
    return modules


def _where(node):
    """The line and the layer that made a node, as a sentence; '' if they were not noted."""
    if "made_at_" not in node.metadata:
        return ""
    place, modules = node.metadata["made_at_"]
    layer = ""
    if modules:
        path = module_path(modules)
        layer = f" in layer {path} ({type(modules[0]).__name__})" if path else f" in {type(modules[0]).__name__}"
    return f" It was made{saving.line_of(place)}{layer}."


def is_anomaly_enabled() -> bool:
    """Whether anomalies are looked for now."""
    return state.anomaly is not None


def is_anomaly_check_nan_enabled() -> bool:
    """Whether gradients are searched for nan."""
    return state.anomaly is None or state.anomaly.check_nan


def _switch(on, check_nan):
    state.anomaly = _Watcher(check_nan) if on else None


class set_detect_anomaly:
    """Switch the search for anomalies on or off; as a context manager, until its end.

    While it is on, a backward pass in which an operation gives a gradient with nan raises RuntimeError
    (``check_nan=False``: only other errors are looked at); operations recorded while it is on are named with the line
    and the layer that ran them, and a warning shows their whole traceback. Slow: for debugging.

    >>> with torch.autograd.set_detect_anomaly(True):
    ...     y = torch.ones(1, requires_grad=True).sqrt()
    """

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self.before = is_anomaly_enabled(), is_anomaly_check_nan_enabled()
        _switch(mode, check_nan)

    def __enter__(self) -> None:
        return None

    def __exit__(self, *error: object) -> None:
        _switch(*self.before)


class detect_anomaly:
    """Look for anomalies within a ``with`` block: see ``set_detect_anomaly``.

    >>> with torch.autograd.detect_anomaly():
    ...     x = torch.zeros(1, requires_grad=True)
    ...     y = (x.sqrt() * 0).sum()
    ...     try:
    ...         y.backward()
    ...     except RuntimeError as error:
    ...         print(str(error)[:77])
    Function 'SqrtBackward0' returned nan values in its 0th output. It was made a
    """

    def __init__(self, check_nan: bool = True) -> None:
        self.check_nan = check_nan
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for "
            "debugging.",
            UserWarning,
            stacklevel=2,
        )

    def __enter__(self) -> None:
        self.before = is_anomaly_enabled(), is_anomaly_check_nan_enabled()
        _switch(True, self.check_nan)

    def __exit__(self, *error: object) -> None:
        _switch(*self.before)
