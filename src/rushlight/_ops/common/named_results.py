"""Named results of functions with several outputs: tuples whose parts have names too."""

from __future__ import annotations

from operator import itemgetter

__all__ = [
    "aminmax",
    "cummax",
    "cummin",
    "frexp",
    "geqrf",
    "histogram",
    "histogramdd",
    "kthvalue",
    "linalg_cholesky_ex",
    "linalg_eig",
    "linalg_eigh",
    "linalg_inv_ex",
    "linalg_ldl_factor",
    "linalg_ldl_factor_ex",
    "linalg_lstsq",
    "linalg_lu",
    "linalg_lu_factor",
    "linalg_lu_factor_ex",
    "linalg_qr",
    "linalg_slogdet",
    "linalg_solve_ex",
    "linalg_svd",
    "lu_unpack",
    "max",
    "median",
    "min",
    "mode",
    "nanmedian",
    "qr",
    "slogdet",
    "sort",
    "svd",
    "topk",
    "triangular_solve",
]


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
    return type(
        name,
        (Result,),
        {
            "__slots__": (),
            "_fields": fields,
            "__module__": "rushlight.return_types",
            "__doc__": f"({', '.join(fields)}).",
            **parts,
        },
    )


max, min = _result("max", "values", "indices"), _result("min", "values", "indices")
median, nanmedian = _result("median", "values", "indices"), _result("nanmedian", "values", "indices")
mode, kthvalue = _result("mode", "values", "indices"), _result("kthvalue", "values", "indices")
cummax, cummin = _result("cummax", "values", "indices"), _result("cummin", "values", "indices")
sort, topk = _result("sort", "values", "indices"), _result("topk", "values", "indices")
aminmax = _result("aminmax", "min", "max")
frexp = _result("frexp", "mantissa", "exponent")
histogram, histogramdd = (_result("histogram", "hist", "bin_edges"), _result("histogramdd", "hist", "bin_edges"))

# Linear algebra
linalg_cholesky_ex, linalg_inv_ex = (
    _result("linalg_cholesky_ex", "L", "info"),
    _result("linalg_inv_ex", "inverse", "info"),
)
linalg_solve_ex = _result("linalg_solve_ex", "result", "info")
linalg_slogdet, slogdet = (_result("linalg_slogdet", "sign", "logabsdet"), _result("slogdet", "sign", "logabsdet"))
linalg_eig = _result("linalg_eig", "eigenvalues", "eigenvectors")
linalg_eigh = _result("linalg_eigh", "eigenvalues", "eigenvectors")
linalg_qr, qr, geqrf = _result("linalg_qr", "Q", "R"), _result("qr", "Q", "R"), _result("geqrf", "a", "tau")
linalg_svd, svd = _result("linalg_svd", "U", "S", "Vh"), _result("svd", "U", "S", "V")
linalg_lu_factor = _result("linalg_lu_factor", "LU", "pivots")
linalg_lu_factor_ex = _result("linalg_lu_factor_ex", "LU", "pivots", "info")
linalg_lu, lu_unpack = _result("linalg_lu", "P", "L", "U"), _result("lu_unpack", "P", "L", "U")
linalg_ldl_factor = _result("linalg_ldl_factor", "LD", "pivots")
linalg_ldl_factor_ex = _result("linalg_ldl_factor_ex", "LD", "pivots", "info")
linalg_lstsq = _result("linalg_lstsq", "solution", "residuals", "rank", "singular_values")
triangular_solve = _result("triangular_solve", "solution", "cloned_coefficient")
