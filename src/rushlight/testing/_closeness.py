"""assert_close: whether two values, or containers of values, are the same up to rounding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from .._base import dtypes
from .._ops.elementwise.compare import isclose
from .._ops.tensors.tensor_from_numpy import as_tensor, tensor
from .._tensor.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


# relative and absolute tolerance per dtype; other dtypes compare exactly
_TOLERANCES = {
    "float16": (1e-3, 1e-5),
    "bfloat16": (1.6e-2, 1e-5),
    "float32": (1.3e-6, 1e-5),
    "float64": (1e-7, 1e-7),
    "complex64": (1.3e-6, 1e-5),
    "complex128": (1e-7, 1e-7),
}
_NUMBERS = (int, float, complex, np.number)


class _Rules:
    """What assert_close was asked to look at."""

    def __init__(self, rtol, atol, equal_nan, subclasses, device, dtype, layout, stride):
        if (rtol is None) != (atol is None):
            raise ValueError(
                "Both 'rtol' and 'atol' must be either specified or omitted, but got no "
                f"{'rtol' if rtol is None else 'atol'}."
            )
        self.rtol, self.atol, self.equal_nan, self.subclasses = rtol, atol, equal_nan, subclasses
        self.device, self.dtype, self.layout, self.stride = device, dtype, layout, stride

    def tolerances(self, *names):
        """(rtol, atol) for values of the named dtypes: as given, or the loosest of their defaults."""
        if self.rtol is not None:
            return self.rtol, self.atol
        both = [_TOLERANCES.get(n, (0.0, 0.0)) for n in names]
        return max(r for r, _ in both), max(a for _, a in both)


def assert_close(
    actual: Any,
    expected: Any,
    *,
    allow_subclasses: bool = True,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = False,
    check_device: bool = True,
    check_dtype: bool = True,
    check_layout: bool = True,
    check_stride: bool = False,
    msg: str | Callable[[str], str] | None = None,
) -> None:
    """Raise AssertionError unless |actual - expected| <= atol + rtol * |expected| everywhere.

    actual, expected: tensors, arrays or numbers of the same kind, or sequences and mappings of them. Without
    tolerances, those of the dtype apply (float32: 1.3e-6 and 1e-5; float64: 1e-7; integers and bool: equality). Shape,
    device, dtype and layout must be the same unless the flag says otherwise. msg: the error's text, or a function that
    turns our text into it.

    Raises ValueError if only one tolerance is given, TypeError for values that can't be compared.

    >>> assert_close(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.000001]))
    """
    __tracebackhide__ = True
    rules = _Rules(rtol, atol, equal_nan, allow_subclasses, check_device, check_dtype, check_layout, check_stride)
    problems = list(_problems(actual, expected, rules, ()))
    if problems:
        text, at = problems[0]
        if at:
            text += f"\n\nThe failure occurred for item {''.join(f'[{k!r}]' for k in at)}"
        raise AssertionError(text if msg is None else msg(text) if callable(msg) else msg)


def _problems(actual, expected, rules, at):
    """(text, path) of each difference."""
    sequences = [isinstance(v, Sequence) and not isinstance(v, str) for v in (actual, expected)]
    if all(sequences):
        if len(actual) != len(expected):
            yield f"The length of the sequences mismatch: {len(actual)} != {len(expected)}", at
            return
        for i, (a, b) in enumerate(zip(actual, expected, strict=True)):
            yield from _problems(a, b, rules, (*at, i))
    elif isinstance(actual, Mapping) and isinstance(expected, Mapping):
        yield from _of_mappings(actual, expected, rules, at)
    else:
        text = _of_values(actual, expected, rules)
        if text:
            yield text, at


def _of_mappings(actual, expected, rules, at):
    missing, extra = expected.keys() - actual.keys(), actual.keys() - expected.keys()
    if missing or extra:
        text = "The keys of the mappings do not match:"
        if missing:
            text += f"\nMissing keys in the actual mapping: {sorted(missing, key=str)}"
        if extra:
            text += f"\nAdditional keys in the actual mapping: {sorted(extra, key=str)}"
        yield text, at
        return
    for k in sorted(expected, key=str):
        yield from _problems(actual[k], expected[k], rules, (*at, k))


def _of_values(a, b, rules):
    """The text of the difference between two values that are not containers; None: they are close."""
    if a is None or b is None:
        return None if a is b else f"None mismatch: {a} is not {b}"
    kinds = (type(a), type(b))
    if all(k in (bool, np.bool_) for k in kinds):
        return None if a == b else f"Booleans mismatch: {a} is not {b}"
    if all(isinstance(v, _NUMBERS) and not isinstance(v, bool) for v in (a, b)):
        return _of_numbers(a, b, rules)
    related = issubclass(kinds[0], kinds[1]) or issubclass(kinds[1], kinds[0])
    if (
        not all(isinstance(v, (Tensor, np.ndarray)) for v in (a, b))
        or not related
        or (kinds[0] is not kinds[1] and not rules.subclasses)
    ):
        raise TypeError(f"No comparison pair was able to handle inputs of type {kinds[0]} and {kinds[1]}.")
    a, b = [v if isinstance(v, Tensor) else as_tensor(v) for v in (a, b)]
    return _of_tensors(a.detach(), b.detach(), rules)


def _of_numbers(a, b, rules):
    a, b = [v.item() if isinstance(v, np.number) else v for v in (a, b)]
    if rules.dtype and type(a) is not type(b):
        return f"The (d)types do not match: {type(a)} != {type(b)}."
    names = [{int: "int64", float: "float64", complex: "complex128"}[type(v)] for v in (a, b)]
    rtol, atol = rules.tolerances(*names)
    with np.errstate(invalid="ignore"):
        close = np.isclose(a, b, rtol, atol, rules.equal_nan) if rtol or atol or a != a else a == b
    return None if close else _scalar_text(a, b, rtol, atol)


def _of_tensors(a, b, rules):
    for name, asked in (("shape", True), ("device", rules.device), ("dtype", rules.dtype), ("layout", rules.layout)):
        p, q = getattr(a, name), getattr(b, name)
        if asked and p != q:
            return f"The values for attribute '{name}' do not match: {p} != {q}."
    if rules.stride and a.stride() != b.stride():
        return f"The values for attribute 'stride()' do not match: {a.stride()} != {b.stride()}."
    rtol, atol = rules.tolerances(a._dtype.name, b._dtype.name)
    a, b = a.cpu(), b.cpu()
    dtype = dtypes.promote_types(a._dtype, b._dtype)
    if dtype.category < 2:
        dtype = dtypes.int64
    a, b = a.to(dtype), b.to(dtype)
    match = isclose(a, b, rtol=rtol, atol=atol, equal_nan=rules.equal_nan)
    if match.all():
        return None
    if not a._array.ndim:
        return _scalar_text(a.item(), b.item(), rtol, atol)
    return _tensor_text(a, b, match, rtol, atol)


def _scalar_text(a, b, rtol, atol):
    difference = abs(a - b)
    relative = difference / abs(b) if b else float("inf")
    return "\n".join(
        [
            f"Scalars are not {'close' if rtol or atol else 'equal'}!",
            "",
            f"Expected {b} but got {a}.",
            f"Absolute difference: {difference}{_allowed(atol, rtol, atol)}",
            f"Relative difference: {relative}{_allowed(rtol, rtol, atol)}",
        ]
    )


def _allowed(limit, rtol, atol):
    return f" (up to {limit} allowed)" if rtol or atol else ""


def _tensor_text(a, b, match, rtol, atol):
    wrong, total = match._array.size - int(match.sum()), match._array.size
    lines = [
        f"Tensor-likes are not {'close' if rtol or atol else 'equal'}!",
        "",
        f"Mismatched elements: {wrong} / {total} ({wrong / total:.1%})",
    ]
    difference = (a - b).abs().masked_fill(match, 0)
    with np.errstate(all="ignore"):
        relative = (difference / b.abs()).masked_fill(match, 0)
    for what, values, limit in (("absolute", difference, atol), ("relative", relative, rtol)):
        place = int(values.reshape(-1).argmax())
        index = tuple(int(i) for i in np.unravel_index(place, match._array.shape))
        lines.append(
            f"Greatest {what} difference: {values.reshape(-1)[place].item()} at index {index}"
            f"{_allowed(limit, rtol, atol)}"
        )
    return "\n".join(lines)


def assert_allclose(
    actual: Any,
    expected: Any,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = True,
    msg: str = "",
) -> None:
    """``assert_close`` as older tests write it: operands that aren't tensors become some, dtypes may differ, the
    tolerances are those of the wider dtype, nan equals nan. Deprecated in PyTorch.

    >>> import warnings
    >>> warnings.simplefilter("ignore", FutureWarning)
    >>> assert_allclose([1.0, 2.0], torch.tensor([1.0, 2.0], dtype=torch.float64))
    """
    import warnings

    warnings.warn(
        "`torch.testing.assert_allclose()` is deprecated: use `torch.testing.assert_close()`",
        FutureWarning,
        stacklevel=2,
    )
    actual = actual if isinstance(actual, Tensor) else tensor(actual)
    expected = expected if isinstance(expected, Tensor) else tensor(expected, dtype=actual.dtype)
    if rtol is None and atol is None:
        limits = {"float16": (1e-3, 1e-3), "float32": (1e-4, 1e-5), "float64": (1e-5, 1e-8)}
        both = [limits.get(v.dtype.name, (0.0, 0.0)) for v in (actual, expected)]
        rtol, atol = max(r for r, _ in both), max(a for _, a in both)
    assert_close(
        actual,
        expected,
        rtol=rtol,
        atol=atol,
        equal_nan=equal_nan,
        check_device=True,
        check_dtype=False,
        check_stride=False,
        msg=msg or None,
    )
