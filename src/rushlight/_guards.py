"""``torch._guards``: what PyTorch's compiler knows of a program. There is no compiler: it knows nothing."""

from __future__ import annotations

from typing import Any

__all__ = ["TracingContext", "detect_fake_mode"]


class TracingContext:
    """What is known while a program is compiled."""

    @staticmethod
    def try_get() -> TracingContext | None:
        """The context, or None: nothing is compiled."""
        return None

    @staticmethod
    def get() -> TracingContext:
        """Raises RuntimeError: nothing is compiled."""
        raise RuntimeError("TracingContext.get() must be called within an ongoing trace.")


def detect_fake_mode(inputs: Any = None) -> Any:
    """The FakeTensorMode that tensors among ``inputs`` are of, or None."""
    from ._base.trees import tree_leaves
    from ._subclasses.fake_tensor import FakeTensor

    return next((t.fake_mode for t in tree_leaves(inputs) if isinstance(t, FakeTensor)), None)


def active_fake_mode() -> None:
    """The FakeTensorMode that is entered, as far as the compiler knows: none."""
