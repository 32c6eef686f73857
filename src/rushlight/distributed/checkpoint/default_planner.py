"""The planners by the name of PyTorch's module."""

from __future__ import annotations

from .planner import DefaultLoadPlanner, DefaultSavePlanner

__all__ = ["DefaultLoadPlanner", "DefaultSavePlanner"]
