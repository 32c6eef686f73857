"""The base of transforms, and those that consist of other transforms."""

from __future__ import annotations

from copy import copy
from functools import reduce
from operator import add, mul
from typing import TYPE_CHECKING

import rushlight as rl

from . import constraints
from .utils import sum_rightmost

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .._tensor.tensor import Tensor
    from .constraints import Constraint


class Transform:
    """An invertible function y = t(x) whose Jacobian determinant is known: ``t(x)``, ``t.inv(y)``,
    ``t.log_abs_det_jacobian(x, y)``.

    ``domain`` and ``codomain`` are constraints, ``sign`` says whether a monotone function rises. With ``cache_size`` 1
    the last pair (x, y) is kept, so that inverting y gives that x. A subclass defines ``_call``, ``_inverse`` and, if
    it is ``bijective``, ``log_abs_det_jacobian``. Raises ValueError for other cache sizes.

    >>> t = torch.distributions.transforms.ExpTransform()
    >>> t.inv(t(torch.tensor([0.0, 1.0])))
    tensor([0., 1.])
    """

    bijective = False
    domain: constraints.Constraint
    codomain: constraints.Constraint

    def __init__(self, cache_size: int = 0) -> None:
        if cache_size not in (0, 1):
            raise ValueError(f"cache_size must be 0 or 1, got {cache_size}")
        self._cache_size = cache_size
        self._inv: Any = None
        self._cached_x_y: tuple[Any, Any] = (None, None)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_inv": None}

    def with_cache(self, cache_size: int = 1) -> Transform:
        """This transform with another cache size."""
        if self._cache_size == cache_size:
            return self
        new = copy(self)
        Transform.__init__(new, cache_size)
        new._cache_parts(cache_size)
        return new

    def _cache_parts(self, cache_size):
        """Give the transforms inside a cache of their own."""

    @property
    def event_dim(self) -> int:
        """How many last dimensions are transformed together. Raises ValueError if domain and codomain differ in it."""
        if self.domain.event_dim != self.codomain.event_dim:
            raise ValueError("Please use either .domain.event_dim or .codomain.event_dim")
        return self.domain.event_dim

    @property
    def inv(self) -> Transform:
        """The inverse transform; its inverse is this one."""
        if self._inv is None:
            self._inv = _InverseTransform(self)
        return self._inv

    @property
    def sign(self) -> Any:
        """1 for a rising function, -1 for a falling one; a number or a tensor."""
        raise NotImplementedError(f"{type(self).__name__} does not define sign")

    def __eq__(self, other: object) -> bool:
        return self is other

    def __call__(self, x: Tensor) -> Tensor:
        return self._remembered(x, 0, self._call)

    def _inv_call(self, y):
        return self._remembered(y, 1, self._inverse)

    def _remembered(self, given, side, compute):
        """The other side of the last pair if ``given`` is its ``side``; else computed."""
        if self._cache_size and given is self._cached_x_y[side]:
            return self._cached_x_y[1 - side]
        result = compute(given)
        if self._cache_size:
            self._cached_x_y = (result, given) if side else (given, result)
        return result

    def _call(self, x):
        raise NotImplementedError(f"{type(self).__name__} does not define _call")

    def _inverse(self, y):
        raise NotImplementedError(f"{type(self).__name__} does not define _inverse")

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        """log |det dy/dx|, an element per event."""
        raise NotImplementedError(f"{type(self).__name__} does not define log_abs_det_jacobian")

    def forward_shape(self, shape: Sequence[int]) -> Sequence[int]:
        """The shape of y for a shape of x."""
        return shape

    def inverse_shape(self, shape: Sequence[int]) -> Sequence[int]:
        """The shape of x for a shape of y."""
        return shape

    def __repr__(self) -> str:
        return type(self).__name__ + "()"


