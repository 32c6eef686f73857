"""Pillow, loaded when it is first needed, and the ways between its pictures and arrays."""

from __future__ import annotations

import sys

import numpy as np


def pillow(name="Image"):
    """A module of Pillow. Raises: ModuleNotFoundError that says how to install it."""
    from importlib import import_module

    try:
        return import_module("PIL." + name)
    except ModuleNotFoundError as error:
        if error.name not in ("PIL", "PIL." + name):
            raise
        raise ModuleNotFoundError(
            "this needs Pillow, which is not installed: pip install 'rushlight[vision]' (or: pip install Pillow)",
            name="PIL",
        ) from None


def is_picture(x):
    """Whether ``x`` is a Pillow picture (does not load Pillow: before it is loaded there are none)."""
    module = sys.modules.get("PIL.Image")
    return module is not None and isinstance(x, module.Image)


def picture(array, mode):
    """The Pillow picture with the bytes of ``array`` (H, W) or (H, W, C), of the given ``mode``; a copy."""
    size = array.shape[1], array.shape[0]
    return pillow().frombuffer(mode, size, array.tobytes(), "raw", mode, 0, 1)


def as_array(image):
    """The pixels of a Pillow picture, uint8 where its mode allows: (H, W) or (H, W, C). May be read-only."""
    if image.mode in ("RGB", "L"):
        bands = (3,) if image.mode == "RGB" else ()
        return np.frombuffer(image.tobytes(), np.uint8).reshape(image.size[1], image.size[0], *bands)
    return np.asarray(image)
