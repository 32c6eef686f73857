"""What ops of other rooms do on sparse tensors. ``apply`` asks here for every op with a sparse operand.

A rule gets the op and its operands and returns a tensor. Ops without one are refused, as PyTorch refuses them.
"""

from __future__ import annotations

from ..._core import rebase, result_class
from ..._core.sparse import is_sparse
from ..elementwise import abs_sign_round, arithmetic, clamp_nan_to_num, compare, exp_log_sin, pow
from ..elementwise.activation import Relu, Tanh
from ..indexing.index_select_add_fill import IndexSelect
from ..linalg import addmm, linear, matmul
from ..linalg.norm import VectorNorm
from ..optimizer_steps import ZeroAll
from ..reductions.all_any_count import Any
from ..reductions.sum_mean_prod import Sum
from ..shapes import cat_stack, select_narrow, squeeze_unsqueeze, transpose_permute, view_copies, view_reshape
from ..shapes.expand_broadcast import Expand
from ..special.erfinv_ndtri import Erfinv
from ..tensors import to_clone_copy
from . import binary, moves, products, reduce
from .conversions import empty
from .parts import refusal


def compute(op, inputs, target):
    """The result of ``op``; into ``target``, if one is given. Raises NotImplementedError for ops without a rule."""
    rule = RULES.get(type(op))
    if rule is None:
        raise refusal(op.name.lower(), next(v for v in (*inputs, target) if is_sparse(v)))
    if target is None:
        return rule(op, *inputs)
    if not is_sparse(target):
        into = INTO.get(type(op))
        if into is None:
            result = rule(op, *inputs)
            if is_sparse(result):
                raise RuntimeError(
                    f"{op.name.lower()}_(): the result is sparse, what it is to be written into is dense"
                )
            return target.copy_(result)
        return into(op, target, *inputs)
    result = rule(op, *inputs)
    if not is_sparse(result):
        raise RuntimeError(f"{op.name.lower()}_(): the result is dense, what it is to be written into is sparse")
    if result._array.shape != target._array.shape:
        raise RuntimeError(
            f"output with shape {list(target._array.shape)} doesn't match the broadcast shape "
            f"{list(result._array.shape)}"
        )
    return overwritten(op, target, result)


def overwritten(op, target, result):
    """``target`` with the contents and the history of ``result``."""
    if result._dtype is not target._dtype:
        result = result.to(target._dtype)
    target._array = result._array
    if result._node is not None:
        rebase(target, result._node, result._output_nr)
    target._storage.wrote(op.name)
    return target


def _expand(op, s, *rest):
    raise RuntimeError("expand is unsupported for Sparse tensors; convert with .to_dense() first")


def _reshape(op, s, *rest):
    raise RuntimeError("reshape is not implemented for sparse tensors; convert with .to_dense() first")


def _contiguous(op, s):
    raise RuntimeError("unsupported memory format option Contiguous: sparse tensors have no order in memory")


def _zero(op, s):
    return empty(s._array.layout, s._array.shape, s._dtype, s._device, s._array.ndim - s._array.sparse_dims)


def _zero_all(op, *tensors):
    for t in tensors:
        t.zero_()


def _copy(op, x, y):
    if not is_sparse(y) or not is_sparse(x):
        kinds = [result_class((v,)).__name__ for v in (x, y)]
        raise RuntimeError(
            f"copy_() between dense and sparse Tensors is not implemented! Found self type = {kinds[0]} of layout "
            f"{x.layout} and src type = {kinds[1]} of layout {y.layout}"
        )
    return y.to(x._dtype)


_VALUES = binary.on_values
_SUMS = binary.on_sums
RULES = {
    # linear: what is stored twice may stay so
    arithmetic.Neg: _VALUES,
    to_clone_copy.Clone: _VALUES,
    to_clone_copy.ToCopy: _VALUES,
    abs_sign_round.ConjPhysical: _VALUES,
    exp_log_sin.Deg2Rad: _VALUES,
    exp_log_sin.Rad2Deg: _VALUES,
    # 0 stays 0
    **dict.fromkeys(
        (
            abs_sign_round.Abs,
            abs_sign_round.Ceil,
            abs_sign_round.Floor,
            abs_sign_round.Frac,
            abs_sign_round.Round,
            abs_sign_round.Sgn,
            abs_sign_round.Sign,
            abs_sign_round.Signbit,
            abs_sign_round.Square,
            abs_sign_round.Trunc,
            clamp_nan_to_num.NanToNum,
            compare.IsInf,
            compare.IsNan,
            compare.IsNegInf,
            compare.IsPosInf,
            Erfinv,
            Relu,
            Tanh,
            pow.PowNumber,
            exp_log_sin.Asin,
            exp_log_sin.Asinh,
            exp_log_sin.Atan,
            exp_log_sin.Atanh,
            exp_log_sin.Erf,
            exp_log_sin.Expm1,
            exp_log_sin.Log1P,
            exp_log_sin.Sin,
            exp_log_sin.Sinh,
            exp_log_sin.Sqrt,
            exp_log_sin.Tan,
        ),
        _SUMS,
    ),
    arithmetic.Add: binary.add,
    arithmetic.AddScaled: binary.add,
    arithmetic.Sub: binary.sub,
    arithmetic.SubScaled: binary.sub,
    arithmetic.Rsub: binary.rsub,
    arithmetic.Mul: binary.mul,
    arithmetic.Div: binary.div,
    arithmetic.DivRounded: binary.div,
    arithmetic.FloorDivide: binary.div,
    linear.Product: products.product,
    linear.Addmm: products.affine,
    matmul.Mv: products.mv,
    matmul.Bmm: products.bmm,
    addmm.Addmm: products.addmm,
    addmm.Addmv: products.addmv,
    Sum: reduce.sum_,
    VectorNorm: reduce.norm,
    Any: reduce.any_,
    transpose_permute.Transpose: moves.transpose,
    transpose_permute.T: moves.transpose,
    transpose_permute.Permute: moves.permute,
    squeeze_unsqueeze.Unsqueeze: moves.unsqueeze,
    select_narrow.Select: moves.select,
    IndexSelect: moves.index_select,
    view_copies.NarrowCopy: moves.narrow_copy,
    cat_stack.Cat: moves.cat,
    cat_stack.Stack: moves.stack,
    Expand: _expand,
    view_reshape.View: _reshape,
    view_reshape.Contiguous: _contiguous,
    to_clone_copy.Zero: _zero,
    ZeroAll: _zero_all,
    to_clone_copy.Copy: _copy,
}
INTO = {
    arithmetic.Add: binary.add_into,
    arithmetic.AddScaled: binary.add_into,
    arithmetic.Sub: binary.sub_into,
    arithmetic.SubScaled: binary.sub_into,
    arithmetic.Mul: binary.mul_into,
}
