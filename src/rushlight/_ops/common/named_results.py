"""Named results of functions with several outputs: tuples whose parts have names too, as ``values, indices =
x.max(dim=0)`` or ``x.max(dim=0).values``.

``max._make(parts)`` makes one of any iterable, as of typing's NamedTuple: which is what type checkers take them for.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple as _result

    from ..._face.types import Tensor as _T
else:
    _T = None

    class _Result(tuple):
        """A tuple of tensors with named parts."""

        __slots__ = ()
        _fields: tuple = ()

        def __repr__(self):
            parts = ",\n".join(f"{n}={v!r}" for n, v in zip(self._fields, self, strict=True))
            return f"torch.return_types.{type(self).__name__}(\n{parts})"

        def __reduce__(self):
            return type(self), (tuple(self),)

        @classmethod
        def _make(cls, parts):
            return cls(parts)

    def _result(name, fields):
        names = tuple(field for field, _ in fields)
        parts = {field: property(itemgetter(i), doc=f"Part {i}.") for i, field in enumerate(names)}
        notes = {"__slots__": (), "_fields": names, "__module__": "rushlight.return_types"}
        return type(name, (_Result,), {**notes, "__doc__": f"({', '.join(names)}).", **parts})


aminmax = _result("aminmax", [("min", _T), ("max", _T)])
cummax = _result("cummax", [("values", _T), ("indices", _T)])
cummin = _result("cummin", [("values", _T), ("indices", _T)])
frexp = _result("frexp", [("mantissa", _T), ("exponent", _T)])
geqrf = _result("geqrf", [("a", _T), ("tau", _T)])
histogram = _result("histogram", [("hist", _T), ("bin_edges", _T)])
histogramdd = _result("histogramdd", [("hist", _T), ("bin_edges", tuple[_T, ...])])
kthvalue = _result("kthvalue", [("values", _T), ("indices", _T)])
linalg_cholesky_ex = _result("linalg_cholesky_ex", [("L", _T), ("info", _T)])
linalg_eig = _result("linalg_eig", [("eigenvalues", _T), ("eigenvectors", _T)])
linalg_eigh = _result("linalg_eigh", [("eigenvalues", _T), ("eigenvectors", _T)])
linalg_inv_ex = _result("linalg_inv_ex", [("inverse", _T), ("info", _T)])
linalg_ldl_factor = _result("linalg_ldl_factor", [("LD", _T), ("pivots", _T)])
linalg_ldl_factor_ex = _result("linalg_ldl_factor_ex", [("LD", _T), ("pivots", _T), ("info", _T)])
linalg_lstsq = _result("linalg_lstsq", [("solution", _T), ("residuals", _T), ("rank", _T), ("singular_values", _T)])
linalg_lu = _result("linalg_lu", [("P", _T), ("L", _T), ("U", _T)])
linalg_lu_factor = _result("linalg_lu_factor", [("LU", _T), ("pivots", _T)])
linalg_lu_factor_ex = _result("linalg_lu_factor_ex", [("LU", _T), ("pivots", _T), ("info", _T)])
linalg_qr = _result("linalg_qr", [("Q", _T), ("R", _T)])
linalg_slogdet = _result("linalg_slogdet", [("sign", _T), ("logabsdet", _T)])
linalg_solve_ex = _result("linalg_solve_ex", [("result", _T), ("info", _T)])
linalg_svd = _result("linalg_svd", [("U", _T), ("S", _T), ("Vh", _T)])
lu_unpack = _result("lu_unpack", [("P", _T), ("L", _T), ("U", _T)])
max = _result("max", [("values", _T), ("indices", _T)])
median = _result("median", [("values", _T), ("indices", _T)])
min = _result("min", [("values", _T), ("indices", _T)])
mode = _result("mode", [("values", _T), ("indices", _T)])
nanmedian = _result("nanmedian", [("values", _T), ("indices", _T)])
qr = _result("qr", [("Q", _T), ("R", _T)])
slogdet = _result("slogdet", [("sign", _T), ("logabsdet", _T)])
sort = _result("sort", [("values", _T), ("indices", _T)])
svd = _result("svd", [("U", _T), ("S", _T), ("V", _T)])
topk = _result("topk", [("values", _T), ("indices", _T)])
triangular_solve = _result("triangular_solve", [("solution", _T), ("cloned_coefficient", _T)])

if not TYPE_CHECKING:  # checkers read the file
    __all__ = [cls.__name__ for cls in _Result.__subclasses__()]
