"""One function for tensors, marked tensors (``tv_tensors.Image``) and Pillow pictures."""

from __future__ import annotations

import functools

from .... import Tensor
from ..._pixels.pillow import is_picture
from ...tv_tensors import Image, TVTensor, wrap

__all__ = ["for_pictures", "is_pure_tensor", "supports"]


def is_pure_tensor(x):
    """Whether ``x`` is a tensor without a mark."""
    return isinstance(x, Tensor) and not isinstance(x, TVTensor)


def supports(x):
    """Whether the functions take ``x``: a tensor, an Image, or a Pillow picture."""
    return isinstance(x, Image) or is_pure_tensor(x) or is_picture(x)


def for_pictures(picture=None, marks=True):
    """Decorator of a function of tensors: an Image gives an Image (``marks``; or a tuple of them), a Pillow picture
    goes to ``picture``, of the same arguments. Raises: TypeError for other inputs."""

    def decorate(function):
        @functools.wraps(function)
        def call(inpt, *args, **kwargs):
            if isinstance(inpt, Image):
                result = function(inpt.as_subclass(Tensor), *args, **kwargs)
                if not marks:
                    return result
                if isinstance(result, tuple):
                    return tuple(wrap(part, like=inpt) for part in result)
                return wrap(result, like=inpt)
            if is_pure_tensor(inpt):
                return function(inpt, *args, **kwargs)
            if picture is not None and is_picture(inpt):
                return picture(inpt, *args, **kwargs)
            kinds = "tensors and tv_tensors.Image" + (", and PIL pictures" if picture is not None else "")
            raise TypeError(
                f"Functional F.{function.__name__} supports inputs of type {kinds}, but got {type(inpt)} instead."
            )

        return call

    return decorate
