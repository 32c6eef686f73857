"""How a tensor lies on the processes of a mesh: in pieces, whole in each, or as parts of a sum."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Partial", "Placement", "Replicate", "Shard"]


def _pieces(whole: range, chunks: int) -> list[range]:
    """``whole`` in ``chunks`` pieces as ``torch.chunk`` cuts it, behind which empty ones follow."""
    step = -(-len(whole) // chunks)
    return [whole[min(i * step, len(whole)) : min((i + 1) * step, len(whole))] for i in range(chunks)]


class Placement:
    """How a tensor lies along a dimension of a mesh."""

    def is_shard(self, dim: int | None = None) -> bool:
        """Whether in pieces (along ``dim``)."""
        return isinstance(self, Shard) and (dim is None or self.dim == dim)

    def is_replicate(self) -> bool:
        """Whether whole in each process."""
        return isinstance(self, Replicate)

    def is_partial(self, reduce_op: str | None = None) -> bool:
        """Whether as parts of a sum (or of ``reduce_op``)."""
        return isinstance(self, Partial) and (reduce_op is None or self.reduce_op == reduce_op)


@dataclass(frozen=True)
class Shard(Placement):
    """In pieces along dimension ``dim``."""

    dim: int

    @staticmethod
    def local_shard_size_and_offset(curr_local_size: int, num_chunks: int, rank: int) -> tuple[int, int]:
        """How long piece ``rank`` of ``num_chunks`` is, and where it begins. The first pieces are the longer ones.

        >>> from torch.distributed.tensor import Shard
        >>> Shard.local_shard_size_and_offset(5, 2, 1)
        (2, 3)
        """
        piece = _pieces(range(curr_local_size), num_chunks)[rank]
        return len(piece), piece.start

    def _indices(self, length: int, chunks: int, rank: int) -> list[int]:
        return [*_pieces(range(length), chunks)[rank]]

    def __str__(self) -> str:
        return f"S({self.dim})"


@dataclass(frozen=True, init=False, repr=False)
class _StridedShard(Placement):
    """In pieces along dimension ``dim``, which later dimensions of the mesh have cut into ``split_factor`` pieces
    already: a process has its piece of each of those."""

    dim: int
    split_factor: int

    def __init__(self, dim: int, *, split_factor: int = 1, sf: int | None = None) -> None:
        if sf is not None and split_factor != 1:
            raise TypeError("_StridedShard received both split_factor and sf")
        vars(self).update(dim=dim, split_factor=split_factor if sf is None else sf)

    def local_shard_size_and_offset(self, curr_local_size: int, num_chunks: int, rank: int) -> tuple[int, int]:
        """How long piece ``rank`` of ``num_chunks`` is, and where it begins (-1: it is empty)."""
        indices = self._indices(curr_local_size, num_chunks, rank)
        return len(indices), indices[0] if indices else -1

    def _indices(self, length: int, chunks: int, rank: int) -> list[int]:
        return [i for part in _pieces(range(length), self.split_factor) for i in _pieces(part, chunks)[rank]]

    def __repr__(self) -> str:
        return f"_StridedShard(dim={self.dim}, sf={self.split_factor})"

    def __str__(self) -> str:
        return f"_S({self.dim}, {self.split_factor})"


@dataclass(frozen=True)
class Replicate(Placement):
    """Whole in each process."""

    def __repr__(self) -> str:
        return "Replicate()"

    def __str__(self) -> str:
        return "R"


@dataclass(frozen=True)
class Partial(Placement):
    """As parts that ``reduce_op`` ('sum', 'avg', ...) makes one."""

    reduce_op: str = "sum"

    def __repr__(self) -> str:
        return f"Partial({self.reduce_op})"

    def __str__(self) -> str:
        return f"P({self.reduce_op})"
