"""Data sets: by index (``Dataset``), as a stream (``IterableDataset``), and what can be built from others."""

from __future__ import annotations

import itertools
import math
import warnings
from bisect import bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..._base.exports import defined_in
from ._utils.core import gather, randperm
from ._utils.fetch import batch_reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..._face.types import Generator
    from ..._tensor.tensor import Tensor


_T = TypeVar("_T", covariant=True)


class Dataset(Generic[_T]):
    """Base of data sets read by index: a subclass defines ``__getitem__``, and ``__len__`` for the usual samplers.

    ``__getitems__(indices)``, if defined, is asked for the whole list of samples of a batch at once.

    Example::

        >>> class Squares(Dataset):
        ...     def __len__(self):
        ...         return 10
        ...     def __getitem__(self, i):
        ...         return i, i * i
        >>> Squares()[3]
        (3, 9)
    """

    def __getitem__(self, index: Any) -> _T:
        raise NotImplementedError(
            f"Subclasses of Dataset should implement __getitem__. {type(self).__name__} does not: "
            "define __getitem__(self, index), returning one sample"
        )

    def __add__(self, other: Dataset[_T]) -> ConcatDataset[_T]:
        return ConcatDataset([self, other])


class IterableDataset(Dataset[_T], Iterable[_T]):
    """Base of data sets read as a stream: a subclass defines ``__iter__``.

    With several workers each reads its own copy of the whole stream: use ``get_worker_info()`` to share it out.

    Example::

        >>> class Count(IterableDataset):
        ...     def __iter__(self):
        ...         return iter(range(3))
        >>> list(Count())
        [0, 1, 2]
    """

    def __add__(self, other: Dataset[_T]) -> ChainDataset:  # type: ignore[override]
        return ChainDataset([self, other])


class TensorDataset(Dataset["tuple[Tensor, ...]"]):
    """Sample ``i`` is the tuple of row ``i`` of each tensor; a DataLoader gathers whole batches at once.

    Shapes: every tensor (N, …) with the same N. Raises: AssertionError if the sizes differ.

    Example::

        >>> data = TensorDataset(torch.zeros(4, 2), torch.arange(4))
        >>> len(data), data[2][1].item()
        (4, 2)
    """

    def __init__(self, *tensors: Tensor) -> None:
        if any(tensors[0].size(0) != tensor.size(0) for tensor in tensors):
            sizes = ", ".join(str(tuple(t.shape)) for t in tensors)
            raise AssertionError(f"Size mismatch between tensors: all need the same first dimension, got {sizes}")
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        return tuple(tensor[index] for tensor in self.tensors)

    def __getitems__(self, indices: Sequence[int]) -> list[tuple[Tensor, ...]]:
        """The samples at ``indices``, a list of tuples; each tensor is gathered once."""
        columns = self.__read_batch__(indices)
        if columns is None:
            return [self[i] for i in indices]
        return list(zip(*columns, strict=True))

    def __read_batch__(self, indices: Sequence[int]) -> list[Tensor] | None:
        """The collated batch at ``indices``: one gathered tensor per tensor, or None if it must go sample by sample."""
        if type(self).__getitem__ is not TensorDataset.__getitem__:
            return None
        columns = []
        for tensor in self.tensors:
            column = gather(tensor, indices)
            if column is None:
                return None
            columns.append(column)
        return columns

    def __len__(self) -> int:
        return self.tensors[0].size(0)


class StackDataset(Dataset[Any]):
    """Several data sets side by side: sample ``i`` is a tuple (or dict, for keyword arguments) of their samples ``i``.

    Raises: ValueError for none, for a mixture of positional and keyword data sets, or if the lengths differ.

    Example::

        >>> StackDataset(image="abc", label=[1, 2, 3])[1]
        {'image': 'b', 'label': 2}
    """

    datasets: Any  # a tuple, or a dict, of data sets

    def __init__(self, *args: Dataset[Any], **kwargs: Dataset[Any]) -> None:
        if args and kwargs:
            raise ValueError(
                "Supported either ``tuple``- (via ``args``) or ``dict``- (via ``kwargs``) like input/output, "
                "but both types are given."
            )
        if not args and not kwargs:
            raise ValueError("At least one dataset should be passed")
        datasets: tuple[Any, ...] = args or tuple(kwargs.values())
        self._length = len(datasets[0])
        if any(self._length != len(dataset) for dataset in datasets):
            raise ValueError(f"Size mismatch between datasets: {[len(d) for d in datasets]}")
        self.datasets = args or kwargs

    def __getitem__(self, index: int) -> Any:
        if isinstance(self.datasets, dict):
            return {k: dataset[index] for k, dataset in self.datasets.items()}
        return tuple(dataset[index] for dataset in self.datasets)

    def __getitems__(self, indices: list[int]) -> list[Any]:
        """The samples at ``indices``; each data set is asked for its whole share at once where it can."""
        named = isinstance(self.datasets, dict)
        columns = []
        for dataset in self.datasets.values() if named else self.datasets:
            if callable(getattr(dataset, "__getitems__", None)):
                items = dataset.__getitems__(indices)
                if len(items) != len(indices):
                    raise ValueError(
                        f"Nested dataset's output size mismatch. Expected {len(indices)}, got {len(items)} "
                        f"from {type(dataset).__name__}.__getitems__"
                    )
            else:
                items = [dataset[i] for i in indices]
            columns.append(items)
        rows = zip(*columns, strict=True)
        return [dict(zip(self.datasets, row, strict=True)) for row in rows] if named else list(rows)

    def __len__(self) -> int:
        return self._length


