"""Times that process groups wait."""

from __future__ import annotations

from .._distributed.kinds import default_pg_timeout

__all__ = ["default_pg_nccl_timeout", "default_pg_timeout"]

default_pg_nccl_timeout = None
