"""``torch.utils.tensorboard.summary``: what is written into the files, by the functions of tensorboardX."""

from __future__ import annotations

from typing import Any

from tensorboardX import summary as _summary

__all__ = ["audio", "histogram", "hparams", "image", "scalar", "text"]

audio, histogram, hparams, image = _summary.audio, _summary.histogram, _summary.hparams, _summary.image
scalar, text = _summary.scalar, _summary.text


def __getattr__(name: str) -> Any:
    return getattr(_summary, name)
