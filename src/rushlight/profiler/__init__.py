"""``torch.profiler``: how long each operation of a training takes, over chosen steps.

>>> with torch.profiler.profile(record_shapes=True) as p:
...     with torch.profiler.record_function("forward"):
...         y = torch.ones(2, 2) @ torch.ones(2, 2)
>>> table = p.key_averages().table(sort_by="cpu_time_total", row_limit=10)
>>> "forward" in table and "aten::mm" in table
True
"""

from __future__ import annotations

from ..autograd.profiler import kineto_available, record_function
from .profiler import (
    ProfilerAction,
    ProfilerActivity,
    profile,
    schedule,
    supported_activities,
    tensorboard_trace_handler,
)

__all__ = [
    "ProfilerAction",
    "ProfilerActivity",
    "kineto_available",
    "profile",
    "record_function",
    "schedule",
    "supported_activities",
    "tensorboard_trace_handler",
]
