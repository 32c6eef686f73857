"""Collating: from a list of samples to a batch. The rules are PyTorch's, including which containers come out."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence
from typing import TYPE_CHECKING

import numpy as np

from .core import Tensor, as_tensor, float64, stack, stack_arrays, tensor, wrap_ints

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


np_str_obj_array_pattern = re.compile(r"[SaUO]")  # dtypes of arrays that can't become tensors
default_collate_err_msg_format = (
    "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {}"
)


def default_convert(data: Any) -> Any:
    """NumPy arrays and numbers inside ``data`` become tensors; containers keep their kind (tuples become lists),
    everything else stays as it is. Used by a DataLoader with ``batch_size=None``.

    Example::

        >>> import numpy as np
        >>> default_convert({"x": np.array([0, 1]), "name": "a"})
        {'x': tensor([0, 1]), 'name': 'a'}
    """
    cls = type(data)
    if isinstance(data, Tensor):
        return data
    if cls.__module__ == "numpy" and cls.__name__ not in ("str_", "string_"):
        return data if cls is np.ndarray and data.dtype.kind in "SUO" else as_tensor(data)
    if isinstance(data, Mapping):
        return _rebuild_mapping(data, {key: default_convert(data[key]) for key in data})
    if isinstance(data, tuple):
        items = [default_convert(d) for d in data]
        return cls(*items) if hasattr(data, "_fields") else items
    if isinstance(data, Sequence) and not isinstance(data, (str, bytes)):
        return _rebuild_sequence(data, [default_convert(d) for d in data])
    return data


def default_collate(batch: Any) -> Any:
    """Make one batch of a list of samples, with a new first dimension.

    Tensors (of equal shape) are stacked; arrays and numbers become tensors (int: int64, float: float64, bool: bool);
    strings and bytes stay a list; mappings, named tuples and sequences are collated field by field (a plain tuple
    comes out as a list). ``default_collate_fn_map`` may be extended with further types.

    Raises: TypeError for other types; RuntimeError if samples differ in length or shape.

    Example::

        >>> default_collate([(0, "a"), (2, "b")])
        [tensor([0, 2]), ('a', 'b')]
    """
    return collate(batch, collate_fn_map=default_collate_fn_map)


def collate(batch: Any, *, collate_fn_map: dict[Any, Callable[..., Any]] | None = None) -> Any:
    """``default_collate`` with another table of functions: ``{type or tuple of types: function(batch, *,
    collate_fn_map)}``. An exact match of the first sample's type wins, then the first entry that it is an instance of.

    Raises: TypeError, RuntimeError as ``default_collate``.
    """
    elem = batch[0]
    cls = type(elem)
    if collate_fn_map is not None:
        function = collate_fn_map.get(cls)
        if function is not None:
            return function(batch, collate_fn_map=collate_fn_map)
        # a plain tuple or list is an instance of no stock entry: skip the search where nothing was added
        if not (
            (cls is tuple or cls is list) and len(collate_fn_map) == _STOCK and collate_fn_map is default_collate_fn_map
        ):
            for kind, function in collate_fn_map.items():
                if isinstance(elem, kind):
                    return function(batch, collate_fn_map=collate_fn_map)
    if cls is tuple:
        return [collate(column, collate_fn_map=collate_fn_map) for column in _columns(batch)]
    if isinstance(elem, Mapping):
        return _rebuild_mapping(
            elem, {key: collate([d[key] for d in batch], collate_fn_map=collate_fn_map) for key in elem}
        )
    if isinstance(elem, tuple) and hasattr(elem, "_fields"):
        return cls(*(collate(column, collate_fn_map=collate_fn_map) for column in zip(*batch, strict=False)))
    if isinstance(elem, Sequence):
        columns = [collate(column, collate_fn_map=collate_fn_map) for column in _columns(batch)]
        return columns if isinstance(elem, tuple) else _rebuild_sequence(elem, columns)
    raise TypeError(default_collate_err_msg_format.format(cls))


def _columns(batch):
    size = len(batch[0])
    for i, sample in enumerate(batch):
        if len(sample) != size:
            raise RuntimeError(
                "each element in list of batch should be of equal size; "
                f"sample 0 of this batch has {size} fields, sample {i} has {len(sample)}"
            )
    return list(zip(*batch, strict=True))


def _rebuild_mapping(like, items):
    """``items`` in a mapping of the kind of ``like``: a copy keeps its other properties (a default factory, say)."""
    try:
        if isinstance(like, MutableMapping):
            clone = copy.copy(like)
            clone.update(items)
            return clone
        return type(like)(items)
    except TypeError:  # a mapping that cannot be copied or made from a dict
        return items


def _rebuild_sequence(like, items):
    if type(like) is list:
        return items
    try:
        if isinstance(like, MutableSequence):
            clone = copy.copy(like)
            for i, item in enumerate(items):
                clone[i] = item
            return clone
        return type(like)(items)
    except TypeError:  # a sequence without item assignment, or that cannot be made from a list (range)
        return items


def collate_tensor_fn(batch: Any, *, collate_fn_map: dict[Any, Callable[..., Any]] | None = None) -> Any:
    """Tensors of equal shape, stacked. Small tensors without gradient are copied into one new array."""
    if type(batch[0]) is Tensor:
        stacked = stack_arrays(batch)
        if stacked is not None:
            return stacked
    return stack(batch, 0)


def collate_numpy_array_fn(batch: Any, *, collate_fn_map: dict[Any, Callable[..., Any]] | None = None) -> Any:
    """NumPy arrays of numbers as one tensor; strings and objects are refused."""
    elem = batch[0]
    if elem.dtype.kind in "SUO":
        raise TypeError(default_collate_err_msg_format.format(elem.dtype))
    return collate([as_tensor(b) for b in batch], collate_fn_map=collate_fn_map)


def collate_numpy_scalar_fn(batch: Any, *, collate_fn_map: dict[Any, Callable[..., Any]] | None = None) -> Any:
    """NumPy numbers as one tensor of their dtype."""
    return as_tensor(np.array(batch) if all(type(b) is type(batch[0]) for b in batch) else batch)


def collate_float_fn(batch: Any, *, collate_fn_map: dict[Any, Callable[..., Any]] | None = None) -> Any:
    """Python floats as a float64 tensor."""
    return tensor(batch, dtype=float64)


def collate_int_fn(batch: Any, *, collate_fn_map: dict[Any, Callable[..., Any]] | None = None) -> Any:
    """Python ints as an int64 tensor (bools as bool, a mixture by promotion)."""
    ints = wrap_ints(batch)
    return tensor(batch) if ints is None else ints


def collate_str_fn(batch: Any, *, collate_fn_map: dict[Any, Callable[..., Any]] | None = None) -> Any:
    """Strings stay as they are."""
    return batch


default_collate_fn_map = {
    Tensor: collate_tensor_fn,
    np.ndarray: collate_numpy_array_fn,  # and its subclasses, np.memmap among them
    (np.bool_, np.number, np.object_): collate_numpy_scalar_fn,
    float: collate_float_fn,
    int: collate_int_fn,
    str: collate_str_fn,
    bytes: collate_str_fn,
}
_STOCK = len(default_collate_fn_map)
