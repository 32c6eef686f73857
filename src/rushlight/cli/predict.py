"""``rushlight predict``: what pictures show, by a trained network."""

from __future__ import annotations

import sys

from ..autograd import no_grad
from ..creation import empty
from . import checkpoint
from .data import transform
from .models import MODELS
from .settings import Refused

__all__ = ["predict"]


def predict(path, pictures, top=3):
    """Print the ``top`` classes with their probabilities for each picture file. Returns the exit code: 1 if a file could
    not be read."""
    state = checkpoint.read(path)
    classes = state["classes"]
    model = MODELS[checkpoint.settings_of(state)["model"]](len(classes))
    model.load_state_dict(state["model"])
    model.eval()
    if top < 1:
        raise Refused(f"--top must be at least 1, got {top}")
    failed = False
    for name in pictures:
        x = _read(name)
        failed |= x is None
        if x is None:
            continue
        batch = empty(1, *x.shape)
        batch.copy_(x)
        with no_grad():
            p = model(batch).softmax(1).numpy()[0]
        best = sorted(range(len(classes)), key=lambda c: -p[c])[:top]
        print(f"{name}: " + ", ".join(f"{classes[c]} {p[c]:.1%}" for c in best))
    return int(failed)


def _read(name):
    try:
        from PIL import Image
    except ImportError:
        raise Refused("Pillow is missing, which reads pictures: pip install 'rushlight[vision]'") from None
    try:
        with Image.open(name) as image:
            return transform(resize=True)(image.convert("RGB"))
    except OSError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return None
