"""Join: training with uneven inputs, where a process that has no more shadows the exchanges of those that have."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from .world import get_world_size

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any

    from .._base.devices import device

__all__ = ["Join", "JoinHook", "Joinable"]


class JoinHook:
    """What a Joinable does for processes that have no more inputs."""

    def main_hook(self) -> None:
        """Called again and again while others still have inputs: shadows their exchanges."""

    def post_hook(self, is_last_joiner: bool) -> None:
        """Called once when all have joined."""


class Joinable(ABC):
    """A class whose exchanges ``Join`` can shadow."""

    @abstractmethod
    def join_hook(self, **kwargs: Any) -> JoinHook:
        """The hook for ``Join``, which passes its keywords on."""

    @property
    @abstractmethod
    def join_device(self) -> device:
        """The device for ``Join``'s own exchanges."""

    @property
    @abstractmethod
    def join_process_group(self) -> Any:
        """The group for ``Join``'s own exchanges."""


class Join:
    """Context manager for training on uneven inputs. In a group of one process there is nobody to wait for: the hooks'
    ``post_hook`` runs at the end, as that of the last joiner.

    Raises: ValueError without joinables, or if they are of several groups or devices.
    """

    def __init__(
        self, joinables: list[Joinable], enable: bool = True, throw_on_early_termination: bool = False, **kwargs: Any
    ) -> None:
        if not joinables:
            raise ValueError("The join context manager requires at least one joinable")
        groups = {id(j.join_process_group) for j in joinables}
        if len(groups) > 1:
            raise ValueError("Using join context manager with multiple process groups")
        if len({str(j.join_device) for j in joinables}) > 1:
            raise ValueError("Using join context manager with multiple devices")
        self._joinables = joinables
        self._hooks = [j.join_hook(**kwargs) for j in joinables]
        self._enable = enable
        self._throw_on_early_termination = throw_on_early_termination
        self._process_group = joinables[0].join_process_group
        self._device = joinables[0].join_device

    def __enter__(self) -> None:
        if self._enable and get_world_size(self._process_group) != 1:
            raise RuntimeError("Join: groups of several processes are not there yet; use a group of one, or no Join")

    def __exit__(
        self, type: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if not self._enable or type:
            return
        for hook in self._hooks:
            hook.post_hook(True)

    @staticmethod
    def notify_join_context(joinable: Joinable) -> Any:
        """Called by a Joinable before its exchanges; a Work if there are others to be told, here None."""
        return None
