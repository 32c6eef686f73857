"""Erased parts, and pictures mixed with one another, labels included."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .... import Tensor, tensor
from ...._vmap.tree import flatten, unflatten
from ....nn.functional import one_hot
from ..._pixels.checks import check_erasing, erasing_values
from ..._pixels.pillow import is_picture
from ...tv_tensors import Image, wrap
from .. import _draws
from .._draws import below, dirichlet
from . import functional as F
from ._dispatch import is_pure_tensor
from ._transform import RandomApplyTransform, Transform, has_any, query_chw, query_size

__all__ = ["CutMix", "MixUp", "RandomErasing"]


class RandomErasing(RandomApplyTransform):
    """A random part replaced, with probability ``p``.

    Args: ``scale``: range of the part's area, of the whole; ``ratio``: range of height / width; ``value``: a number,
    one per channel, or "random" for noise; ``inplace``: change the tensor itself. Source: Zhong et al. 2017, "Random
    erasing data augmentation".
    """

    get_params = staticmethod(_draws.erasing_params)

    def __init__(
        self,
        p: float = 0.5,
        scale: Sequence[float] = (0.02, 0.33),
        ratio: Sequence[float] = (0.3, 3.3),
        value: float | str | Sequence[float] = 0.0,
        inplace: bool = False,
    ) -> None:
        super().__init__(p=p)
        check_erasing(scale, ratio, value)
        self.scale, self.ratio, self.value, self.inplace = scale, ratio, erasing_values(value), inplace

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"part": _draws.erased_part(query_chw(flat_inputs), self.scale, self.ratio, self.value)}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        if params["part"] is None:
            return inpt
        return self._call(F.erase, inpt, *params["part"], inplace=self.inplace)


def _labels_of(sample):
    """The labels in a batch: its second part, or the entry of a dict whose name is "labels" or contains "label"."""
    if isinstance(sample, (tuple, list)):
        sample = sample[1]
    if is_pure_tensor(sample):
        return sample
    if not isinstance(sample, Mapping):
        raise ValueError(
            "When using the default labels_getter, the input passed to forward must be a dictionary or a two-tuple "
            f"whose second item is a dictionary or a tensor, but got {sample} instead."
        )
    names = [k for k in sample if k.lower() == "labels"] or [k for k in sample if "label" in k.lower()]
    if not names:
        raise ValueError(
            "Could not infer where the labels are in the sample. Try passing a callable as the labels_getter parameter?"
        )
    return sample[names[0]]


def _nothing(sample):
    return None


class _Mixing(Transform):
    """Base: each picture of a batch is mixed with the one before it, and their labels likewise."""

    def __init__(
        self,
        *,
        alpha: float = 1.0,
        num_classes: int | None = None,
        labels_getter: Callable[[Any], Tensor] | str | None = "default",
    ) -> None:
        super().__init__()
        self.alpha = float(alpha)
        if self.alpha <= 0.0:
            raise ValueError(f"alpha, of the Beta distribution, must be above 0. Got {alpha}")
        self.num_classes = num_classes
        if labels_getter != "default" and not callable(labels_getter) and labels_getter is not None:
            raise ValueError(f"labels_getter should either be 'default', a callable, or None, but got {labels_getter}.")
        self._labels_getter: Any = _labels_of if labels_getter == "default" else labels_getter or _nothing

    def forward(self, *inputs: Any) -> Any:
        sample = inputs if len(inputs) > 1 else inputs[0]
        flat, tree = flatten(sample)
        chosen = self._needs_transform_list(flat)
        if has_any(flat, is_picture):
            raise ValueError(
                f"{type(self).__name__}() does not support PIL images: it mixes batches of tensors, after the "
                "DataLoader."
            )
        labels = self._labels_getter(sample)
        self._check_labels(labels)
        params = self.make_params([x for x, yes in zip(flat, chosen) if yes])
        results = []
        for x, yes in zip(flat, chosen):
            if x is labels:
                results.append(self._mixed_labels(x, params["share"]))
            elif yes and (isinstance(x, Image) or is_pure_tensor(x)):
                self._check_batch(x, labels.shape[0])
                y = self.transform(x, params)
                results.append(wrap(y, like=x) if isinstance(x, Image) else y)
            else:
                results.append(x)
        return unflatten(results, tree)

    def _check_labels(self, labels):
        if not isinstance(labels, Tensor):
            raise ValueError(f"The labels must be a tensor, but got {type(labels)} instead.")
        if labels.ndim not in (1, 2):
            raise ValueError(
                "labels should be index based with shape (batch_size,) or probability based with shape "
                f"(batch_size, num_classes), but got a tensor of shape {tuple(labels.shape)} instead."
            )
        if labels.ndim == 2 and self.num_classes is not None and labels.shape[-1] != self.num_classes:
            raise ValueError(
                "When passing 2D labels, the number of elements in last dimension must match num_classes: "
                f"{labels.shape[-1]} != {self.num_classes}. You can Leave num_classes to None."
            )
        if labels.ndim == 1 and self.num_classes is None:
            raise ValueError("num_classes must be passed if the labels are index-based (1D)")

    @staticmethod
    def _check_batch(x, batch_size):
        if x.ndim != 4:
            raise ValueError(f"Expected a batched input with 4 dims, but got {x.ndim} dimensions instead.")
        if x.shape[0] != batch_size:
            raise ValueError(
                "The batch size of the image or video does not match the batch size of the labels: "
                f"{x.shape[0]} != {batch_size}."
            )

    def _mixed_labels(self, labels, share):
        if labels.ndim == 1:
            labels = one_hot(labels, num_classes=self.num_classes)
        return _mixed(labels if labels.dtype.is_floating_point else labels.float(), share)

    def _share(self):
        """A number from the Beta distribution with both parameters ``alpha``."""
        return float(dirichlet(tensor([[self.alpha, self.alpha]]))[0, 0])


def _mixed(x, share):
    return x.roll(1, 0).mul_(1.0 - share).add_(x.mul(share))


class MixUp(_Mixing):
    """Each picture of a batch, and its label, mixed with the one before it, in random proportions.

    Called with a batch (pictures (N, C, H, W) floats, labels (N,) or (N, classes)), or a dict of them; labels become
    probabilities (N, classes). Args: ``alpha``: of the Beta distribution of the proportions; ``num_classes``: needed
    for labels (N,); ``labels_getter``: a function of the batch, by default its second part or its entry "labels".
    Source: Zhang et al. 2017, "mixup: beyond empirical risk minimization".

    >>> x, y = MixUp(num_classes=3)(torch.rand(4, 1, 2, 2), torch.tensor([0, 1, 2, 0]))
    >>> y.shape, torch.allclose(y.sum(1), torch.ones(4))
    (torch.Size([4, 3]), True)
    """

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"share": self._share()}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return _mixed(inpt, params["share"])


class CutMix(_Mixing):
    """A random part of each picture of a batch replaced by that of the one before it; labels are mixed by area.

    Called, and with arguments, as MixUp. Source: Yun et al. 2019, "CutMix: regularization strategy to train strong
    classifiers with localizable features".
    """

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        share = self._share()
        height, width = query_size(flat_inputs)
        x, y = below(width), below(height)
        r = 0.5 * math.sqrt(1.0 - share)
        half_w, half_h = int(r * width), int(r * height)
        left, top = max(x - half_w, 0), max(y - half_h, 0)
        right, bottom = min(x + half_w, width), min(y + half_h, height)
        area = (right - left) * (bottom - top)
        return {"part": (slice(top, bottom), slice(left, right)), "share": float(1.0 - area / (width * height))}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        part = (..., *params["part"])
        y = inpt.clone().as_subclass(Tensor)
        y[part] = inpt.roll(1, 0)[part]
        return y
