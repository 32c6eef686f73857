"""NumPy under PyTorch's names, where the two mean the same: samples called with it in place of the library give a
reference that needs no PyTorch."""

from __future__ import annotations

import numpy as np

__all__ = ["REFERENCE", "Missing"]

SAME = """
abs absolute:abs acos:arccos acosh:arccosh asin:arcsin asinh:arcsinh atan:arctan atanh:arctanh arccos arccosh arcsin
arcsinh
arctan arctanh sin cos tan sinh cosh tanh exp exp2 expm1 log log2 log10 log1p sqrt square reciprocal floor ceil trunc
fix:trunc
round:rint sign sgn:sign neg:negative negative positive sinc deg2rad rad2deg isnan isinf isfinite isposinf isneginf
isreal
signbit logical_not logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor bitwise_not
bitwise_left_shift:left_shift bitwise_right_shift:right_shift add sub:subtract subtract mul:multiply multiply
div:divide divide
true_divide pow:power float_power remainder fmod floor_divide atan2:arctan2 arctan2 hypot logaddexp logaddexp2
copysign nextafter
heaviside maximum minimum fmax fmin gcd lcm eq:equal ne:not_equal lt:less le:less_equal gt:greater ge:greater_equal
not_equal less less_equal greater greater_equal isclose clip where sum prod mean amax amin nansum nanmean all any
count_nonzero cumsum cumprod argmax argmin matmul dot mv:matmul mm:matmul bmm:matmul outer ger:outer inner kron
tensordot
einsum trace transpose:swapaxes swapaxes movedim:moveaxis moveaxis squeeze unsqueeze:expand_dims broadcast_to ravel
flip fliplr flipud rot90 tile tril triu diag diagonal diff hstack vstack dstack column_stack cat:concatenate
concat:concatenate
concatenate stack atleast_1d atleast_2d atleast_3d take_along_dim:take_along_axis angle real imag conj nan_to_num
unflatten
diagflat cross vdot roll permute:transpose argwhere isin maximum
"""
NAMES = {a: b or a for a, _, b in (word.partition(":") for word in SAME.split())}
KEYWORDS = {"dim": "axis", "keepdim": "keepdims", "dims": "axes"}


class Missing(Exception):
    """NumPy has no such function, or not with these arguments."""


class Reference:
    def __getattr__(self, name):
        if name in ("float64", "int64", "bool", "complex128", "inf", "nan", "pi"):
            return getattr(np, name)
        function = getattr(np, NAMES.get(name, ""), None)
        if function is None:
            raise Missing(name)

        def call(*args, **kwargs):
            try:
                return function(*args, **{KEYWORDS.get(k, k): v for k, v in kwargs.items()})
            except TypeError as error:
                raise Missing(str(error)) from error

        return call


REFERENCE = Reference()
