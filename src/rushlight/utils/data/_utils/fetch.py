"""Fetchers: from indices to a collated batch, in the main process and in workers alike."""

from __future__ import annotations

from .collate import default_collate


def batch_reader(dataset):
    """The method of ``dataset`` that reads a whole collated batch at once, or None.

    ``__read_batch__(indices)`` returns what ``default_collate`` would make of the samples, or None when (for these
    indices, or with the transform now set) the batch must be read sample by sample.
    """
    return getattr(dataset, "__read_batch__", None)


def make_fetcher(iterable, dataset, auto_collation, collate_fn, drop_last):
    """A callable from what the sampler yields to a batch; raises StopIteration at the end of a stream."""
    if iterable:
        return _StreamFetcher(dataset, auto_collation, collate_fn, drop_last).fetch
    fetcher = _MapFetcher(dataset, collate_fn)
    if not auto_collation:
        return fetcher.fetch_one
    if fetcher.read_batch is not None or getattr(dataset, "__getitems__", None):
        return fetcher.fetch_together
    return fetcher.fetch_each


class _StreamFetcher:
    def __init__(self, dataset, auto_collation, collate_fn, drop_last):
        self.auto_collation = auto_collation
        self.collate_fn = collate_fn
        self.drop_last = drop_last
        self.dataset_iter = iter(dataset)
        self.ended = False

    def fetch(self, indices):
        if self.ended:
            raise StopIteration
        if not self.auto_collation:
            return self.collate_fn(next(self.dataset_iter))
        data = []
        for _ in indices:
            try:
                data.append(next(self.dataset_iter))
            except StopIteration:
                self.ended = True
                break
        if not data or (self.drop_last and len(data) < len(indices)):
            raise StopIteration
        return self.collate_fn(data)


class _MapFetcher:
    def __init__(self, dataset, collate_fn):
        self.dataset = dataset
        self.collate_fn = collate_fn
        # only the stock rules may be bypassed: a collate function of the user's sees the samples
        self.read_batch = batch_reader(dataset) if collate_fn is default_collate else None

    def fetch_one(self, index):
        return self.collate_fn(self.dataset[index])

    def fetch_each(self, indices):
        dataset = self.dataset
        return self.collate_fn([dataset[i] for i in indices])

    def fetch_together(self, indices):
        if self.read_batch is not None:
            batch = self.read_batch(indices)
            if batch is not None:
                return batch
        if getattr(self.dataset, "__getitems__", None):
            return self.collate_fn(self.dataset.__getitems__(indices))
        return self.fetch_each(indices)
