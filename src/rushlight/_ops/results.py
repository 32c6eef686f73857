"""Named results of functions with several outputs: tuples whose parts have names too."""

from __future__ import annotations

from operator import itemgetter

__all__ = [
    "aminmax", "cummax", "cummin", "frexp", "histogram", "histogramdd", "kthvalue", "max", "median", "min", "mode", "nanmedian",
    "sort", "topk",
]  # fmt: skip


class Result(tuple):
    """A tuple of tensors with named parts, as ``values, indices = x.max(dim=0)`` or ``x.max(dim=0).values``."""

    __slots__ = ()
    _fields: tuple = ()

    def __repr__(self):
        parts = ",\n".join(f"{n}={v!r}" for n, v in zip(self._fields, self, strict=True))
        return f"torch.return_types.{type(self).__name__}(\n{parts})"

    def __reduce__(self):
        return type(self), (tuple(self),)


def _result(name, *fields):
    parts = {field: property(itemgetter(i), doc=f"Part {i}.") for i, field in enumerate(fields)}
    return type(name, (Result,), {
        "__slots__": (), "_fields": fields, "__module__": "rushlight.return_types", "__doc__": f"({', '.join(fields)}).", **parts,
    })  # fmt: skip


max, min = _result("max", "values", "indices"), _result("min", "values", "indices")
median, nanmedian = _result("median", "values", "indices"), _result("nanmedian", "values", "indices")
mode, kthvalue = _result("mode", "values", "indices"), _result("kthvalue", "values", "indices")
cummax, cummin = _result("cummax", "values", "indices"), _result("cummin", "values", "indices")
sort, topk = _result("sort", "values", "indices"), _result("topk", "values", "indices")
aminmax = _result("aminmax", "min", "max")
frexp = _result("frexp", "mantissa", "exponent")
histogram, histogramdd = (
    _result("histogram", "hist", "bin_edges"),
    _result("histogramdd", "hist", "bin_edges"),
)
