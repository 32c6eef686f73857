"""Conditions that programs state: ``torch._assert``, ``torch._check`` and its kin, and branches and loops that are
functions (``torch.cond``, ``torch.while_loop``)."""

from __future__ import annotations

from typing import Any, NoReturn
from warnings import warn

from ._base import dtypes
from ._core.types import Value
from ._face import overrides
from ._native import ext

__all__ = ["cond", "while_loop"]

_IMPROVE = (
    "Expected cond to be True, but got False. (Could this error message be improved? If so, please report an "
    "enhancement request to PyTorch.)"
)


def _assert(condition, message):
    """Python's ``assert`` as a function, which graphs can hold. Raises AssertionError with the message unless the
    condition holds."""
    exact = isinstance(condition, Value) and not ext.class_overrides(type(condition))  # modes see its truth asked for
    if not exact and overrides.asks((condition,)):
        return overrides.dispatch(_assert, (condition, message), {})
    if not condition:
        raise AssertionError(message)
    return None


def _assert_async(self, assert_msg=None):
    """Raise RuntimeError, with the message if one is given, unless the one number of a tensor is other than zero."""
    if overrides.asks((self,)):
        return overrides.dispatch(_assert_async, (self,) if assert_msg is None else (self, assert_msg), {})
    if not isinstance(self, Value):
        what = type(self).__name__
        raise TypeError(f"_assert_async(): argument 'input' (position 1) must be Tensor, not {what}")
    if not self:
        raise RuntimeError(assert_msg or "Expected Tensor with single nonzero value, but got zero")
    return None


def _assert_scalar(self, assert_msg):
    """Raise RuntimeError with the message unless a number is other than zero."""
    if not self:
        raise RuntimeError(assert_msg)


def _check_with(error_type, cond, message):
    """Raise ``error_type`` unless ``cond`` is True. ``message``: None, or a function that makes the text then. Raises
    TypeError for a condition that is no bool, or a message that can't be called."""
    if not isinstance(cond, bool):
        if isinstance(cond, Value):
            raise TypeError(
                "cond must be a bool, but got a Tensor. For tensor conditions, use torch._check_tensor_all() to assert "
                "that all elements are true."
            )
        raise TypeError(f"cond must be a bool, but got {type(cond)}")
    if cond:
        return
    if not issubclass(error_type, Exception) or issubclass(error_type, Warning):
        raise AssertionError(f"error_type must be a subclass of Exception but not Warning, got {error_type}")
    if message is not None and not callable(message):
        raise TypeError("message must be a callable")
    raise error_type(_IMPROVE if message is None else str(message()))


def _check(cond, message=None):
    """Raise RuntimeError unless ``cond`` is True; see ``_check_with``."""
    _check_with(RuntimeError, cond, message)


def _check_index(cond, message=None):
    """Raise IndexError unless ``cond`` is True; see ``_check_with``."""
    _check_with(IndexError, cond, message)


def _check_value(cond, message=None):
    """Raise ValueError unless ``cond`` is True; see ``_check_with``."""
    _check_with(ValueError, cond, message)


def _check_type(cond, message=None):
    """Raise TypeError unless ``cond`` is True; see ``_check_with``."""
    _check_with(TypeError, cond, message)


def _check_not_implemented(cond, message=None):
    """Raise NotImplementedError unless ``cond`` is True; see ``_check_with``."""
    _check_with(NotImplementedError, cond, message)


def _check_is_size(i, message=None, *, max=None):
    """Raise RuntimeError unless ``i`` can be a size: not below 0, nor above ``max``. Deprecated."""
    warn("_check_is_size will be removed in a future PyTorch release. Use _check(i >= 0) instead.", FutureWarning, 2)
    _check(i >= 0, message)
    if max is not None:
        _check(i <= max, message)


def _check_tensor_all_with(error_type, cond, message=None):
    """Raise ``error_type`` unless all elements of a tensor of bools are True. Raises TypeError for other things."""
    if not isinstance(cond, Value):
        raise TypeError(f"cond must be a tensor, but got {type(cond)}")
    if cond._dtype is not dtypes.bool_:
        raise TypeError(f"cond tensor must have dtype torch.bool, but got {cond._dtype}")
    _check_with(error_type, bool(cond._array.all()), message)


def _check_tensor_all(cond, message=None):
    """Raise RuntimeError unless all elements of a tensor of bools are True."""
    _check_tensor_all_with(RuntimeError, cond, message)


# Branches and loops -------------------------------------------------------------------------------------------------


def cond(pred: Any, true_fn: Any, false_fn: Any, operands: Any = ()) -> Any:
    """``true_fn(*operands)`` if ``pred`` is True, else ``false_fn(*operands)``.

    ``pred``: a bool, or a tensor with one element; ``operands``: a tuple (nested or not) of tensors. Raises
    RuntimeError for other arguments.

    >>> cond(torch.tensor(True), lambda x: x + 1, lambda x: x - 1, (torch.ones(1),))
    tensor([2.])
    """
    from ._base.trees import tree_any

    if not isinstance(pred, (bool, Value)):
        raise RuntimeError(f"Expected pred to be bool or tensor, but got {pred}.")
    if isinstance(pred, Value) and pred._array.size != 1:
        raise RuntimeError(f"Expected pred to be bool or single-element tensor, but got {pred}.")
    if not callable(true_fn) or not callable(false_fn):
        raise RuntimeError("Expect both branches to be callable.")
    if not isinstance(operands, (tuple, list)) or tree_any(lambda v: not isinstance(v, (Value, int)), operands):
        raise RuntimeError(
            "Expect operands to be a tuple of possibly nested dict/list/tuple that only consists of tensor leaves, but "
            f"got {operands}."
        )
    return (true_fn if pred else false_fn)(*operands)