class ConcatDataset(Dataset[_T]):
    """Data sets one after the other. Raises: AssertionError for none, or for an IterableDataset among them.

    Example::

        >>> both = ConcatDataset(["ab", "cde"])
        >>> len(both), both[3]
        (5, 'd')
    """

    @staticmethod
    def cumsum(sequence: Iterable[Any]) -> list[int]:
        """Running totals of the lengths."""
        return list(itertools.accumulate(len(e) for e in sequence))

    def __init__(self, datasets: Iterable[Dataset[Any]]) -> None:
        super().__init__()
        self.datasets = list(datasets)
        if not self.datasets:
            raise AssertionError("datasets should not be an empty iterable")
        if any(isinstance(d, IterableDataset) for d in self.datasets):
            raise AssertionError("ConcatDataset does not support IterableDataset; chain streams with ChainDataset")
        self.cumulative_sizes = self.cumsum(self.datasets)

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]

    def __getitem__(self, idx: int) -> _T:
        if idx < 0:
            if -idx > len(self):
                raise ValueError("absolute value of index should not exceed dataset length")
            idx += len(self)
        k = bisect_right(self.cumulative_sizes, idx)
        return self.datasets[k][idx - self.cumulative_sizes[k - 1] if k else idx]

    @property
    def cummulative_sizes(self) -> list[int]:
        """Old, misspelt name of ``cumulative_sizes``."""
        warnings.warn("`cummulative_sizes` attribute is renamed to `cumulative_sizes`", FutureWarning, stacklevel=2)
        return self.cumulative_sizes


class ChainDataset(IterableDataset[Any]):
    """Streams one after the other. Raises: AssertionError for a data set that is not an IterableDataset."""

    def __init__(self, datasets: Iterable[Dataset[Any]]) -> None:
        super().__init__()
        self.datasets = datasets

    def _streams(self):
        for d in self.datasets:
            if not isinstance(d, IterableDataset):
                raise AssertionError(f"ChainDataset only supports IterableDataset, got {type(d).__name__}")
            yield d

    def __iter__(self) -> Iterator[Any]:
        for d in self._streams():
            yield from d

    def __len__(self) -> int:
        return sum(len(d) for d in self._streams())


class Subset(Dataset[_T]):
    """The samples of ``dataset`` at ``indices``, in that order.

    A subclass that overrides ``__getitem__`` must override ``__getitems__`` too. Raises: NotImplementedError otherwise.

    Example::

        >>> Subset("abcd", [3, 0])[0]
        'd'
    """

    def __init__(self, dataset: Dataset[_T], indices: Sequence[int]) -> None:
        self.dataset = dataset
        self.indices = indices
        cls = type(self)
        if cls.__getitem__ is not Subset.__getitem__ and cls.__getitems__ is Subset.__getitems__:
            raise NotImplementedError(
                f"{cls.__name__} overrides __getitem__ but not __getitems__. When subclassing Subset and overriding "
                "__getitem__, you must also override __getitems__ to ensure DataLoader works correctly with your "
                "custom logic. A simple implementation:\n\ndef __getitems__(self, indices):\n    return "
                "[self.__getitem__(idx) for idx in indices]"
            )

    def __getitem__(self, idx: Any) -> _T:
        if isinstance(idx, list):
            return self.dataset[[self.indices[i] for i in idx]]
        return self.dataset[self.indices[idx]]

    def __getitems__(self, indices: list[int]) -> list[_T]:
        """The samples at ``indices``, asked for at once if the underlying data set can."""
        indices = [self.indices[i] for i in indices]
        together = getattr(self.dataset, "__getitems__", None)
        return together(indices) if callable(together) else [self.dataset[i] for i in indices]

    def __read_batch__(self, indices: list[int]) -> Any:
        """The collated batch at ``indices`` if the underlying data set can read batches, else None."""
        if type(self).__getitems__ is not Subset.__getitems__:
            return None
        read = batch_reader(self.dataset)
        return None if read is None else read([self.indices[i] for i in indices])

    def __len__(self) -> int:
        return len(self.indices)


def random_split(
    dataset: Dataset[_T], lengths: Sequence[int | float], generator: Generator | None = None
) -> list[Subset[_T]]:
    """Split ``dataset`` at random into Subsets of the given ``lengths``, or fractions that add up to one.

    Args: ``lengths``: ints that add up to ``len(dataset)``, or fractions (what rounding leaves goes to the first ones);
    ``generator``: default the global one. Raises: ValueError if the lengths do not add up or a fraction is outside 0…1.

    Example::

        >>> [len(part) for part in random_split(range(10), [0.7, 0.3])]
        [7, 3]
    """
    total = len(dataset)  # type: ignore[arg-type]
    sizes: Any = lengths
    if math.isclose(sum(sizes), 1) and sum(sizes) <= 1:
        sizes = _from_fractions(total, sizes)
    if sum(sizes) != total:
        raise ValueError(
            "Sum of input lengths does not equal the length of the input dataset! "
            f"{list(sizes)} add up to {sum(sizes)}, the data set has {total}"
        )
    indices = randperm(total, generator=generator).tolist()
    ends = itertools.accumulate(sizes)
    return [Subset(dataset, indices[end - n : end]) for end, n in zip(ends, sizes, strict=True)]


def _from_fractions(total, fractions):
    lengths = []
    for i, fraction in enumerate(fractions):
        if fraction < 0 or fraction > 1:
            raise ValueError(f"Fraction at index {i} is not between 0 and 1: {fraction}")
        lengths.append(math.floor(total * fraction))
    for i in range(total - sum(lengths)):
        lengths[i % len(lengths)] += 1
    for i, length in enumerate(lengths):
        if length == 0:
            warnings.warn(f"Length of split at index {i} is 0. This might result in an empty dataset.", stacklevel=3)
    return lengths


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
