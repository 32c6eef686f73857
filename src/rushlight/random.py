"""The default random stream: seeds and states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._ops.random.generator import Generator, default_generator
from ._ops.random.generator import _restored as _restored  # pickles name it here

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Self

    from ._tensor.tensor import Tensor

__all__ = [
    "Generator",
    "default_generator",
    "fork_rng",
    "get_rng_state",
    "initial_seed",
    "manual_seed",
    "seed",
    "set_rng_state",
]


def manual_seed(seed: int) -> Generator:
    """Start the default stream of ``int(seed)``; returns the default Generator. The numbers are PyTorch's.

    >>> manual_seed(0).initial_seed()
    0
    """
    return default_generator.manual_seed(int(seed))


def seed() -> int:
    """Start the default stream anew with a seed that can't be foreseen; returns it."""
    return default_generator.seed()


def initial_seed() -> int:
    """The seed that the default stream was started with."""
    return default_generator.initial_seed()


def get_rng_state() -> Tensor:
    """The default stream's state, a uint8 tensor in PyTorch's layout."""
    return default_generator.get_state()


def set_rng_state(new_state: Tensor) -> None:
    """Go on from a state that ``get_rng_state`` gave, here or in PyTorch."""
    default_generator.set_state(new_state)


class fork_rng:
    """Context manager: what is drawn inside leaves the default stream as it was. ``devices`` and ``device_type`` are
    for accelerators, of which there are none.

    >>> with fork_rng():
    ...     _ = manual_seed(1)
    """

    def __init__(self, devices: Iterable[Any] | None = None, enabled: bool = True, device_type: str = "cuda") -> None:
        self.enabled = enabled

    def __enter__(self) -> Self:
        self.state = get_rng_state() if self.enabled else None
        return self

    def __exit__(self, *error: object) -> None:
        if self.state is not None:
            set_rng_state(self.state)
