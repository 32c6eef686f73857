"""Samplers: in which order, and in which groups, the items of a data set are read.

Each draws exactly what PyTorch's draws from the generator, so a seed gives the same order in both.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Generic, TypeVar

from ..._base.exports import defined_in
from ._utils.core import Generator, as_tensor, draw_seed, float64, multinomial, randint, randperm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence, Sized


_T = TypeVar("_T", covariant=True)


class Sampler(Generic[_T]):
    """Base of all samplers: an iterable of indices (or of lists of indices, for batch samplers).

    A subclass defines ``__iter__``, and ``__len__`` where the number of indices is known.

    Example::

        >>> class EveryOther(Sampler):
        ...     def __init__(self, data):
        ...         self.data = data
        ...     def __iter__(self):
        ...         return iter(range(0, len(self.data), 2))
        >>> list(EveryOther("abcde"))
        [0, 2, 4]
    """

    def __iter__(self) -> Iterator[_T]:
        raise NotImplementedError(
            f"{type(self).__name__} must define __iter__(self), yielding indices into the data set"
        )


class SequentialSampler(Sampler[int]):
    """0, 1, 2, … up to ``len(data_source) - 1``.

    Example::

        >>> list(SequentialSampler("abc"))
        [0, 1, 2]
    """

    def __init__(self, data_source: Sized) -> None:
        self.data_source = data_source

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def __len__(self) -> int:
        return len(self.data_source)


class RandomSampler(Sampler[int]):
    """The indices in random order, or ``num_samples`` of them drawn with replacement.

    Without a ``generator`` each pass takes one number from the default generator and shuffles with a generator of its
    own seeded by it, so the shuffling does not disturb the random numbers of the network.

    Args: ``data_source`` anything with a length; ``replacement`` (bool): draw each index independently;
    ``num_samples`` (int): default ``len(data_source)``; ``generator``: used directly if given.
    Raises: TypeError, ValueError for other types or a count below one.

    Example::

        >>> sorted(RandomSampler("abc"))
        [0, 1, 2]
    """

    def __init__(
        self,
        data_source: Sized,
        replacement: bool = False,
        num_samples: int | None = None,
        generator: Generator | None = None,
    ) -> None:
        self.data_source = data_source
        self.replacement = replacement
        self._num_samples = num_samples
        self.generator = generator
        if not isinstance(self.replacement, bool):
            raise TypeError(f"replacement should be a boolean value, but got replacement={self.replacement}")
        if not isinstance(self.num_samples, int) or self.num_samples <= 0:
            raise ValueError(
                f"num_samples should be a positive integer value, but got num_samples={self.num_samples}"
                + ("; the data set is empty" if num_samples is None else "")
            )

    @property
    def num_samples(self) -> int:
        """How many indices one pass yields (the data set may have grown since)."""
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def __iter__(self) -> Iterator[int]:
        n = len(self.data_source)
        generator = self.generator
        if generator is None:
            generator = Generator()
            generator.manual_seed(draw_seed(None))
        if self.replacement:
            for _ in range(self.num_samples // 32):
                yield from randint(0, n, (32,), generator=generator).tolist()
            yield from randint(0, n, (self.num_samples % 32,), generator=generator).tolist()
        else:
            for _ in range(self.num_samples // n):
                yield from randperm(n, generator=generator).tolist()
            yield from randperm(n, generator=generator).tolist()[: self.num_samples % n]

    def __len__(self) -> int:
        return self.num_samples


class SubsetRandomSampler(Sampler[int]):
    """The given ``indices`` in random order, without replacement.

    Example::

        >>> sorted(SubsetRandomSampler([5, 7, 9]))
        [5, 7, 9]
    """

    def __init__(self, indices: Sequence[int], generator: Generator | None = None) -> None:
        self.indices = indices
        self.generator = generator

    def __iter__(self) -> Iterator[int]:
        for i in randperm(len(self.indices), generator=self.generator).tolist():
            yield self.indices[i]

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(Sampler[int]):
    """``num_samples`` indices drawn with the probabilities given by ``weights`` (any positive scale).

    Args: ``weights``: a sequence or 1-d tensor; ``num_samples`` (int); ``replacement`` (bool): may an index come twice.
    Raises: ValueError for other shapes, types or counts.

    Example::

        >>> list(WeightedRandomSampler([0.0, 1.0], 3))
        [1, 1, 1]
    """

    def __init__(
        self, weights: Sequence[float], num_samples: int, replacement: bool = True, generator: Generator | None = None
    ) -> None:
        if not isinstance(num_samples, int) or isinstance(num_samples, bool) or num_samples <= 0:
            raise ValueError(f"num_samples should be a positive integer value, but got num_samples={num_samples}")
        if not isinstance(replacement, bool):
            raise ValueError(f"replacement should be a boolean value, but got replacement={replacement}")
        self.weights = as_tensor(weights, dtype=float64)
        if self.weights.ndim != 1:
            shape = tuple(self.weights.shape)
            raise ValueError(f"weights should be a 1d sequence but given weights have shape {shape}")
        self.num_samples = num_samples
        self.replacement = replacement
        self.generator = generator

    def __iter__(self) -> Iterator[int]:
        yield from multinomial(self.weights, self.num_samples, self.replacement, generator=self.generator).tolist()

    def __len__(self) -> int:
        return self.num_samples


class BatchSampler(Sampler[list]):
    """Groups another sampler's indices into lists of ``batch_size``; ``drop_last`` leaves out a smaller last one.

    Raises: ValueError unless ``batch_size`` is a positive int and ``drop_last`` a bool.

    Example::

        >>> list(BatchSampler(range(5), batch_size=2, drop_last=False))
        [[0, 1], [2, 3], [4]]
    """

    def __init__(self, sampler: Sampler[int] | Iterable[int], batch_size: int, drop_last: bool) -> None:
        if not isinstance(batch_size, int) or isinstance(batch_size, bool) or batch_size <= 0:
            raise ValueError(f"batch_size should be a positive integer value, but got batch_size={batch_size}")
        if not isinstance(drop_last, bool):
            raise ValueError(f"drop_last should be a boolean value, but got drop_last={drop_last}")
        self.sampler = sampler
        self.batch_size = batch_size
        self.drop_last = drop_last

    def __iter__(self) -> Iterator[list[int]]:
        indices = iter(self.sampler)
        batch = list(itertools.islice(indices, self.batch_size))
        while batch and not (self.drop_last and len(batch) < self.batch_size):
            yield batch
            batch = list(itertools.islice(indices, self.batch_size))

    def __len__(self) -> int:
        n = len(self.sampler)  # type: ignore[arg-type]
        return n // self.batch_size if self.drop_last else -(-n // self.batch_size)


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
