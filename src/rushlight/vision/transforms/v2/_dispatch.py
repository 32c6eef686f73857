"""One function for tensors, marked tensors (``tv_tensors.Image``) and Pillow pictures."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from .... import Tensor
from ..._pixels.pillow import is_picture
from ...tv_tensors import Image, TVTensor, wrap


def is_pure_tensor(x: Any) -> bool:
    """Whether ``x`` is a tensor without a mark."""
    return isinstance(x, Tensor) and not isinstance(x, TVTensor)


_F = TypeVar("_F", bound=Callable[..., Any])


def supports(x: Any) -> bool:
    """Whether the functions take ``x``: a tensor, an Image, or a Pillow picture."""
    return isinstance(x, Image) or is_pure_tensor(x) or is_picture(x)


def _marked(result, like):
    """Tensors marked like ``like``, also in a tuple; anything else stays."""
    if isinstance(result, tuple):
        return tuple(_marked(part, like) for part in result)
    return wrap(result, like=like) if isinstance(result, Tensor) else result


def _dispatched(function: Any, picture: Any) -> Any:
    @functools.wraps(function)
    def call(inpt, *args, **kwargs):
        if isinstance(inpt, Image):
            return _marked(function(inpt.as_subclass(Tensor), *args, **kwargs), inpt)
        if is_pure_tensor(inpt):
            return function(inpt, *args, **kwargs)
        if picture is not None and is_picture(inpt):
            return picture(inpt, *args, **kwargs)
        kinds = "tensors and tv_tensors.Image" + (", and PIL pictures" if picture is not None else "")
        raise TypeError(
            f"Functional F.{function.__name__} supports inputs of type {kinds}, but got {type(inpt)} instead."
        )

    return call


def for_tensors(function: _F) -> _F:
    """Decorator of a function of tensors: of an Image it gives Images. Raises: TypeError for other inputs."""
    return _dispatched(function, None)


def for_pictures(function: _F) -> _F:
    """Decorator of a function of tensors and Pillow pictures: of an Image it gives Images. Raises: TypeError for other
    inputs."""
    return _dispatched(function, function)


def with_pictures(picture: Callable[..., Any]) -> Callable[[_F], _F]:
    """``for_pictures``, where Pillow pictures go to ``picture``, with the same arguments."""
    return lambda function: _dispatched(function, picture)