class _InverseTransform(Transform):
    def __init__(self, transform: Transform) -> None:
        super().__init__(transform._cache_size)
        self._inv = transform

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__  # here the inverse is what there is to keep

    @constraints.dependent_property(is_discrete=False)
    def domain(self) -> Constraint:
        return self._inv.codomain

    @constraints.dependent_property(is_discrete=False)
    def codomain(self) -> Constraint:
        return self._inv.domain

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        return self._inv.bijective

    @property
    def sign(self) -> int:
        return self._inv.sign

    def with_cache(self, cache_size: int = 1) -> Transform:
        return self._inv.with_cache(cache_size).inv

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _InverseTransform) and self._inv == other._inv

    def __call__(self, x: Tensor) -> Tensor:
        return self._inv._inv_call(x)

    def _inv_call(self, y):
        return self._inv(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return -self._inv.log_abs_det_jacobian(y, x)

    def forward_shape(self, shape: Sequence[int]) -> tuple[int, ...]:
        return self._inv.inverse_shape(shape)

    def inverse_shape(self, shape: Sequence[int]) -> tuple[int, ...]:
        return self._inv.forward_shape(shape)

    def __repr__(self) -> str:
        return f"_InverseTransform({self._inv!r})"


def _widened(constraint, event_dim):
    """The constraint over ``event_dim`` dimensions in all."""
    more = event_dim - constraint.event_dim
    return constraints.independent(constraint, more) if more > 0 else constraint


class ComposeTransform(Transform):
    """Transforms one after the other; those do the caching.

    >>> T = torch.distributions.transforms
    >>> T.ComposeTransform([T.ExpTransform(), T.AffineTransform(1.0, 2.0)])(torch.zeros(1))
    tensor([3.])
    """

    def __init__(self, parts: list[Transform], cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.parts = parts
        if cache_size:
            self._cache_parts(cache_size)

    def _cache_parts(self, cache_size):
        self.parts = [p.with_cache(cache_size) for p in self.parts]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ComposeTransform) and self.parts == other.parts

    @constraints.dependent_property(is_discrete=False)
    def domain(self) -> Constraint:
        if not self.parts:
            return constraints.real
        dims = self.parts[-1].codomain.event_dim
        for p in reversed(self.parts):
            dims = max(dims + p.domain.event_dim - p.codomain.event_dim, p.domain.event_dim)
        return _widened(self.parts[0].domain, dims)

    @constraints.dependent_property(is_discrete=False)
    def codomain(self) -> Constraint:
        if not self.parts:
            return constraints.real
        dims = self.parts[0].domain.event_dim
        for p in self.parts:
            dims = max(dims + p.codomain.event_dim - p.domain.event_dim, p.codomain.event_dim)
        return _widened(self.parts[-1].codomain, dims)

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        return all(p.bijective for p in self.parts)

    @property
    def sign(self) -> Any:
        return reduce(mul, [p.sign for p in self.parts], 1)

    @property
    def inv(self) -> Transform:
        if self._inv is None:
            self._inv = ComposeTransform([p.inv for p in reversed(self.parts)])
            self._inv._inv = self
        return self._inv

    def __call__(self, x: Tensor) -> Tensor:
        for p in self.parts:
            x = p(x)
        return x

    def _inv_call(self, y):
        return self.inv(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        if not self.parts:
            return rl.zeros_like(x)
        between = [x]
        for p in self.parts[:-1]:
            between.append(p(between[-1]))
        between.append(y)
        terms, dims = [], self.domain.event_dim
        for p, before, after in zip(self.parts, between[:-1], between[1:], strict=True):
            terms.append(sum_rightmost(p.log_abs_det_jacobian(before, after), dims - p.domain.event_dim))
            dims += p.codomain.event_dim - p.domain.event_dim
        return reduce(add, terms)

    def forward_shape(self, shape: Sequence[int]) -> Sequence[int]:
        for p in self.parts:
            shape = p.forward_shape(shape)
        return shape

    def inverse_shape(self, shape: Sequence[int]) -> Sequence[int]:
        for p in reversed(self.parts):
            shape = p.inverse_shape(shape)
        return shape

    def __repr__(self) -> str:
        return "ComposeTransform(\n    " + ",\n    ".join(map(repr, self.parts)) + "\n)"


identity_transform: Transform = ComposeTransform([])


class IndependentTransform(Transform):
    """A transform with more of the last dimensions taken as one event: the Jacobian's logarithm is summed over them.

    >>> T = torch.distributions.transforms
    >>> t = T.IndependentTransform(T.ExpTransform(), 1)
    >>> t.log_abs_det_jacobian(torch.ones(3), t(torch.ones(3)))
    tensor(3.)
    """

    def __init__(self, base_transform: Transform, reinterpreted_batch_ndims: int, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.base_transform = base_transform.with_cache(cache_size)
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims

    def _cache_parts(self, cache_size):
        self.base_transform = self.base_transform.with_cache(cache_size)

    @constraints.dependent_property(is_discrete=False)
    def domain(self) -> Constraint:
        return constraints.independent(self.base_transform.domain, self.reinterpreted_batch_ndims)

    @constraints.dependent_property(is_discrete=False)
    def codomain(self) -> Constraint:
        return constraints.independent(self.base_transform.codomain, self.reinterpreted_batch_ndims)

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        return self.base_transform.bijective

    @property
    def sign(self) -> Any:
        return self.base_transform.sign

    def _call(self, x):
        if x.dim() < self.domain.event_dim:
            raise ValueError(f"Too few dimensions on input: {x.dim()} of at least {self.domain.event_dim}")
        return self.base_transform(x)

    def _inverse(self, y):
        if y.dim() < self.codomain.event_dim:
            raise ValueError(f"Too few dimensions on input: {y.dim()} of at least {self.codomain.event_dim}")
        return self.base_transform.inv(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return sum_rightmost(self.base_transform.log_abs_det_jacobian(x, y), self.reinterpreted_batch_ndims)

    def forward_shape(self, shape: Sequence[int]) -> Sequence[int]:
        return self.base_transform.forward_shape(shape)

    def inverse_shape(self, shape: Sequence[int]) -> Sequence[int]:
        return self.base_transform.inverse_shape(shape)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_transform!r}, {self.reinterpreted_batch_ndims})"


class _Pieces(Transform):
    """Transforms of pieces along a dimension."""

    def __init__(self, tseq: Sequence[Transform], dim: int = 0, cache_size: int = 0) -> None:
        if not all(isinstance(t, Transform) for t in tseq):
            raise AssertionError("All elements of tseq must be Transform instances")
        super().__init__(cache_size)
        self.transforms, self.dim = list(tseq), dim
        if cache_size:
            self._cache_parts(cache_size)

    def _cache_parts(self, cache_size):
        self.transforms = [t.with_cache(cache_size) for t in self.transforms]

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        return all(t.bijective for t in self.transforms)

    def _pieces(self, value):
        if not -value.dim() <= self.dim < value.dim():
            raise AssertionError(f"dim {self.dim} out of range for tensor with {value.dim()} dimensions")
        if value.size(self.dim) != self._size():
            raise AssertionError(
                f"size({self.dim}) is {value.size(self.dim)} and must equal {self._size()}, what the transforms take"
            )
        return self._cut(value)

    def _call(self, x):
        return self._join([t(p) for t, p in zip(self.transforms, self._pieces(x), strict=True)])

    def _inverse(self, y):
        return self._join([t.inv(p) for t, p in zip(self.transforms, self._pieces(y), strict=True)])

    def _jacobians(self, x, y):
        return [
            (t, t.log_abs_det_jacobian(a, b))
            for t, a, b in zip(self.transforms, self._pieces(x), self._pieces(y), strict=True)
        ]


class CatTransform(_Pieces):
    """Transforms of adjacent pieces of the given ``lengths`` (1 each unless given), as `torch.cat` would join them.

    >>> T = torch.distributions.transforms
    >>> T.CatTransform([T.ExpTransform(), T.AffineTransform(0.0, 2.0)])(torch.tensor([0.0, 3.0]))
    tensor([1., 6.])
    """

    def __init__(
        self, tseq: Sequence[Transform], dim: int = 0, lengths: Sequence[int] | None = None, cache_size: int = 0
    ) -> None:
        super().__init__(tseq, dim, cache_size)
        self.lengths = [1] * len(self.transforms) if lengths is None else list(lengths)
        if len(self.lengths) != len(self.transforms):
            raise AssertionError(f"lengths ({len(self.lengths)}) must match transforms ({len(self.transforms)})")

    @property
    def event_dim(self) -> int:
        return max(t.event_dim for t in self.transforms)

    @property
    def length(self) -> int:
        """The size of the dimension."""
        return sum(self.lengths)

    def _size(self):
        return self.length

    def _cut(self, value):
        return value.split(self.lengths, self.dim)

    def _join(self, pieces):
        return rl.cat(pieces, self.dim)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        dims = self.event_dim
        logs = [
            sum_rightmost(log, dims - t.event_dim) if t.event_dim < dims else log for t, log in self._jacobians(x, y)
        ]
        dim = (self.dim - x.dim() if self.dim >= 0 else self.dim) + dims
        return rl.cat(logs, dim) if dim < 0 else reduce(add, logs)

    @constraints.dependent_property
    def domain(self) -> Constraint:
        return constraints.cat([t.domain for t in self.transforms], self.dim, self.lengths)

    @constraints.dependent_property
    def codomain(self) -> Constraint:
        return constraints.cat([t.codomain for t in self.transforms], self.dim, self.lengths)


class StackTransform(_Pieces):
    """A transform per slice, as `torch.stack` would join them.

    >>> T = torch.distributions.transforms
    >>> T.StackTransform([T.ExpTransform(), T.identity_transform])(torch.zeros(2, 1))
    tensor([[1.],
            [0.]])
    """

    def _size(self):
        return len(self.transforms)

    def _cut(self, value):
        return value.unbind(self.dim)

    def _join(self, pieces):
        return rl.stack(pieces, self.dim)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return self._join([log for _, log in self._jacobians(x, y)])

    @constraints.dependent_property
    def domain(self) -> Constraint:
        return constraints.stack([t.domain for t in self.transforms], self.dim)

    @constraints.dependent_property
    def codomain(self) -> Constraint:
        return constraints.stack([t.codomain for t in self.transforms], self.dim)
