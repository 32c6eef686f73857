"""The machinery behind DataLoader: collating, fetching, worker processes and how batches travel between them."""

from __future__ import annotations

from . import collate, fetch, worker
