"""Schedules of the learning rate. Call ``scheduler.step()`` after each epoch (or batch), after ``optimizer.step()``."""

from __future__ import annotations

from ._schedules.base import LRScheduler
from ._schedules.combined import ChainedScheduler, SequentialLR
from ._schedules.cycles import CosineAnnealingWarmRestarts, CyclicLR, OneCycleLR
from ._schedules.plateau import ReduceLROnPlateau
from ._schedules.simple import (
    ConstantLR,
    CosineAnnealingLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    PolynomialLR,
    StepLR,
)

__all__ = [
    "ChainedScheduler",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "ExponentialLR",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "MultiplicativeLR",
    "OneCycleLR",
    "PolynomialLR",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
]