def while_loop(cond_fn: Any, body_fn: Any, carried_inputs: Any) -> Any:
    """``carried = body_fn(*carried)`` as long as ``cond_fn(*carried)`` holds; the last of them, as a tuple.

    ``carried_inputs``: a tuple of tensors and numbers; ``body_fn`` returns as many. Raises RuntimeError for other
    arguments.

    >>> while_loop(lambda i, x: i < 3, lambda i, x: (i + 1, x * 2), (torch.tensor(0), torch.ones(1)))
    (tensor(3), tensor([8.]))
    """
    if not callable(cond_fn):
        raise RuntimeError("Expect cond_fn to be callable.")
    if not callable(body_fn):
        raise RuntimeError("Expect body_fn to be callable.")
    if not isinstance(carried_inputs, (tuple, list)):
        raise RuntimeError(f"Expect carried_inputs to be a tuple or list, but got {type(carried_inputs)}.")
    carried = tuple(carried_inputs)
    while _truth(cond_fn(*carried)):
        made = body_fn(*carried)
        if not isinstance(made, (tuple, list)) or len(made) != len(carried):
            raise RuntimeError(f"body_fn must return {len(carried)} values, as many as it is given, but gave {made!r}.")
        carried = tuple(made)
    return carried


def _truth(value):
    if isinstance(value, bool) or (isinstance(value, Value) and value._array.size == 1):
        return bool(value)
    raise RuntimeError(f"cond_fn must return a boolean scalar tensor or a boolean but got {value!r}")


# Names that are gone ------------------------------------------------------------------------------------------------

_GONE = "This function was deprecated since version 1.9 and is now removed."


def solve(input: Any, A: Any, *, out: Any = None) -> NoReturn:
    """Removed from PyTorch. Raises RuntimeError that says what to write: ``torch.linalg.solve(A, input)``."""
    raise RuntimeError(
        f"{_GONE} `torch.solve` is deprecated in favor of `torch.linalg.solve`. `torch.linalg.solve` has its arguments "
        "reversed and does not return the LU factorization.\n\nTo get the LU factorization see `torch.lu`, which can "
        "be used with `torch.lu_solve` or `torch.lu_unpack`.\nX = torch.solve(B, A).solution should be replaced with:\n"
        "X = torch.linalg.solve(A, B)"
    )


def symeig(input: Any, eigenvectors: bool = False, upper: bool = True, *, out: Any = None) -> NoReturn:
    """Removed from PyTorch. Raises RuntimeError that says what to write: ``torch.linalg.eigh``."""
    raise RuntimeError(
        f"{_GONE} The default behavior has changed from using the upper triangular portion of the matrix by default to "
        "using the lower triangular portion.\n\nL, _ = torch.symeig(A, upper=upper) should be replaced with:\nL = "
        "torch.linalg.eigvalsh(A, UPLO='U' if upper else 'L')\n\nand\n\nL, V = torch.symeig(A, eigenvectors=True) "
        "should be replaced with:\nL, V = torch.linalg.eigh(A, UPLO='U' if upper else 'L')"
    )


def eig(self: Any, eigenvectors: bool = False, *, e: Any = None, v: Any = None) -> NoReturn:
    """Removed from PyTorch. Raises RuntimeError that says what to write: ``torch.linalg.eig``."""
    raise RuntimeError(
        f"{_GONE} `torch.linalg.eig` returns complex tensors of dtype `cfloat` or `cdouble` rather than real tensors "
        "mimicking complex tensors.\n\nL, _ = torch.eig(A) should be replaced with:\nL_complex = "
        "torch.linalg.eigvals(A)\n\nand\n\nL, V = torch.eig(A, eigenvectors=True) should be replaced with:\n"
        "L_complex, V_complex = torch.linalg.eig(A)"
    )


def lstsq(input: Any, A: Any, *, out: Any = None) -> NoReturn:
    """Removed from PyTorch. Raises RuntimeError that says what to write: ``torch.linalg.lstsq(A, input)``."""
    raise RuntimeError(
        f"{_GONE} `torch.lstsq` is deprecated in favor of `torch.linalg.lstsq`.\n`torch.linalg.lstsq` has reversed "
        "arguments and does not return the QR decomposition in the returned tuple (although it returns other "
        "information about the problem).\n\nTo get the QR decomposition consider using `torch.linalg.qr`.\n\nX, _ = "
        "torch.lstsq(B, A) should be replaced with:\nX = torch.linalg.lstsq(A, B).solution"
    )


def matrix_rank(input: Any, tol: Any = None, symmetric: bool = False, *, out: Any = None) -> NoReturn:
    """Removed from PyTorch. Raises RuntimeError that says what to write: ``torch.linalg.matrix_rank``."""
    raise RuntimeError(
        f"{_GONE}\nPlease use the `torch.linalg.matrix_rank` function instead. The parameter 'symmetric' was renamed "
        "in `torch.linalg.matrix_rank()` to 'hermitian'."
    )
