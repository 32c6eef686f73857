"""The machinery behind DataLoader: collating, fetching, worker processes and how batches travel between them."""

from __future__ import annotations

from . import collate, fetch, worker

__all__ = ["collate", "fetch", "worker"]

MP_STATUS_CHECK_INTERVAL = 5.0  # seconds
python_exit_status = False
