"""Modules whose inner results are computed again in the backward pass, by a wrapper around them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING

from ....autograd.graph import save_on_cpu
from ....nn.modules.module import Module
from ....utils.checkpoint import checkpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

__all__ = [
    "ActivationWrapper",
    "CheckpointImpl",
    "CheckpointWrapper",
    "OffloadWrapper",
    "apply_activation_checkpointing",
    "checkpoint_wrapper",
    "offload_wrapper",
]

_PREFIX = "_checkpoint_wrapped_module"


class CheckpointImpl(Enum):
    """How it is computed again."""

    REENTRANT = auto()
    NO_REENTRANT = auto()


class ActivationWrapper(Module, ABC):
    """A Module around another, with its attributes and the names of its state_dict."""

    def __init__(self, mod: Module) -> None:
        super().__init__()
        self._checkpoint_wrapped_module = mod
        self._register_state_dict_hook(_without_prefix)
        self.register_load_state_dict_pre_hook(_with_prefix)

    @abstractmethod
    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the wrapper does."""

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except AttributeError:
            return getattr(super().__getattr__(_PREFIX), name)

    def __getitem__(self, key: int) -> Any:
        return self._checkpoint_wrapped_module[key]  # type: ignore[index]

    def named_parameters(self, *args: Any, **kwargs: Any) -> Iterator[tuple[str, Any]]:
        """The parameters under the inner module's names."""
        for name, p in super().named_parameters(*args, **kwargs):
            yield name.replace(f"{_PREFIX}.", ""), p


def _without_prefix(module: Module, state: dict[str, Any], prefix: str, *args: Any) -> dict[str, Any]:
    for key in [k for k in state if k.startswith(f"{prefix}{_PREFIX}.")]:
        state[prefix + key[len(f"{prefix}{_PREFIX}.") :]] = state.pop(key)
    return state


def _with_prefix(module: Module, state: dict[str, Any], prefix: str, *args: Any) -> None:
    for key in [k for k in state if k.startswith(prefix) and not k.startswith(f"{prefix}{_PREFIX}.")]:
        state[f"{prefix}{_PREFIX}.{key[len(prefix) :]}"] = state.pop(key)


class CheckpointWrapper(ActivationWrapper):
    """A Module whose inner results are computed again."""

    def __init__(
        self,
        mod: Module,
        checkpoint_impl: CheckpointImpl = CheckpointImpl.NO_REENTRANT,
        checkpoint_fn: Callable[..., Any] | None = None,
        **checkpoint_fn_kwargs: Any,
    ) -> None:
        super().__init__(mod)
        self.checkpoint_impl = checkpoint_impl
        again = checkpoint_impl is CheckpointImpl.REENTRANT
        self.checkpoint_fn = partial(checkpoint_fn or partial(checkpoint, use_reentrant=again), **checkpoint_fn_kwargs)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """The inner module's forward pass, computed again in the backward pass."""
        return self.checkpoint_fn(self._checkpoint_wrapped_module, *args, **kwargs)


class OffloadWrapper(ActivationWrapper):
    """A Module whose inner results wait on the CPU."""

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """The inner module's forward pass."""
        with save_on_cpu(pin_memory=False):
            return self._checkpoint_wrapped_module(*args, **kwargs)


def offload_wrapper(module: Module) -> Module:
    """``OffloadWrapper(module)``."""
    return OffloadWrapper(module)


def checkpoint_wrapper(
    module: Module,
    checkpoint_impl: CheckpointImpl = CheckpointImpl.NO_REENTRANT,
    checkpoint_fn: Callable[..., Any] | None = None,
    **checkpoint_fn_kwargs: Any,
) -> Module:
    """``CheckpointWrapper(module, ...)``."""
    return CheckpointWrapper(module, checkpoint_impl, checkpoint_fn, **checkpoint_fn_kwargs)


def apply_activation_checkpointing(
    model: Module,
    checkpoint_wrapper_fn: Callable[[Module], Module] = checkpoint_wrapper,
    check_fn: Callable[[Module], bool] = lambda _: True,
    auto_wrap_policy: Any = None,
) -> None:
    """Wrap the parts for which ``check_fn(module)`` says True, in place."""
    from ...fsdp.wrap import CustomPolicy, wrap_parts

    wrap_parts(model, auto_wrap_policy or CustomPolicy(check_fn), checkpoint_wrapper_fn)
