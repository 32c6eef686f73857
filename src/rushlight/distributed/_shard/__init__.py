"""Tensors in pieces, in their older form, which ``torch.distributed.tensor`` replaces."""

from __future__ import annotations

from ..._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(), "torch.distributed._shard", "use torch.distributed.tensor", submodules="sharded_tensor"
)
