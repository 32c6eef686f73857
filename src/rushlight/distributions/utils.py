"""What distributions share: parameters of one shape, probabilities and their logarithms, values computed once."""

from __future__ import annotations

from functools import update_wrapper
from typing import TYPE_CHECKING, Generic, TypeVar, overload

import rushlight as rl

from ..nn.functional import softmax

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Self

    from .._face.types import Number, Size, dtype
    from .._tensor.tensor import Tensor

__all__ = [
    "broadcast_all",
    "clamp_probs",
    "euler_constant",
    "lazy_property",
    "logits_to_probs",
    "probs_to_logits",
    "tril_matrix_to_vec",
    "vec_to_tril_matrix",
]

V = TypeVar("V")
euler_constant = 0.57721566490153286060
NUMBERS = (bool, int, float)


def broadcast_all(*values: Tensor | Number) -> tuple[Tensor, ...]:
    """The values as tensors of one shape. Numbers take the dtype of the first tensor, or the default one.

    Raises ValueError for anything that is neither tensor nor number.

    >>> torch.distributions.utils.broadcast_all(1, torch.zeros(2))
    (tensor([1., 1.]), tensor([0., 0.]))
    """
    tensors: list[Any] = [v for v in values if _is_tensor(v)]
    wrong = [v for v in values if not _is_tensor(v) and not isinstance(v, NUMBERS)]
    if wrong:
        raise ValueError(
            "Input arguments must all be instances of Number, torch.Tensor or objects implementing __torch_function__; "
            f"got {type(wrong[0]).__name__}: write torch.tensor(...)"
        )
    dtype = tensors[0].dtype if tensors else rl.get_default_dtype()
    made: list[Any] = [v if _is_tensor(v) else rl.tensor(v, dtype=dtype) for v in values]
    return rl.broadcast_tensors(*made)


def _is_tensor(value):
    return isinstance(value, rl.Tensor) or hasattr(type(value), "__torch_function__")


def standard_normal(shape: Sequence[int], dtype: dtype) -> Tensor:
    """Normally distributed numbers."""
    return rl.randn(shape, dtype=dtype)


def sum_rightmost(value: Tensor, dim: int) -> Tensor:
    """The sum over the last ``dim`` dimensions."""
    return value if dim == 0 else value.reshape((*value.shape[:-dim], -1)).sum(-1)


def _standard_normal(shape, dtype, device):
    """Normally distributed numbers of a shape, on a device."""
    return rl.empty(shape, dtype=dtype, device=device).normal_()


_sum_rightmost = sum_rightmost
euler_constant = 0.57721566490153286060


def extents(x: Tensor) -> Any:
    """finfo of the tensor's dtype."""
    return rl.finfo(x.dtype)


def logits_to_probs(logits: Tensor, is_binary: bool = False) -> Tensor:
    """Probabilities of log-odds (``is_binary``), or of logarithms of weights along the last dimension.

    >>> torch.distributions.utils.logits_to_probs(torch.zeros(2))
    tensor([0.5000, 0.5000])
    """
    return rl.sigmoid(logits) if is_binary else softmax(logits, dim=-1)


def clamp_probs(probs: Tensor) -> Tensor:
    """Probabilities moved into [eps, 1 - eps], so that their logarithms are finite.

    >>> torch.distributions.utils.clamp_probs(torch.tensor([0.5])).item()
    0.5
    """
    eps = extents(probs).eps
    return probs.clamp(min=eps, max=1 - eps)


def probs_to_logits(probs: Tensor, is_binary: bool = False) -> Tensor:
    """Log-odds of probabilities (``is_binary``), or their logarithms. Those at 0 and 1 are clamped first.

    >>> torch.distributions.utils.probs_to_logits(torch.tensor([0.5]), is_binary=True)
    tensor([0.])
    """
    clamped = clamp_probs(probs)
    return clamped.log() - (-clamped).log1p() if is_binary else clamped.log()


class lazy_property(Generic[V]):
    """A method whose result becomes the instance's attribute when first asked for; it has a gradient even under
    no_grad.

    >>> class Squares:
    ...     @torch.distributions.utils.lazy_property
    ...     def nine(self):
    ...         return 9
    >>> Squares().nine
    9
    """

    def __init__(self, wrapped: Callable[[Any], V]) -> None:
        self.wrapped = wrapped
        update_wrapper(self, wrapped)  # type: ignore[arg-type]

    @overload
    def __get__(self, instance: None, obj_type: Any = None) -> Self: ...

    @overload
    def __get__(self, instance: object, obj_type: Any = None) -> V: ...

    def __get__(self, instance: Any, obj_type: Any = None) -> Any:
        if instance is None:
            return self
        with rl.enable_grad():
            value = self.wrapped(instance)
        setattr(instance, self.wrapped.__name__, value)
        return value


class ProbsAndLogits:
    """The mixin of distributions with either ``probs`` or ``logits``: each is computed from the other when asked
    for."""

    def _set_probs_or_logits(self, probs, logits, *others):
        """Broadcast the given one with ``others`` and keep it; returns the others."""
        if (probs is None) == (logits is None):
            raise ValueError("Either `probs` or `logits` must be specified, but not both.")
        name = "logits" if probs is None else "probs"
        *others, self._param = broadcast_all(*others, logits if probs is None else probs)
        setattr(self, name, self._param)
        return [v.type_as(self._param) for v in others]

    @lazy_property
    def logits(self) -> Tensor:
        return probs_to_logits(self.probs, is_binary=True)

    @lazy_property
    def probs(self) -> Tensor:
        return logits_to_probs(self.logits, is_binary=True)

    @property
    def param_shape(self) -> Size:
        """The shape of the parameter."""
        return self._param.size()

    def _new(self, *args, **kwargs):
        return self._param.new(*args, **kwargs)


def _lower_places(n, diag, device=None):
    """A mask of shape (n, n): what lies on or below diagonal ``diag``."""
    return rl.ones(n, n, dtype=rl.bool, device=device).tril(diag)


def tril_matrix_to_vec(mat: Tensor, diag: int = 0) -> Tensor:
    """The elements (*, m) on and below diagonal ``diag`` of matrices (*, n, n), row by row.

    Raises ValueError for a diagonal that the matrices lack.

    >>> torch.distributions.utils.tril_matrix_to_vec(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([1., 3., 4.])
    """
    n = mat.shape[-1]
    if not -n <= diag < n:
        raise ValueError(f"diag ({diag}) provided is outside [{-n}, {n - 1}].")
    return mat[..., _lower_places(n, diag)]


def vec_to_tril_matrix(vec: Tensor, diag: int = 0) -> Tensor:
    """Matrices (*, n, n) with the elements (*, m) on and below diagonal ``diag``, zeros above: the inverse of
    `tril_matrix_to_vec`.

    Raises ValueError if no n has m places there.

    >>> torch.distributions.utils.vec_to_tril_matrix(torch.tensor([1.0, 3.0, 4.0]))
    tensor([[1., 0.],
            [3., 4.]])
    """
    wanted = vec.shape[-1]
    n = max(0, -diag)
    while (places := sum(min(n, max(0, row + 1 + diag)) for row in range(n))) < wanted:
        n += 1
    if places != wanted:
        raise ValueError(
            f"The size of last dimension is {wanted} which cannot be expressed as the lower triangular part of a "
            "square D x D matrix."
        )
    mat = vec.new_zeros((*vec.shape[:-1], n, n))
    mat[..., _lower_places(n, diag)] = vec
    return mat
