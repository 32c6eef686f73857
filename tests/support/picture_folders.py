"""Folders of pictures for tests of the command line."""

from __future__ import annotations

import struct
import zlib

import numpy as np


def noise(rng, shade, shape=(40, 50, 3)):
    """A noisy picture around a shade, uint8."""
    return np.clip(rng.normal(shade, 20, shape), 0, 255).astype(np.uint8)


def make_folder(root, counts, seed=0, side=(40, 50)):
    """A folder ``root`` with ``counts[name]`` pictures per class; the classes differ in shade."""
    from PIL import Image

    rng = np.random.default_rng(seed)
    for k, (name, n) in enumerate(counts.items()):
        (root / name).mkdir(parents=True)
        for i in range(n):
            shade = 40 + 160 * k / max(len(counts) - 1, 1)
            Image.fromarray(noise(rng, shade, (*side, 3))).save(root / name / f"{i:03}.png")
    return root


def png_header(width, height):
    """The bytes of a PNG that claims to be of that size."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )
