"""Kinds and dtypes, normalisation, blur, noise, functions of one's own, of samples."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .... import Tensor, dtype, float32
from ...._base.exports import defined_in
from ..._pixels import sizes
from ..._pixels.checks import blur_kernel, check_whitening, numbers
from ..._pixels.conversions import to_tensor
from ..._pixels.pillow import is_picture
from ...tv_tensors import Image, TVTensor, wrap
from .._draws import blur_params
from . import functional as F
from ._dispatch import is_pure_tensor
from ._transform import Transform, has_any

if TYPE_CHECKING:
    from .... import dtype as Dtype
    from ..._types import Range, Size


class Identity(Transform):
    """Nothing changes."""

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return inpt


class Lambda(Transform):
    """A function applied to everything of the given types (all, if none are given).

    >>> Lambda(lambda x: x + 1, int)((1, "a", [2]))
    (2, 'a', [3])
    """

    _transformed_types = (object,)

    def __init__(self, lambd: Callable[[Any], Any], *types: type) -> None:
        super().__init__()
        self.lambd = lambd
        self.types = types or self._transformed_types

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self.lambd(inpt) if isinstance(inpt, self.types) else inpt

    def extra_repr(self) -> str:
        name = getattr(self.lambd, "__name__", None)
        types = f"types={[t.__name__ for t in self.types]}"
        return f"{name}, {types}" if name else types


class _NoPictures(Transform):
    """Base of what works on tensors only."""

    def check_inputs(self, flat_inputs: list[Any]) -> None:
        if has_any(flat_inputs, is_picture):
            raise TypeError(f"{type(self).__name__}() does not support PIL images: put ToImage() before it.")


class LinearTransformation(_NoPictures):
    """Tensors (..., C, H, W) as rows, minus ``mean_vector`` (D,), times ``transformation_matrix`` (D, D); D = C H W."""

    _transformed_types = (is_pure_tensor, Image)

    def __init__(self, transformation_matrix: Tensor, mean_vector: Tensor) -> None:
        super().__init__()
        check_whitening(transformation_matrix, mean_vector)
        self.transformation_matrix = transformation_matrix
        self.mean_vector = mean_vector

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        y = sizes.whitened(inpt, self.transformation_matrix, self.mean_vector)
        return wrap(y, like=inpt) if isinstance(inpt, Image) else y


class Normalize(_NoPictures):
    """``(x - mean) / std`` per channel of floats (..., C, H, W)."""

    _function, _arguments = "normalize", ("mean", "std", "inplace")

    def __init__(self, mean: Sequence[float], std: Sequence[float], inplace: bool = False) -> None:
        super().__init__()
        self.mean, self.std, self.inplace = list(mean), list(std), inplace


class GaussianBlur(Transform):
    """``functional.gaussian_blur`` with a random sigma.

    Args: ``kernel_size``: odd, or (width, height); ``sigma``: a number, or a range (min, max).
    """

    _function, _arguments = "gaussian_blur", ("kernel_size",)
    get_params = staticmethod(blur_params)

    def __init__(self, kernel_size: Size, sigma: Range = (0.1, 2.0)) -> None:
        super().__init__()
        self.kernel_size = blur_kernel(kernel_size)
        self.sigma = numbers(sigma, "sigma")
        if not 0.0 < self.sigma[0] <= self.sigma[1]:
            raise ValueError(f"sigma values should be positive and of the form (min, max). Got {self.sigma}")

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"sigma": [self.get_params(*self.sigma)] * 2}


class GaussianNoise(Transform):
    """``functional.gaussian_noise``: normal noise added to floats 0 … 1 or uint8."""

    _function, _arguments = "gaussian_noise", ("mean", "sigma", "clip")

    def __init__(self, mean: float = 0.0, sigma: float = 0.1, clip: bool = True) -> None:
        super().__init__()
        self.mean, self.sigma, self.clip = mean, sigma, clip


class ToDtype(Transform):
    """``functional.to_dtype`` of Images, or the first plain tensor if there are none.

    Args: ``dtype``: a dtype, or a dict of dtypes (None: as it is) by type, for others under "others"; ``scale``: values
    scaled too. Raises: ValueError for anything else, or a type that the dict lacks.

    >>> ToDtype(torch.float32, scale=True)(torch.tensor([[[51, 255]]], dtype=torch.uint8)).mul(10).round().tolist()
    [[[2.0, 10.0]]]
    """

    _transformed_types = (Tensor,)

    def __init__(self, dtype: Dtype | dict[type | str, Dtype | None], scale: bool = False) -> None:
        super().__init__()
        if not isinstance(dtype, (dict, _DTYPE)):
            raise ValueError(f"dtype must be a dict or a torch.dtype, got {type(dtype)} instead")
        if isinstance(dtype, dict) and Tensor in dtype and Image in dtype:
            warnings.warn(
                "Got `dtype` values for `torch.Tensor` and `tv_tensors.Image`. A plain `torch.Tensor` will *not* be "
                "transformed by this (or any other transformation) in case a `tv_tensors.Image` is present in the "
                "input.",
                stacklevel=2,
            )
        self.dtype, self.scale = dtype, scale

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        picture = is_pure_tensor(inpt) or isinstance(inpt, Image)
        chosen: Any = self.dtype
        if isinstance(chosen, dict):
            if type(inpt) not in chosen and "others" not in chosen:
                raise ValueError(
                    f"No dtype was specified for type {type(inpt)}. If you only need to convert the dtype of images, "
                    'pass e.g. dtype=torch.float32. In a dict, "others" stands for all other types.'
                )
            chosen = chosen.get(type(inpt), chosen.get("others"))
        elif not picture:
            return inpt
        if chosen is not None:
            return F.to_dtype(inpt, dtype=chosen, scale=self.scale) if picture else inpt.to(chosen)
        if self.scale and picture:
            warnings.warn(
                "scale was set to True but no dtype was specified for images: no scaling will be done.", stacklevel=2
            )
        return inpt


_DTYPE = dtype


class ConvertImageDtype(Transform):
    """``functional.to_dtype`` with values scaled."""

    def __init__(self, dtype: Dtype = float32) -> None:
        super().__init__()
        self.dtype = dtype

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return inpt if is_picture(inpt) else self._call(F.to_dtype, inpt, dtype=self.dtype, scale=True)


class PILToTensor(Transform):
    """Pillow pictures as tensors (C, H, W) of the same values."""

    _transformed_types = (is_picture,)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.pil_to_tensor(inpt)


class ToImage(Transform):
    """Pillow pictures, arrays (H, W, C) and the first plain tensor as ``tv_tensors.Image``.

    >>> import numpy as np
    >>> x, label = ToImage()((np.zeros((4, 5, 3), np.uint8), 7))
    >>> type(x).__name__, x.shape, label
    ('Image', torch.Size([3, 4, 5]), 7)
    """

    _transformed_types = (is_pure_tensor, is_picture, np.ndarray)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.to_image(inpt)


class ToPILImage(Transform):
    """Tensors (C, H, W), Images and arrays (H, W, C) as Pillow pictures; ``mode``: Pillow's name of the colour
    space."""

    _transformed_types = (is_pure_tensor, Image, np.ndarray)

    def __init__(self, mode: str | None = None) -> None:
        super().__init__()
        self.mode = mode

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.to_pil_image(inpt, mode=self.mode)


class ToPureTensor(Transform):
    """Marked tensors as plain ones."""

    _transformed_types = (TVTensor,)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return inpt.as_subclass(Tensor)


class ToTensor(Transform):
    """Pillow pictures and arrays as floats 0 … 1. Deprecated: ``Compose([ToImage(), ToDtype(float32,
    scale=True)])``."""

    _transformed_types = (is_picture, np.ndarray)

    def __init__(self) -> None:
        warnings.warn(
            "The transform `ToTensor()` is deprecated and will be removed in a future release. Instead, please use "
            "`v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])`. Output is equivalent up to float "
            "precision.",
            stacklevel=2,
        )
        super().__init__()

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return to_tensor(inpt)


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
