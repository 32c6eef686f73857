"""Names for how elements lie in memory: ``memory_format`` and ``layout``."""

from __future__ import annotations


class _Named:
    """One of a few values that are known by name; compare with ``is``."""

    __slots__ = ("_name",)
    _made: dict = {}

    def __new__(cls, name):
        made = _Named._made.get(name)
        if made is None:
            made = _Named._made[name] = object.__new__(cls)
            made._name = name
        return made

    def __repr__(self):
        return "torch." + self._name

    def __reduce__(self):
        return self._name


class memory_format(_Named):
    """The order of the elements in memory: torch.contiguous_format, preserve_format, channels_last or
    channels_last_3d."""

    __slots__ = ()


class layout(_Named):
    """How a tensor is stored: torch.strided (every element), torch.sparse_coo or a compressed sparse one."""

    __slots__ = ()


contiguous_format = memory_format("contiguous_format")
preserve_format = memory_format("preserve_format")
channels_last = memory_format("channels_last")
channels_last_3d = memory_format("channels_last_3d")
strided = layout("strided")
sparse_coo = layout("sparse_coo")
sparse_csr = layout("sparse_csr")
sparse_csc = layout("sparse_csc")
sparse_bsr = layout("sparse_bsr")
sparse_bsc = layout("sparse_bsc")
