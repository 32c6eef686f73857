"""Data types: their names, NumPy counterparts and PyTorch's promotion rules."""

from __future__ import annotations

import numpy as np


class DtypeError(TypeError):
    """A dtype that an operation can't take."""


class dtype:
    """A data type of tensors. There is one object per type: compare with ``is`` or ``==``.

    Attributes: ``name``; ``np`` (how NumPy stores it: bfloat16 as uint16, complex32 as uint32, 8-bit floats as uint8);
    ``itemsize`` in bytes;
    ``is_floating_point``, ``is_complex``, ``is_signed``; ``code``, a small number (the order of DTYPES).
    """

    __slots__ = (
        "category",
        "code",
        "cpp",
        "is_complex",
        "is_floating_point",
        "is_reduced",
        "is_signed",
        "is_stored_only",
        "itemsize",
        "name",
        "np",
    )

    def __init__(self, code, name, np_name, category, cpp):
        self.code, self.name, self.np, self.cpp = code, name, np.dtype(np_name), cpp
        self.itemsize = self.np.itemsize
        self.category = category  # 0 bool, 1 integer, 2 floating, 3 complex
        self.is_floating_point = category == 2
        self.is_complex = category == 3
        self.is_signed = name != "float8_e8m0fnu" and (category >= 2 or name.startswith("int"))
        self.is_stored_only = code > 14 and name != "complex32"  # there are casts, and next to no arithmetic
        # computed in ``wide``, stored in fewer bits
        self.is_reduced = name in ("bfloat16", "float16", "complex32") or name.startswith("float8")

    def __repr__(self):
        return "torch." + self.name

    def __reduce__(self):
        return "bool_" if self.name == "bool" else self.name

    def to_real(self):
        """The real type of a complex one's parts; itself otherwise."""
        return {"complex64": float32, "complex128": float64, "complex32": float16}.get(self.name, self)

    @property
    def wide(self):
        """The type that a reduced one is computed in."""
        return complex64 if self.is_complex else float32

    def to_complex(self):
        """The complex type whose parts have this type (float16 and bfloat16 give complex64)."""
        return {"float64": complex128, "complex128": complex128, "complex32": complex32}.get(self.name, complex64)


_TABLE = (
    ("bool", "?", 0, "Bool"),
    ("uint8", "u1", 1, "Byte"),
    ("int8", "i1", 1, "Char"),
    ("int16", "i2", 1, "Short"),
    ("int32", "i4", 1, "Int"),
    ("int64", "i8", 1, "Long"),
    ("float16", "f2", 2, "Half"),
    ("bfloat16", "u2", 2, "BFloat16"),
    ("float32", "f4", 2, "Float"),
    ("float64", "f8", 2, "Double"),
    ("complex64", "c8", 3, "ComplexFloat"),
    ("complex128", "c16", 3, "ComplexDouble"),
    ("uint16", "u2", 1, "UInt16"),
    ("uint32", "u4", 1, "UInt32"),
    ("uint64", "u8", 1, "UInt64"),
)
DTYPES = tuple(dtype(i, *row) for i, row in enumerate(_TABLE))
(
    bool_,
    uint8,
    int8,
    int16,
    int32,
    int64,
    float16,
    bfloat16,
    float32,
    float64,
    complex64,
    complex128,
    uint16,
    uint32,
    uint64,
) = DTYPES

# Types that are stored and cast, with next to no arithmetic; codes go on behind those above
_SMALL = (
    ("float8_e4m3fn", "u1", 2, "Float8_e4m3fn"),
    ("float8_e5m2", "u1", 2, "Float8_e5m2"),
    ("float8_e4m3fnuz", "u1", 2, "Float8_e4m3fnuz"),
    ("float8_e5m2fnuz", "u1", 2, "Float8_e5m2fnuz"),
    ("float8_e8m0fnu", "u1", 2, "Float8_e8m0fnu"),
    ("complex32", "u4", 3, "ComplexHalf"),
    *((f"{sign.lower()}int{n}", "u1", 1, f"{sign}Int{n}") for sign in ("U", "") for n in range(1, 8)),
)
SMALL = tuple(dtype(len(DTYPES) + i, *row) for i, row in enumerate(_SMALL))
float8_e4m3fn, float8_e5m2, float8_e4m3fnuz, float8_e5m2fnuz, float8_e8m0fnu, complex32 = SMALL[:6]
uint1, uint2, uint3, uint4, uint5, uint6, uint7, int1, int2, int3, int4, int5, int6, int7 = SMALL[6:]
ALL = DTYPES + SMALL  # by their codes

_FROM_NUMPY = {t.np: t for t in DTYPES if t is not bfloat16}


def python_number(v):
    """A NumPy scalar as a Python number: a bool as a float, as in PyTorch. What is no number stays what it is."""
    if isinstance(v, np.integer):
        return int(v)
    if isinstance(v, (np.floating, np.bool_)):
        return float(v)
    return complex(v) if isinstance(v, np.complexfloating) else v


