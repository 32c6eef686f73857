"""DataLoader: batches of a data set, in an order, from this process or from worker processes."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING, Generic, TypeVar

from ._utils.collate import default_collate, default_convert
from ._utils.core import default_generator, draw_seed, generator_state, set_generator_state
from ._utils.fetch import make_fetcher
from ._utils.parallel import ParallelLoading
from ._utils.worker import get_worker_info
from .dataset import IterableDataset
from .sampler import BatchSampler, RandomSampler, Sampler, SequentialSampler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from ..._face.types import Generator
    from .dataset import Dataset

__all__ = ["DataLoader", "default_collate", "default_convert", "get_worker_info"]

_T = TypeVar("_T", covariant=True)
_FIXED = {"batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers"}


class _DatasetKind:
    """By index or as a stream."""

    Map = 0
    Iterable = 1


class _InfiniteConstantSampler(Sampler[None]):
    """None for ever: the "indices" of a stream."""

    def __iter__(self):
        while True:
            yield None


class DataLoader(Generic[_T]):
    """Iterates over ``dataset`` in batches; every ``for`` loop over it is one pass (epoch).

    Args:
        dataset: with ``__getitem__`` and ``__len__``, or an IterableDataset.
        batch_size (int or None): samples per batch; None: no batching, samples one by one.
        shuffle (bool): a new random order in every pass. sampler: an iterable of indices instead of ``shuffle``.
        batch_sampler: an iterable of lists of indices instead of all four of batch_size, shuffle, sampler, drop_last.
        num_workers (int): processes that load ahead; 0: load in this one.
        collate_fn: from a list of samples to a batch; default ``default_collate``.
        pin_memory (bool): page-locked memory for a GPU; without one it warns and changes nothing.
        drop_last (bool): leave out a last batch that is smaller. timeout (seconds): for a batch from a worker; 0: none.
        worker_init_fn: called with the worker's number in each worker, after seeding.
        multiprocessing_context: a start method's name or a context. generator: for shuffling and the workers' seeds.
        prefetch_factor (int): batches each worker loads ahead (default 2). persistent_workers (bool): keep the
        workers between passes. pin_memory_device: no longer used. in_order (bool): False: yield a batch as soon as
        any worker has it.

    Raises: ValueError for combinations that exclude each other. RuntimeError while iterating when a worker dies or
    ``timeout`` passes; an error in a worker is raised here as the same class, with the worker's traceback.

    Example::

        >>> data = torch.utils.data.TensorDataset(torch.arange(5))
        >>> [x.tolist() for x, in DataLoader(data, batch_size=2)]
        [[0, 1], [2, 3], [4]]
    """

    __initialized = False

    def __init__(
        self,
        dataset: Dataset[_T],
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Sampler[Any] | Iterable[Any] | None = None,
        batch_sampler: Sampler[list[Any]] | Iterable[list[Any]] | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[list[Any]], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Callable[[int], None] | None = None,
        multiprocessing_context: Any = None,
        generator: Generator | None = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
    ) -> None:
        _check_workers(num_workers, timeout, prefetch_factor, persistent_workers)
        self.dataset = dataset
        self.num_workers = num_workers
        self.prefetch_factor = 2 if num_workers > 0 and prefetch_factor is None else prefetch_factor
        self.pin_memory = pin_memory
        self.pin_memory_device = pin_memory_device
        self.timeout = timeout
        self.worker_init_fn = worker_init_fn
        self.multiprocessing_context = multiprocessing_context
        self.in_order = in_order
        iterable = isinstance(dataset, IterableDataset)
        self._dataset_kind = _DatasetKind.Iterable if iterable else _DatasetKind.Map
        if iterable:
            _check_stream(shuffle, sampler, batch_sampler)
        batch_size, drop_last = _check_batching(
            batch_size, bool(shuffle) and not iterable, sampler, batch_sampler, drop_last
        )
        if sampler is None:
            sampler = _usual_sampler(dataset, iterable, shuffle, generator)
        if batch_size is not None and batch_sampler is None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.batch_size = batch_size
        self.drop_last = drop_last
        self.sampler = sampler
        self.batch_sampler = batch_sampler
        self.generator = generator
        if collate_fn is None:
            collate_fn = default_collate if self._auto_collation else default_convert
        self.collate_fn = collate_fn
        self.persistent_workers = persistent_workers
        self.__initialized = True
        self._IterableDataset_len_called: int | None = None
        self._iterator: Any = None
        self._pass: _Pass | None = None  # of the latest iterator
        self._resume: dict[str, Any] | None = None  # a state to continue from at the next __iter__
        self.check_worker_number_rationality()

    def __setattr__(self, name: str, value: Any) -> None:
        if self.__initialized and name in _FIXED:
            raise ValueError(
                f"{name} attribute should not be set after {type(self).__name__} is initialized; make a new one"
            )
        super().__setattr__(name, value)

    @property
    def multiprocessing_context(self) -> Any:
        """The multiprocessing context of the workers, or None for the platform's default."""
        return self.__multiprocessing_context

    @multiprocessing_context.setter
    def multiprocessing_context(self, context: Any) -> Any:
        self.__multiprocessing_context = None if context is None else _check_context(context, self.num_workers)

    @property
    def _auto_collation(self):
        return self.batch_sampler is not None

    @property
    def _index_sampler(self):
        return self.batch_sampler if self._auto_collation else self.sampler

    def __iter__(self) -> _BaseDataLoaderIter:
        if self._resume is not None:
            return self._continue()
        return self._new_pass()

    def _new_pass(self):
        if not (self.persistent_workers and self.num_workers > 0):
            return self._get_iterator()
        if self._iterator is None or not self._iterator._pool.open:  # none yet, or lost to an error
            self._iterator = self._get_iterator()
        else:
            self._iterator._reset(self)
        return self._iterator

    def _get_iterator(self):
        if self.num_workers == 0:
            return _SingleProcessDataLoaderIter(self)
        self.check_worker_number_rationality()
        return _MultiProcessingDataLoaderIter(self)

    def __len__(self) -> int:
        if self._dataset_kind == _DatasetKind.Map:
            return len(self._index_sampler)
        length = self._IterableDataset_len_called = len(self.dataset)  # type: ignore[arg-type]
        if self.batch_size is not None:
            length = length // self.batch_size if self.drop_last else -(-length // self.batch_size)
        return length

    def check_worker_number_rationality(self) -> None:
        """Warn if there are more workers than processors this process may use."""
        if not self.num_workers:
            return
        exact = hasattr(os, "sched_getaffinity")
        available = len(os.sched_getaffinity(0)) if exact else os.cpu_count()
        if available is not None and self.num_workers <= available:
            return
        advice = (
            "DataLoader is not able to compute a suggested max number of worker in current system."
            if available is None
            else f"Our suggested max number of worker in current system is {available}"
            f"{'' if exact else ' (`cpuset` is not taken into account)'}, which is smaller "
            "than what this DataLoader is going to create."
        )
        warnings.warn(
            f"This DataLoader will create {self.num_workers} worker processes in total. {advice} "
            "Please be aware that excessive worker creation might get DataLoader running slow or even freeze, "
            "lower the worker number to avoid potential slowness/freeze if necessary.",
            stacklevel=3,
        )

    def state_dict(self) -> dict[str, Any]:
        """Where this loader stands: how many batches of the pass have been handed out, and the generators' states.

        A loader made the same way continues from there after ``load_state_dict``: its next ``iter()`` yields the
        batches that were still to come, in the same order, and leaves the generators (the default one, this loader's
        and its sampler's) as they were when the state was taken. Not part of PyTorch's API.

        Example::

            >>> loader = DataLoader(range(4), batch_size=2)
            >>> batches = iter(loader)
            >>> first = next(batches)
            >>> state = loader.state_dict()
            >>> again = DataLoader(range(4), batch_size=2)
            >>> again.load_state_dict(state)
            >>> [b.tolist() for b in again]
            [[2, 3]]
        """
        running = self._pass if self._pass is not None and not self._pass.done else None
        return {
            "num_workers": self.num_workers,
            "yielded": running.yielded if running else 0,
            "start": running.start if running else None,
            "now": self._generator_states(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Continue at the next ``iter()`` from a ``state_dict()``. Raises: ValueError for a state of another loader."""
        expected = {"num_workers", "yielded", "start", "now"}
        if not isinstance(state, dict) or set(state) != expected:
            what = sorted(state) if isinstance(state, dict) else type(state).__name__
            raise ValueError(f"DataLoader.load_state_dict: expected a dict with {sorted(expected)}, got {what}")
        if state["num_workers"] != self.num_workers:
            raise ValueError(
                f"DataLoader.load_state_dict: the state was taken with num_workers={state['num_workers']}, this loader "
                f"has {self.num_workers}; random numbers drawn in workers would differ. Make it with the same number."
            )
        if len(state["now"]) != len(self._generators()):
            raise ValueError(
                f"DataLoader.load_state_dict: the state holds {len(state['now'])} generators, this loader has "
                f"{len(self._generators())}; pass the same generator= and sampler as then"
            )
        self._resume = state

    def _generators(self):
        """The distinct generators that decide the order of a pass."""
        found = [default_generator]
        sampler = self.batch_sampler
        inner = getattr(sampler, "sampler", None)
        for owner in (self, self.sampler, sampler, inner):
            g = getattr(owner, "generator", None)
            if g is not None and all(g is not f for f in found) and hasattr(g, "get_state"):
                found.append(g)
        return found

    def _generator_states(self):
        return [generator_state(g) for g in self._generators()]

    def _continue(self):
        state, self._resume = self._resume, None
        for g, s in zip(self._generators(), state["start"] or state["now"], strict=True):
            set_generator_state(g, s)
        if state["start"] is None:
            return self._new_pass()
        iterator = self._new_pass()
        iterator._skip(state["yielded"])
        for g, s in zip(self._generators(), state["now"], strict=True):
            set_generator_state(g, s)
        return iterator


class _Pass:
    """The progress of one pass over the data; it outlives its iterator, so that a loop left early can be continued."""

    __slots__ = ("done", "start", "yielded")

    def __init__(self, start):
        self.start = start
        self.yielded = 0
        self.done = False


def _begun(loader):
    """The progress of a new pass. A DataLoader keeps it; packages also have objects with its attributes iterated."""
    if not isinstance(loader, DataLoader):
        return _Pass(None)
    loader._pass = _Pass(loader._generator_states())
    return loader._pass


class _BaseDataLoaderIter:
    """One pass over a DataLoader's data."""

    def __init__(self, loader):
        self._dataset = loader.dataset
        self._dataset_kind = loader._dataset_kind
        self._iterable = loader._dataset_kind == _DatasetKind.Iterable
        self._IterableDataset_len_called = loader._IterableDataset_len_called
        self._auto_collation = loader._auto_collation
        self._drop_last = loader.drop_last
        self._index_sampler = loader._index_sampler
        self._num_workers = loader.num_workers
        if loader.pin_memory:
            _warn_about_pinning(loader.pin_memory_device)
        self._pin_memory = False
        self._timeout = loader.timeout
        self._collate_fn = loader.collate_fn
        self._persistent_workers = loader.persistent_workers
        self._pass = _begun(loader)
        self._sampler_iter = iter(self._index_sampler)
        self._base_seed = draw_seed(loader.generator)

    @property
    def _num_yielded(self):
        return self._pass.yielded

    def __iter__(self):
        return self

    def _reset(self, loader, first_iter=False):
        self._pass = _begun(loader)
        self._sampler_iter = iter(self._index_sampler)
        self._IterableDataset_len_called = loader._IterableDataset_len_called

    def _next_index(self):
        return next(self._sampler_iter)

    def _skip(self, count):
        """Go over ``count`` batches that another iterator has handed out already."""
        for _ in range(count):
            next(self)

    def __next__(self):
        try:
            data = self._next_data()
        except StopIteration:
            self._pass.done = True
            raise
        self._pass.yielded += 1
        if self._IterableDataset_len_called is not None and self._iterable:
            self._check_length()
        return data

    def _check_length(self):
        if self._pass.yielded <= self._IterableDataset_len_called:
            return
        message = (
            f"Length of IterableDataset {self._dataset} was reported to be {self._IterableDataset_len_called}"
            f"(when accessing len(dataloader)), but {self._pass.yielded} samples have been fetched. "
        )
        if self._num_workers > 0:
            message += (
                "For multiprocessing data-loading, this could be caused by not properly configuring the "
                "IterableDataset replica at each worker: use get_worker_info() to share the stream out."
            )
        warnings.warn(message, stacklevel=3)

    def __len__(self):
        return len(self._index_sampler)

    def __getstate__(self):
        raise NotImplementedError(f"{type(self).__name__} cannot be pickled")


class _SingleProcessDataLoaderIter(_BaseDataLoaderIter):
    def __init__(self, loader):
        super().__init__(loader)
        if self._timeout != 0:
            raise AssertionError(
                f"_SingleProcessDataLoaderIter requires timeout == 0, got {self._timeout}: a time limit needs "
                "num_workers > 0"
            )
        self._fetch = make_fetcher(
            self._iterable, self._dataset, self._auto_collation, self._collate_fn, self._drop_last
        )

    def _next_data(self):
        return self._fetch(next(self._sampler_iter))

    def _skip(self, count):
        if self._iterable:
            super()._skip(count)
            return
        for _ in range(count):  # the indices only: nothing is read
            next(self._sampler_iter)
        self._pass.yielded = count


class _MultiProcessingDataLoaderIter(ParallelLoading, _BaseDataLoaderIter):
    def __init__(self, loader):
        super().__init__(loader)
        if not loader.prefetch_factor > 0:
            raise AssertionError("prefetch_factor must be greater than 0 for MultiProcessingDataLoaderIter")
        self._start_workers(loader)

    def _next_data(self):
        return self._next_parallel()

    def _reset(self, loader, first_iter=False):
        super()._reset(loader, first_iter)
        self._begin_pass()


def _usual_sampler(dataset, iterable, shuffle, generator):
    if iterable:
        return _InfiniteConstantSampler()
    return RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)


def _check_workers(num_workers, timeout, prefetch_factor, persistent_workers):
    if num_workers < 0:
        raise ValueError(
            "num_workers option should be non-negative; use num_workers=0 to disable multiprocessing. "
            f"Got num_workers={num_workers}"
        )
    if timeout < 0:
        raise ValueError(f"timeout option should be non-negative, got timeout={timeout}")
    if num_workers == 0 and prefetch_factor is not None:
        raise ValueError(
            "prefetch_factor option could only be specified in multiprocessing."
            "let num_workers > 0 to enable multiprocessing, otherwise set prefetch_factor to None."
        )
    if prefetch_factor is not None and prefetch_factor < 0:
        raise ValueError(f"prefetch_factor option should be non-negative, got prefetch_factor={prefetch_factor}")
    if persistent_workers and num_workers == 0:
        raise ValueError("persistent_workers option needs num_workers > 0")


def _check_stream(shuffle, sampler, batch_sampler):
    refused = {
        "shuffle": shuffle if shuffle not in (False, None) else None,
        "sampler": sampler,
        "batch_sampler": batch_sampler,
    }
    for name, value in refused.items():
        if value is not None:
            raise ValueError(
                f"DataLoader with IterableDataset: expected unspecified {name} option, but got {name}={value}"
            )


def _check_batching(batch_size, shuffle, sampler, batch_sampler, drop_last):
    if sampler is not None and shuffle:
        raise ValueError("sampler option is mutually exclusive with shuffle")
    if batch_sampler is not None:
        if batch_size != 1 or shuffle or sampler is not None or drop_last:
            raise ValueError(
                "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last"
            )
        return None, False
    if batch_size is None and drop_last:
        raise ValueError("batch_size=None option disables auto-batching and is mutually exclusive with drop_last")
    return batch_size, drop_last


def _check_context(context, num_workers):
    if num_workers <= 0:
        raise ValueError(
            "multiprocessing_context can only be used with multi-process loading (num_workers > 0), but got "
            f"num_workers={num_workers}"
        )
    import multiprocessing

    if isinstance(context, str):
        methods = multiprocessing.get_all_start_methods()
        if context not in methods:
            raise ValueError(
                f"multiprocessing_context option should specify a valid start method in {methods!r}, but got "
                f"multiprocessing_context={context!r}"
            )
        context = multiprocessing.get_context(context)
    if not isinstance(context, multiprocessing.context.BaseContext):
        raise TypeError(
            "multiprocessing_context option should be a valid context object or a string specifying the start method, "
            f"but got multiprocessing_context={context}"
        )
    return context


def _warn_about_pinning(device):
    if device:
        warnings.warn(
            "pin_memory_device is deprecated, the current accelerator will be used as the device,"
            f"ignore pin_memory_device='{device}'.",
            stacklevel=4,
        )
    warnings.warn(
        "'pin_memory' argument is set as true but no accelerator is found, then device pinned memory won't be used.",
        stacklevel=4,
    )
