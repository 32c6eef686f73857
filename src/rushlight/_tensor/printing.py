"""How tensors look when printed: PyTorch's layout of numbers, lines and remarks."""

from __future__ import annotations

import math

import numpy as np

from .._arrays.batched import Batched
from .._base import devices, dtypes
from .._base.formats import sparse_coo, sparse_csc, sparse_csr
from .._core import Value, state
from .._core.sparse import is_sparse
from .._ops.sparse.parts import indices_like, values_of
from .._ops.tensors.item_numpy import readable

_PROFILES: dict = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}
_options: dict = {**_PROFILES["default"], "sci_mode": None}


def set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None):
    """Set how tensors are printed.

    precision: digits after the point (4); threshold: the number of elements from which on only the edges are shown
    (1000); edgeitems: how many at each edge (3); linewidth: characters per line (80); profile: 'default', 'short' or
    'full'; sci_mode: True for 1.0000e+00, False for 1.0000, None to choose by the numbers.

    >>> set_printoptions(precision=2)
    >>> torch.tensor([1.12345])
    tensor([1.12])
    >>> set_printoptions(profile="default")
    """
    if profile is not None:
        if profile not in _PROFILES:
            raise ValueError(f"profile must be one of {', '.join(_PROFILES)}, got {profile!r}")
        _options.update(_PROFILES[profile])
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    _options.update({name: value for name, value in given.items() if value is not None})
    _options["sci_mode"] = sci_mode


def get_printoptions():
    """The options in force, a dict. See ``set_printoptions``.

    >>> get_printoptions()["precision"]
    4
    """
    return dict(_options)


class printoptions:
    """Context manager: options for printing inside a ``with`` block. Arguments as for ``set_printoptions``.

    >>> with printoptions(precision=2):
    ...     print(torch.tensor([1.12345]))
    tensor([1.12])
    """

    def __init__(self, **options):
        self._given = options

    def __enter__(self):
        self._before = dict(_options)
        set_printoptions(**self._given)
        return self

    def __exit__(self, *exc):
        _options.update(self._before)


class _Format:
    """How the numbers of one (real) array are written: whole or with digits, plain or scientific, how wide."""

    def __init__(self, x):
        self.floating, self.whole, self.scientific, self.width = x.dtype.kind == "f", True, False, 1
        x = x.reshape(-1)
        if not self.floating:
            self.width = max([1, *(len(str(v)) for v in x.tolist())])
            return
        x = x[np.isfinite(x) & (x != 0)].astype(np.float64)
        if not x.size:
            return
        sizes = np.abs(x)
        low, high = sizes.min(), sizes.max()
        self.whole = bool((x == np.ceil(x)).all())
        self.scientific = _options["sci_mode"]
        if self.scientific is None:
            with np.errstate(over="ignore"):
                self.scientific = bool(high / low > 1000 or high > 1e8 or low < 1e-4)
        self.width = max([1, *(len(self.number(v)) for v in x.tolist())])

    def number(self, v):
        """One number, not padded."""
        if not self.floating:
            return str(v)
        if self.scientific:
            return f"{v:.{_options['precision']}e}"
        if self.whole:
            return f"{v:.0f}." if math.isfinite(v) else f"{v:.0f}"
        return f"{v:.{_options['precision']}f}"

    def __call__(self, v):
        return self.number(v).rjust(self.width)


class _ComplexFormat:
    """Real and imaginary part, each in its own format."""

    def __init__(self, x):
        self.real, self.imag = _Format(x.real), _Format(x.imag)
        self.width = self.real.width + self.imag.width + 1

    def __call__(self, v):
        imag = self.imag(v.imag).lstrip() + "j"
        return self.real(v.real) + imag if imag[0] in "+-" else f"{self.real(v.real)}+{imag}"


def _edges(x):
    """The elements that are shown of a long array."""
    n = _options["edgeitems"]
    for axis, size in enumerate(x.shape):
        if size > 2 * n:
            x = np.concatenate([x.take(range(n), axis), x.take(range(size - n, size), axis)], axis)
    return x