def from_numpy_dtype(np_dtype) -> dtype:
    """The dtype for a NumPy one (native byte order). Raises TypeError for those without a counterpart."""
    np_dtype = np.dtype(np_dtype)
    found = _FROM_NUMPY.get(np_dtype)
    if found is None:
        if np_dtype.name == "bfloat16":  # ml_dtypes
            return bfloat16
        raise TypeError(
            f"can't convert np.ndarray of type numpy.{np_dtype.name}. The only supported types are: float64, "
            "float32, float16, complex64, complex128, int64, int32, int16, int8, uint64, uint32, uint16, uint8, "
            "and bool."
        )
    return found


def _make_promotion():
    signed = [int8, int16, int32, int64]
    table = {}
    for a in DTYPES:
        for b in DTYPES:
            if a is b:
                r = a
            elif a.category != b.category:
                hi, lo = (a, b) if a.category > b.category else (b, a)
                r = hi
                if lo.name in ("uint16", "uint32", "uint64") or hi.name in ("uint16", "uint32", "uint64"):
                    r = hi if hi.category == 2 else None
                if hi.is_complex and lo is float64:
                    r = complex128
            elif a.category == 2:
                if {a, b} == {float16, bfloat16}:
                    r = float32
                else:
                    r = a if (a.itemsize, a.code) > (b.itemsize, b.code) else b
            elif a.category == 3:
                r = complex128
            elif {a.name, b.name} & {"uint16", "uint32", "uint64"}:
                r = None  # PyTorch leaves these undefined except with themselves
            elif uint8 in (a, b):
                other = b if a is uint8 else a
                r = int16 if other is int8 else other
            else:
                r = signed[max(signed.index(a), signed.index(b))]
            table[a.code * len(DTYPES) + b.code] = r
    return [table[i] for i in range(len(DTYPES) ** 2)]


_PROMOTE = _make_promotion()
_N = len(DTYPES)


def _check_dtypes(function, **given):
    for position, (name, d) in enumerate(given.items(), 1):
        if not isinstance(d, dtype):
            raise TypeError(
                f"{function}(): argument '{name}' (position {position}) must be torch.dtype, not {type(d).__name__}"
                + (": pass its .dtype" if hasattr(d, "dtype") else "")
            )


def promote_types(a: dtype, b: dtype) -> dtype:
    """The smallest dtype that holds both, by PyTorch's table (``int32, float16 -> float16``).

    >>> promote_types(int64, float32)
    torch.float32
    """
    _check_dtypes("promote_types", type1=a, type2=b)
    if a.code >= _N or b.code >= _N:
        return _promote_small(a, b)
    r = _PROMOTE[a.code * _N + b.code]
    if r is None:
        raise RuntimeError(
            f"Promotion for uint16, uint32, uint64 types is not supported, attempted to promote {a.cpp} and {b.cpp}"
        )
    return r


def _promote_small(a, b):
    """``promote_types`` of pairs with a type that is only stored."""
    if a is b:
        return a
    names = f"is not supported, attempted to promote {a.cpp} and {b.cpp}"
    if a.name.startswith("float8") or b.name.startswith("float8"):
        raise RuntimeError(f"Promotion for Float8 Types {names}")
    if complex32 not in (a, b) or {a, b} & set(SMALL[6:]):
        raise RuntimeError(f"Promotion for uint16, uint32, uint64 types {names}")
    other = b if a is complex32 else a
    if other.category < 2 or other is float16:
        return complex32
    return complex128 if other in (float64, complex128) else complex64


def can_cast(from_: dtype, to: dtype) -> bool:
    """Whether PyTorch casts ``from_`` to ``to`` silently: never to a lower kind (float to int, int to bool)."""
    _check_dtypes("can_cast", from_=from_, to=to)
    if from_.category > to.category:
        return False
    return not (from_.category == 1 and to is bool_)


_default = float32
_listeners: list = []  # called when the default dtype changes: cached shape rules depend on it


def get_default_dtype() -> dtype:
    """The floating dtype that Python floats become: float32 unless ``set_default_dtype`` changed it."""
    return _default


def set_default_dtype(d: dtype) -> None:
    """Set the dtype that new floating-point tensors get. Raises TypeError for non-floating dtypes."""
    global _default
    if not isinstance(d, dtype):
        raise TypeError(f"invalid dtype object: expected a rushlight dtype, got {d!r}")
    if not d.is_floating_point:
        raise TypeError(f"only floating-point types are supported as the default type, got {d!r}")
    if d.is_stored_only:
        raise TypeError(f"couldn't find storage object {d.cpp}Storage")
    _default = d
    for call in _listeners:
        call()


def on_default_dtype_change(call) -> None:
    """Register a function to call after each change of the default dtype."""
    _listeners.append(call)
