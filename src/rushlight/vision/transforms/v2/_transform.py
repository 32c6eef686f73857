"""The base of the transforms of samples: pictures among labels and others, in tuples, lists and dicts."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from .... import Tensor
from ...._vmap.tree import flatten, unflatten
from ....nn import Module
from ..._pixels.checks import check_probability
from ..._pixels.pillow import is_picture
from ...tv_tensors import Image
from .._draws import happens
from . import functional as F
from ._dispatch import is_pure_tensor, supports

Fills: TypeAlias = "float | Sequence[float] | dict[type | str, float | Sequence[float] | None] | None"


def check_type(obj: Any, types_or_checks: Sequence[type | Callable[[Any], bool]]) -> bool:
    """Whether ``obj`` is of one of the types, or one of the functions among them says yes."""
    return any(isinstance(obj, t) if isinstance(t, type) else t(obj) for t in types_or_checks)


def has_any(flat_inputs: list[Any], *types_or_checks: type | Callable[[Any], bool]) -> bool:
    """Whether one of the inputs is of one of the types (or functions say yes)."""
    return any(check_type(x, types_or_checks) for x in flat_inputs)


def has_all(flat_inputs: list[Any], *types_or_checks: type | Callable[[Any], bool]) -> bool:
    """Whether each of the types has one of the inputs that is of it."""
    return all(any(check_type(x, (t,)) for x in flat_inputs) for t in types_or_checks)


def _the_one(flat_inputs, first):
    """The dimensions, from number ``first`` on, that all pictures among the inputs have."""
    found = {tuple(F.get_dimensions(x)[first:]) for x in flat_inputs if supports(x)}
    if not found:
        raise TypeError("No image was found in the sample")
    if len(found) > 1:
        raise ValueError(f"Found multiple {'CxHxW'[2 * first :]} dimensions in the sample: {sorted(found)}")
    return found.pop()


def query_chw(flat_inputs: list[Any]) -> tuple[int, int, int]:
    """(channels, height, width) of the pictures among the inputs. Raises: TypeError without any, ValueError if they
    differ."""
    return _the_one(flat_inputs, 0)


def query_size(flat_inputs: list[Any]) -> tuple[int, int]:
    """(height, width) of the pictures among the inputs. Raises: TypeError without any, ValueError if they differ."""
    return _the_one(flat_inputs, 1)


def fills(fill):
    """A colour, or a dict of them by type with the rest under "others", as such a dict. Raises: TypeError."""
    if isinstance(fill, dict):
        return {kind: fills(colour)["others"] for kind, colour in fill.items()}
    if fill is not None and not isinstance(fill, (int, float, tuple, list)):
        raise TypeError(f"Got inappropriate fill arg, only Numbers, tuples, lists and dicts are allowed. Got {fill!r}")
    return {"others": fill if fill is None or isinstance(fill, (int, float)) else [float(v) for v in fill]}


def fill_of(fill, x):
    """The colour for ``x`` out of what ``fills`` gave."""
    return fill.get(type(x), fill.get("others"))


class Transform(Module):
    """Base of the transforms. One is called with a sample, of any structure; what isn't transformed is passed through.

    Transformed are pictures: Images, Pillow's, and, if there are none of these, the first plain tensor. A class of
    one's own defines ``transform(inpt, params)``, and ``make_params(flat_inputs)`` for what is drawn once per sample.
    Ours name, most of them, a ``_function`` of ``functional`` and their attributes, ``_arguments``, that it takes.

    >>> class Double(Transform):
    ...     def transform(self, inpt, params):
    ...         return inpt * 2
    >>> Double()({"image": torch.ones(1, 1, 1), "label": 3})
    {'image': tensor([[[2.]]]), 'label': 3}
    """

    _transformed_types: tuple = (Tensor, is_picture)
    _function = ""
    _arguments: tuple[str, ...] = ()

    def check_inputs(self, flat_inputs: list[Any]) -> None:
        """Raise for inputs that can't be transformed."""

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """What is drawn once per sample: a dict, passed to ``transform`` for each of the inputs."""
        return {}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """One input transformed."""
        if not self._function:
            raise NotImplementedError(f"{type(self).__name__} must define transform(self, inpt, params)")
        given = {name: getattr(self, name) for name in self._arguments}
        if "_fill" in self.__dict__:
            given["fill"] = fill_of(self._fill, inpt)
        return self._call(getattr(F, self._function), inpt, **given, **params)

    def _call(self, function, inpt, *args, **kwargs):
        """A function of pictures applied to pictures; anything else stays."""
        return function(inpt, *args, **kwargs) if supports(inpt) else inpt

    def forward(self, *inputs: Any) -> Any:
        flat, tree = flatten(inputs if len(inputs) > 1 else inputs[0])
        self.check_inputs(flat)
        return self._transformed(flat, tree)

    def _transformed(self, flat, tree):
        chosen = self._needs_transform_list(flat)
        params = self.make_params([x for x, yes in zip(flat, chosen) if yes])
        return unflatten([self.transform(x, params) if yes else x for x, yes in zip(flat, chosen)], tree)

    def _needs_transform_list(self, flat_inputs):
        plain_too = not has_any(flat_inputs, Image, is_picture)
        chosen = []
        for x in flat_inputs:
            yes = check_type(x, self._transformed_types)
            if yes and is_pure_tensor(x):
                yes, plain_too = plain_too, False
            chosen.append(yes)
        return chosen

    def extra_repr(self) -> str:
        kinds = (bool, int, float, str, tuple, list, enum.Enum)
        shown = [(n, v) for n, v in self.__dict__.items() if not n.startswith("_") and n != "training"]
        return ", ".join(f"{n}={v}" for n, v in shown if isinstance(v, kinds))


class RandomApplyTransform(Transform):
    """Base of what happens with probability ``p``. Raises: ValueError for ``p`` outside 0 … 1."""

    def __init__(self, p: float = 0.5) -> None:
        check_probability(p)
        super().__init__()
        self.p = p

    def forward(self, *inputs: Any) -> Any:
        sample = inputs if len(inputs) > 1 else inputs[0]
        flat, tree = flatten(sample)
        self.check_inputs(flat)
        return self._transformed(flat, tree) if happens(self.p) else sample
