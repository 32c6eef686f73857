"""Arithmetic on pictures, below both versions of the transforms: each piece stands here once, and ``transforms`` and
``transforms.v2`` translate their arguments and dispatch to it.

``pillow`` loads Pillow when it is needed; ``conversions`` turn its pictures into tensors and back; ``pictures`` has the
operations on Pillow pictures. Those on tensors (..., C, H, W) are ``sizes`` (crops, borders, sizes, dtypes), with the
``weights`` of interpolation, and ``colours``; those on either kind are ``crops`` and ``warps``. ``modes`` names the
kinds of interpolation, ``checks`` read the arguments and refuse what makes no sense.

torchvision's two versions check and round some things differently; ``second`` asks for what transforms.v2 does.
"""
