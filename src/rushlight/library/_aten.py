"""``torch.ops.aten``: PyTorch's own operators by their schemas, computed by our functions.

``aten.txt`` holds the schemas of those that there is a function for, a line each.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from .._base import dtypes
from .._tensor.tensor import Tensor
from ._definition import COMPOSITE, Definition
from ._schema import parse

__all__ = ["definitions_of", "names"]


@functools.cache
def _lines():
    """{name: the lines with its schemas}."""
    found: dict[str, list[str]] = {}
    for line in (Path(__file__).with_name("aten.txt")).read_text().splitlines():
        found.setdefault(line.partition("(")[0].partition(".")[0], []).append(line)
    return found


def names() -> list[str]:
    """The operators of ``torch.ops.aten``."""
    return list(_lines())


def definitions_of(namespace: str, name: str) -> list[Definition]:
    """The forms of one of PyTorch's operators; none if it is not here."""
    if namespace == "torchvision":
        return _of_torchvision(name)
    function = _function(name)
    if function is None:
        return []
    made = []
    for line in _lines().get(name, ()):
        definition = Definition(parse(f"aten::{line}"))
        definition.kernels[COMPOSITE] = _kernel(function, definition.schema, name)
        made.append(definition)
    return sorted(made, key=lambda d: ("out" in d.schema.overload_name, d.schema.overload_name))


def _kernel(function, schema, name):
    """``function`` called with the arguments of a schema, those that have their default left out."""
    defaults = [a.default_value for a in schema.arguments if not a.kwarg_only]
    named_defaults = {a.name: a.default_value for a in schema.arguments if a.kwarg_only}

    def kernel(*args: Any, **named: Any) -> Any:
        given = list(args)
        while given and len(given) > 1 and _same(given[-1], defaults[len(given) - 1]):
            given.pop()
        more = {k: v for k, v in named.items() if not _same(v, named_defaults[k])}
        more.pop("layout", None)
        more.pop("pin_memory", None)
        more.pop("non_blocking", None)
        return function(*given, **more)

    kernel.__name__ = name
    return kernel


def _same(value, default):
    return not isinstance(value, Tensor) and type(value) is type(default) and value == default


def _function(name: str) -> Callable[..., Any] | None:
    """Our function for an operator's name; None if there is none."""
    own = _OWN.get(name)
    if own is not None:
        return own
    if name.endswith("_") and not name.endswith("__"):
        found = getattr(Tensor, name, None)
        return found or _at("", name) or _at("nn.functional", name)
    prefix, _, rest = name.partition("_")
    if prefix in ("linalg", "special", "fft"):
        return _at(prefix, rest) or _at("", name)
    return _at("", name) or getattr(Tensor, name, None) or _at("nn.functional", name)


def _at(home, name):
    module = import_module("rushlight" + (f".{home}" if home else ""))
    try:
        found = getattr(module, name)
    except AttributeError:
        return None
    return found if callable(found) and not isinstance(found, type) else None


def _of_torchvision(name):
    schemas = {
        "nms": "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
        "roi_align": "roi_align(Tensor input, Tensor rois, float spatial_scale, SymInt pooled_height, SymInt "
        "pooled_width, int sampling_ratio, bool aligned) -> Tensor",
    }
    module = import_module("rushlight.vision.ops")
    function = getattr(module, name, None)
    if name not in schemas or function is None:
        return []
    definition = Definition(parse(f"torchvision::{schemas[name]}"))
    if name == "roi_align":
        definition.kernels[COMPOSITE] = lambda x, rois, scale, height, width, ratio, aligned: function(
            x, rois, (height, width), scale, ratio, aligned
        )
    else:
        definition.kernels[COMPOSITE] = function
    return [definition]


# Operators that no function has the form of -------------------------------------------------------------------------


def _slice(x, dim=0, start=None, end=None, step=1):
    at = [slice(None)] * x.ndim
    at[dim] = slice(start, end, step)
    return x[tuple(at)]


def _to_copy(x, *, dtype=None, device=None, memory_format=None):
    y = x.to(dtype=dtype, device=device, copy=True)
    return y if memory_format is None else y.contiguous(memory_format=memory_format)


def _native_dropout(x, p, train=True):
    """(the result, which elements were kept)."""
    if not train:
        return x.clone(), (x == x).new_ones(x.shape, dtype=dtypes.bool_)
    keep = x.new_empty(x.shape).bernoulli_(1 - p)
    return x * keep * (1 / (1 - p) if p < 1 else 0.0), keep.bool()


def _convolution(x, weight, bias, stride, padding, dilation, transposed, output_padding, groups):
    n = weight.ndim - 2
    functions = import_module("rushlight.nn.functional")
    if transposed:
        convolve = getattr(functions, f"conv_transpose{n}d")
        return convolve(x, weight, bias, tuple(stride), tuple(padding), tuple(output_padding), groups, tuple(dilation))
    return getattr(functions, f"conv{n}d")(x, weight, bias, tuple(stride), tuple(padding), tuple(dilation), groups)


def _convolution_backward(
    g, x, weight, bias_sizes, stride, padding, dilation, transposed, output_padding, groups, output_mask
):
    from ..autograd import enable_grad, grad

    with enable_grad():
        inputs = [x.detach().requires_grad_(), weight.detach().requires_grad_()]
        bias = None if bias_sizes is None else weight.new_zeros(bias_sizes, requires_grad=True)
        y = _convolution(*inputs, bias, stride, padding, dilation, transposed, output_padding, groups)
    asked = [t if wanted else None for t, wanted in zip([*inputs, bias], output_mask, strict=True)]
    found = iter(grad(y, [t for t in asked if t is not None], g))
    return tuple([None if t is None else next(found) for t in asked])


def _places(indices):
    return tuple(slice(None) if i is None else i for i in indices)


def _index_put_(x, indices, values, accumulate=False):
    return x.index_put_(_places(indices), values, accumulate)


def _pin_memory(x, device=None):
    return x.pin_memory() if device is None else x.pin_memory(device)


def _sparse_mm(sparse, dense, reduce="sum"):
    return import_module("rushlight.sparse").mm(sparse, dense, reduce)


def _sparse_addmm(x, mat1, mat2, *, beta=1, alpha=1):
    return import_module("rushlight.sparse").addmm(x, mat1, mat2, beta=beta, alpha=alpha)


_OWN: dict[str, Callable[..., Any]] = {
    "slice": _slice,
    "convolution": _convolution,
    "convolution_backward": _convolution_backward,
    "index": lambda x, indices: x[_places(indices)],
    "index_put_": _index_put_,
    "index_put": lambda x, indices, values, accumulate=False: _index_put_(x.clone(), indices, values, accumulate),
    "constant_pad_nd": lambda x, pad, value=0: import_module("rushlight.nn.functional").pad(x, pad, value=value),
    "alias": lambda x: x.view(x.shape),
    "_unsafe_view": lambda x, size: x.reshape(size),
    "_reshape_alias": lambda x, size, stride: x.reshape(size),
    "_to_copy": _to_copy,
    "lift_fresh": lambda x: x,
    "lift_fresh_copy": lambda x: x.clone(),
    "_softmax": lambda x, dim, half_to_float: x.softmax(dim),
    "_log_softmax": lambda x, dim, half_to_float: x.log_softmax(dim),
    "native_dropout": _native_dropout,
    "_pin_memory": _pin_memory,
    "_sparse_mm": _sparse_mm,
    "_sparse_addmm": _sparse_addmm,
}
