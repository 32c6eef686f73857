"""Tensors in pieces, in their older form: names can be imported, and say what replaces them when they are used."""

from __future__ import annotations

from ...._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(),
    "torch.distributed._shard.sharded_tensor",
    "use torch.distributed.tensor.DTensor",
    "Shard ShardedTensor ShardMetadata TensorProperties",
    "empty full init_from_local_shards ones rand randn zeros",
)