def _text(x, indent, short, form):
    """The array as nested brackets; lines after the first are indented."""
    if not x.ndim:
        return form(x.item())
    n = _options["edgeitems"]
    cut = short and x.shape[0] > 2 * n
    if x.ndim > 1:
        parts = [x[i] for i in (range(n) if cut else range(x.shape[0]))]
        rows = [_text(p, indent + 1, short, form) for p in parts]
        if cut:
            rows += ["...", *(_text(x[i], indent + 1, short, form) for i in range(x.shape[0] - n, x.shape[0]))]
        return "[" + ("," + "\n" * (x.ndim - 1) + " " * (indent + 1)).join(rows) + "]"
    if short and not n:
        items = ["..."]
    elif cut:
        items = [*map(form, x[:n].tolist()), " ...", *map(form, x[-n:].tolist())]
    else:
        items = [form(v) for v in x.tolist()]
    per_line = max(1, (_options["linewidth"] - indent) // (form.width + 2))
    lines = [", ".join(items[i : i + per_line]) for i in range(0, len(items), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"


def numbers_text(t, indent=0):
    """The numbers of a tensor as nested brackets; lines after the first are indented."""
    x = readable(t)
    short = x.size > _options["threshold"]
    shown = _edges(x) if short else x
    return _text(x, indent, short, _ComplexFormat(shown) if x.dtype.kind == "c" else _Format(shown))


def _remarks(t):
    """What stands behind the numbers: device, size, dtype, gradient."""
    default = dtypes.get_default_dtype()
    remarks = []
    if t._device != devices.get_default_device():
        remarks.append(f"device='{t._device}'")
    if is_sparse(t):
        remarks += [f"size={tuple(t._array.shape)}", f"nnz={len(t._array.values)}"]
        if t._dtype not in (default, default.to_complex(), dtypes.int64, dtypes.bool_):
            remarks.append(f"dtype={t._dtype}")
        remarks.append(f"layout={t._array.layout}")
    elif t._device.type == "meta" or not t._array.size:
        if t._device.type == "meta" or t._array.ndim != 1:
            remarks.append(f"size={tuple(t._array.shape)}")
        if t._dtype is not default:
            remarks.append(f"dtype={t._dtype}")
    else:
        if not _options["edgeitems"]:
            remarks.append(f"size={tuple(t._array.shape)}")
        if t._dtype not in (default, default.to_complex(), dtypes.int64, dtypes.bool_):
            remarks.append(f"dtype={t._dtype}")
    if t.grad_fn is not None:
        remarks.append(f"grad_fn=<{t.grad_fn.name().rpartition(':')[2]}>")
    elif t.requires_grad:
        remarks.append("requires_grad=True")
    level = None if state.recorder is None else state.recorder.find("dual_level")
    if level is not None and (tangent := level.tangent(t)) is not None:
        remarks.append(f"tangent={tangent}")
    return remarks


def _elements(t, indent):
    """The numbers of a dense tensor, or what stands for them."""
    if t._device.type == "meta":
        return "..."
    if not t._array.size:
        return "[]"
    x = readable(t)
    short = x.size > _options["threshold"]
    shown = _edges(x) if short else x
    return _text(x, indent, short, _ComplexFormat(shown) if x.dtype.kind == "c" else _Format(shown))


_PARTS = {
    sparse_coo: ("indices",),
    sparse_csr: ("crow_indices", "col_indices"),
    sparse_csc: ("ccol_indices", "row_indices"),
}


def _sparse_text(t, indent):
    """The parts of a sparse tensor, each on a line of its own."""
    parts = dict(zip(_PARTS[t._array.layout], (indices_like(t, i) for i in t._array.index), strict=True))
    lines = []
    for name, part in {**parts, "values": values_of(t.detach())}.items():
        begin = f"{name}=tensor("
        size = "" if part._array.size else f", size={tuple(part._array.shape)}"
        lines.append(begin + _elements(part, indent + len(begin)) + size + ")")
    return (",\n" + " " * indent).join(lines)


def tensor_repr(t: Value) -> str:
    """The text of a tensor.

    >>> tensor_repr(torch.tensor([1.0, 2.5]))
    'tensor([1.0000, 2.5000])'
    """
    example = t._array
    if type(example) is Batched:
        text = tensor_repr(example.physical).replace("\n", "\n    ")
        return f"BatchedTensor(lvl={example.level}, bdim={0 if example.split else None}, value=\n    {text}\n)"
    plain = type(t) is Value.default_class or type(t).result_class is Value.default_class
    prefix = "tensor(" if plain else f"{type(t).__name__}("
    indent = len(prefix)
    text = prefix + (_sparse_text(t, indent) if is_sparse(t) else _elements(t, indent))
    last = len(text) - text.rfind("\n") + 1
    if is_sparse(t) and t._array.layout is sparse_coo:
        last = _options["linewidth"]  # what follows stands on lines of its own
    for remark in _remarks(t):
        if last + len(remark) + 2 > _options["linewidth"]:
            text += ",\n" + " " * indent + remark
            last = indent + len(remark)
        else:
            text += ", " + remark
            last += len(remark) + 2
    return text + ")"
