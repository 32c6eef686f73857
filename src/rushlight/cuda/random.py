"""Random streams of CUDA devices, of which there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._none import none_here

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .._face.types import Device
    from .._tensor.tensor import Tensor

__all__ = [
    "get_rng_state",
    "get_rng_state_all",
    "initial_seed",
    "manual_seed",
    "manual_seed_all",
    "seed",
    "seed_all",
    "set_rng_state",
    "set_rng_state_all",
]


def get_rng_state(device: Device = "cuda") -> Tensor:
    """A device's state. Raises AssertionError: there is no device."""
    raise none_here()


def get_rng_state_all() -> list[Tensor]:
    """The states of all devices: an empty list."""
    return []


def set_rng_state(new_state: Tensor, device: Device = "cuda") -> None:
    """Set a device's state once CUDA is used: never here."""
    return


def set_rng_state_all(new_states: Iterable[Tensor]) -> None:
    """Set the states of all devices, of which there are none."""
    for state in new_states:
        set_rng_state(state)


def manual_seed(seed: int) -> None:
    """Seed the generator of the current device; without one, as PyTorch, nothing happens."""
    int(seed)


def manual_seed_all(seed: int) -> None:
    """Seed the generators of all devices; without one, as PyTorch, nothing happens."""
    int(seed)


def seed() -> None:
    """Seed the current device's generator by chance once CUDA is used: never here."""
    return


def seed_all() -> None:
    """Seed all devices' generators by chance once CUDA is used: never here."""
    return


def initial_seed() -> int:
    """The current device's seed. Raises AssertionError: there is no device."""
    raise none_here()
