"""Arithmetic on pictures, below both versions of the transforms: each piece stands here once, and ``transforms`` and
``transforms.v2`` translate their arguments and dispatch to it.

``pillow`` loads Pillow when it is needed; ``conversions`` turn its pictures into tensors and back; ``pictures`` has the
operations on Pillow pictures. Those on tensors (..., C, H, W) are ``sizes`` (crops, borders, sizes, dtypes), with the
``weights`` of interpolation, ``colours`` and ``warps``; ``modes`` names the kinds of interpolation.
"""
