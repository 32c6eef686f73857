"""Ways of bringing gradients together in DistributedDataParallel."""

from __future__ import annotations

from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from . import debugging_hooks as debugging_hooks
from . import default_hooks as default_hooks
from . import post_localSGD_hook as post_localSGD_hook
from . import powerSGD_hook as powerSGD_hook

if TYPE_CHECKING:
    from typing import Any

    from ....nn.parallel.distributed import DistributedDataParallel

__all__ = ["DDPCommHookType", "register_ddp_comm_hook"]


def _plain(model: Any, state: Any, hook: Any) -> None:
    model.register_comm_hook(state, hook)


def _wrapped(wrapper: Any, hook: Any, model: Any, state: Any) -> None:
    model.register_comm_hook(state, wrapper(hook))


class DDPCommHookType(Enum):
    """The hooks by name."""

    ALLREDUCE = partial(_plain, hook=default_hooks.allreduce_hook)
    FP16_COMPRESS = partial(_plain, hook=default_hooks.fp16_compress_hook)
    BF16_COMPRESS = partial(_plain, hook=default_hooks.bf16_compress_hook)
    POWER_SGD = partial(_plain, hook=powerSGD_hook.powerSGD_hook)
    POST_LOCAL_SGD = partial(_plain, hook=post_localSGD_hook.post_localSGD_hook)
    NOOP = partial(_plain, hook=debugging_hooks.noop_hook)


def register_ddp_comm_hook(
    comm_hook_type: DDPCommHookType, model: DistributedDataParallel[Any], state: Any = None
) -> None:
    """Give ``model`` the hook of that name."""
    comm_hook_type.value(model=model, state=state)
