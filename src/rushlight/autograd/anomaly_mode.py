"""detect_anomaly: where a nan in a gradient comes from."""

from __future__ import annotations

import warnings

import numpy as np

from .._core import Value, state

__all__ = ["detect_anomaly", "is_anomaly_check_nan_enabled", "is_anomaly_enabled", "set_detect_anomaly"]


class _Watcher:
    """A recorder that notes at each node where it was made, and has it look at its gradients. ``next``: the recorder before."""

    def __init__(self, check_nan, before):
        self.check_nan, self.next = check_nan, before

    def record(self, op, inputs, outputs, target):
        """Called after every apply."""
        import traceback  # slow to load, and rarely needed

        if self.next is not None:
            self.next.record(op, inputs, outputs, target)
        for v in outputs:
            node = v._node if isinstance(v, Value) else None
            if node is not None and "traceback_" not in node.metadata:
                node.metadata["traceback_"] = traceback.format_stack()[:-2]
                if self.check_nan:
                    node.register_hook(_check(node.name(), node.metadata["traceback_"]))


def _check(name, stack):
    def look(grad_inputs, grad_outputs):
        for i, g in enumerate(grad_inputs):
            if g is not None and g._dtype.category >= 2 and np.isnan(g.detach().float()._array).any():
                warnings.warn(
                    f"Error detected in {name}. Traceback of forward call that caused the error:\n{''.join(stack)}",
                    UserWarning,
                    stacklevel=2,
                )
                raise RuntimeError(f"Function '{name}' returned nan values in its {i}th output.")

    return look


def is_anomaly_enabled():
    """Whether anomalies are looked for now, in this thread."""
    return isinstance(state.recorder, _Watcher)


def is_anomaly_check_nan_enabled():
    """Whether gradients are searched for nan."""
    return isinstance(state.recorder, _Watcher) and state.recorder.check_nan


def _switch(on, check_nan):
    before = state.recorder.next if isinstance(state.recorder, _Watcher) else state.recorder
    state.recorder = _Watcher(check_nan, before) if on else before


class set_detect_anomaly:
    """Switch the search for anomalies on or off; as a context manager, until its end.

    Operations recorded while it is on raise RuntimeError in the backward pass if they give a gradient with nan, after a
    warning that shows where they ran (custom Functions: the operations inside them). Slow: for debugging.

    >>> with torch.autograd.set_detect_anomaly(True):
    ...     y = torch.ones(1, requires_grad=True).sqrt()
    """

    def __init__(self, mode, check_nan=True):
        self.before = is_anomaly_enabled(), is_anomaly_check_nan_enabled()
        _switch(mode, check_nan)

    def __enter__(self):
        return None

    def __exit__(self, *error):
        _switch(*self.before)


class detect_anomaly:
    """Look for anomalies within a ``with`` block: see ``set_detect_anomaly``.

    >>> with torch.autograd.detect_anomaly():
    ...     x = torch.zeros(1, requires_grad=True)
    ...     y = (x.sqrt() * 0).sum()
    >>> y.backward()
    Traceback (most recent call last):
    RuntimeError: Function 'SqrtBackward0' returned nan values in its 0th output.
    """

    def __init__(self, check_nan=True):
        self.check_nan = check_nan
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for debugging.",
            UserWarning,
            stacklevel=2,
        )

    def __enter__(self):
        self.before = is_anomaly_enabled(), is_anomaly_check_nan_enabled()
        _switch(True, self.check_nan)

    def __exit__(self, *error):
        _switch(*self.before)
